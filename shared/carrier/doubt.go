package carrier

import (
	"regexp"
	"strings"
)

// Doubt names why a number looks like no tracking number. A doubt is a reason
// to ask the merchant before the buyer is mailed, never a rejection.
type Doubt string

// The doubts, most certain first.
const (
	NoNumber      Doubt = "no-number"      // nothing but white space
	Placeholder   Doubt = "placeholder"    // a word that stands for "not yet"
	IsLink        Doubt = "is-a-link"      // a web address in the number's place
	SeveralInOne  Doubt = "several-in-one" // a list of numbers in one field
	SameDigits    Doubt = "same-digits"    // one character repeated
	RunningDigits Doubt = "running-digits" // 123456789 and the like
	NoDigits      Doubt = "no-digits"      // letters only
	TooShort      Doubt = "too-short"      // shorter than any carrier's
	TooLong       Doubt = "too-long"       // longer than any carrier's, and than the stores take
	OddCharacters Doubt = "odd-characters" // more than letters, digits and hyphens
	InnerSpace    Doubt = "inner-space"    // white space inside
	IsOrderNumber Doubt = "is-order-number"
	// UsedElsewhere is not the number's own look, and is found by who knows the other orders.
	UsedElsewhere Doubt = "used-for-another-address"
)

const (
	shortest = 8  // carriers' own numbers have ten or more; some local posts eight
	longest  = 40 // the longest known is the USPS form with routing prefix, 34
)

var (
	placeholder = regexp.MustCompile(`(?i)^(?:n/?a|none|null|nil|tbd|tba|test\w*|fake\w*|pending|unknown|undefined|no ?tracking|to ?follow|x{3,}|-+)$`)
	separators  = regexp.MustCompile(`[,;|\n]`)
	ordinary    = regexp.MustCompile(`^[A-Za-z0-9-]*$`)
)

// Doubts lists what is suspicious about number. orderIDs are the store's and
// the supplier's own order numbers: one of them in the number's place is a
// known way to fake a shipment.
func Doubts(number string, orderIDs ...string) []Doubt {
	trimmed := strings.TrimSpace(number)
	bare := Clean(number)
	if bare == "" {
		return []Doubt{NoNumber}
	}
	if placeholder.MatchString(trimmed) {
		return []Doubt{Placeholder}
	}
	if strings.Contains(bare, "://") || strings.HasPrefix(strings.ToLower(bare), "www.") {
		return []Doubt{IsLink}
	}
	if separators.MatchString(trimmed) {
		return []Doubt{SeveralInOne}
	}
	return append(shapeDoubts(trimmed, bare), orderDoubts(bare, orderIDs)...)
}

func shapeDoubts(trimmed, bare string) []Doubt {
	var found []Doubt
	add := func(wrong bool, d Doubt) {
		if wrong {
			found = append(found, d)
		}
	}
	only := digits(bare)
	add(strings.Count(bare, bare[:1]) == len(bare) || len(only) > 4 && strings.Count(only, only[:1]) == len(only), SameDigits)
	add(running(only), RunningDigits)
	add(only == "", NoDigits)
	add(len(bare) < shortest, TooShort)
	add(len(bare) > longest, TooLong)
	add(!ordinary.MatchString(bare), OddCharacters)
	add(trimmed != bare && !groupedDigits(trimmed), InnerSpace)
	return found
}

// running says that every digit follows the one before, up or down, round ten.
func running(only string) bool {
	const enough = 5
	if len(only) < enough {
		return false
	}
	up, down := true, true
	for i := 1; i < len(only); i++ {
		step := (int(only[i]) - int(only[i-1]) + 10) % 10
		up = up && step == 1
		down = down && step == 9
	}
	return up || down
}

// groupedDigits says that the white space only groups one number, as carriers
// print it ("9400 1112 0108"), and does not join two.
func groupedDigits(s string) bool {
	for group := range strings.FieldsSeq(s) {
		if len(group) > 6 {
			return false
		}
	}
	return true
}

func orderDoubts(bare string, orderIDs []string) []Doubt {
	for _, id := range orderIDs {
		if id = strings.TrimPrefix(Clean(id), "#"); id != "" && strings.EqualFold(id, bare) {
			return []Doubt{IsOrderNumber}
		}
	}
	return nil
}
