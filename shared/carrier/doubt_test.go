package carrier_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/carrier"
)

func TestDoubts(t *testing.T) {
	t.Parallel()
	for number, want := range map[string][]carrier.Doubt{
		"":                             {carrier.NoNumber},
		" \t\u00a0":                    {carrier.NoNumber},
		"N/A":                          {carrier.Placeholder},
		"pending":                      {carrier.Placeholder},
		"TEST123":                      {carrier.Placeholder},
		"-":                            {carrier.Placeholder},
		"https://t.example/1234567":    {carrier.IsLink},
		"RA200014005TR, LV109807596FR": {carrier.SeveralInOne},
		"RA200014005TR LV109807596FR":  {carrier.InnerSpace},
		"0000000000":                   {carrier.SameDigits},
		"YT1111111111111111":           {carrier.SameDigits},
		"1234567890":                   {carrier.RunningDigits},
		"9876543210":                   {carrier.RunningDigits},
		"LX123456789CN":                {carrier.RunningDigits},
		"ABCDEFGHIJK":                  {carrier.NoDigits},
		"43255":                        {carrier.TooShort},
		"12345":                        {carrier.RunningDigits, carrier.TooShort},
		"42097951921449036000082200121599921234567": {carrier.TooLong},
		"A/B&C 12365?":     {carrier.OddCharacters},
		"8187654321098765": {carrier.IsOrderNumber},

		"AP00823271816356": nil, "LP00675700340000": nil, "62727952231": nil, "CJPKL7160102171YQ": nil,
		"4209795192144903600008220012159992": nil, "9361 2898 7870 0317 6337 95": nil, "RB 123 456 785 GB": nil,
		" JY26CAA0D000551012\n": nil, "926112903032124": nil, "1Z5R89390357567127": nil,
	} {
		require.Equal(t, want, carrier.Doubts(number, "#1001", "8187654321098765", ""), number)
	}
}
