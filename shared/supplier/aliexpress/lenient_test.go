package aliexpress

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTextKeepsEveryDigit(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`12000027158136202`:    "12000027158136202",
		`"12000027158136202"`:  "12000027158136202",
		`8.198352049851315E15`: "8198352049851315",
		`true`:                 "true",
		`" padded "`:           "padded",
		`null`:                 "",
		`{}`:                   "",
		`[]`:                   "",
		`172.710`:              "172.710",
	} {
		var got text
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		require.Equal(t, want, string(got), in)
	}
}

func TestFlagCountsOnlyAClearYes(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]flag{
		`true`: {set: true, on: true}, `"true"`: {set: true, on: true}, `1`: {set: true, on: true}, `"TRUE"`: {set: true, on: true},
		`false`: {set: true}, `"false"`: {set: true}, `0`: {set: true}, `"maybe"`: {}, `""`: {}, `null`: {},
	} {
		var got flag
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		require.Equal(t, want, got, in)
	}
}

func TestWhole(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]whole{
		`86400`: {set: true, n: 86400}, `"86400"`: {set: true, n: 86400}, `1739928180000`: {set: true, n: 1739928180000},
		`""`: {}, `"soon"`: {}, `1.5`: {}, `99999999999999999999999`: {},
	} {
		var got whole
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		require.Equal(t, want, got, in)
	}
}

type shapeElement struct {
	ID    text       `json:"id"`
	Notes list[text] `json:"notes"`
}

func TestListShapes(t *testing.T) {
	t.Parallel()
	two := list[shapeElement]{{ID: "1"}, {ID: "2"}}
	one := list[shapeElement]{{ID: "1"}}
	tests := map[string]struct {
		in   string
		want list[shapeElement]
	}{
		"plain":                    {`[{"id":1},{"id":"2"}]`, two},
		"wrapped":                  {`{"element":[{"id":1},{"id":2}]}`, two},
		"wrapped single":           {`{"element":{"id":1}}`, one},
		"bare single":              {`{"id":"1"}`, one},
		"inside a string":          {`"[{\"id\":1},{\"id\":2}]"`, two},
		"empty object":             {`{}`, nil},
		"wrapped empty object":     {`{"element":{}}`, nil},
		"null":                     {`null`, nil},
		"empty string":             {`""`, nil},
		"null inside":              {`[null,{"id":1}]`, one},
		"lone element with a list": {`{"notes":["a"]}`, list[shapeElement]{{Notes: list[text]{"a"}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got list[shapeElement]
			require.NoError(t, json.Unmarshal([]byte(test.in), &got))
			require.Equal(t, test.want, got)
		})
	}
}

func TestListOfScalars(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		`{"number":[8198352049851315]}`, `{"number":["8198352049851315"]}`, `{"number":8198352049851315}`,
		`[8198352049851315]`, `8198352049851315`, `"8198352049851315"`,
	} {
		var got list[text]
		require.NoError(t, json.Unmarshal([]byte(in), &got), in)
		require.Equal(t, list[text]{"8198352049851315"}, got, in)
	}
}

func TestListRefusesWhatIsNoElement(t *testing.T) {
	t.Parallel()
	var got list[shapeElement]
	require.Error(t, json.Unmarshal([]byte(`[7]`), &got))
}
