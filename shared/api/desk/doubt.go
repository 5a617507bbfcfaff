package desk

import "onward/shared/carrier"

// doubtText says what speaks against a number.
func doubtText(doubt string) string {
	switch carrier.Doubt(doubt) {
	case carrier.NoNumber, carrier.Placeholder:
		return "It stands for a number that is still to come."
	case carrier.IsLink:
		return "It is a link, not a number."
	case carrier.SeveralInOne:
		return "It looks like several numbers in one."
	case carrier.SameDigits, carrier.RunningDigits, carrier.NoDigits:
		return "No carrier gives such numbers."
	case carrier.TooShort:
		return "It is shorter than carriers' numbers are."
	case carrier.TooLong:
		return "It is longer than carriers' numbers are."
	case carrier.OddCharacters, carrier.InnerSpace:
		return "It has characters that carriers' numbers do not have."
	case carrier.IsOrderNumber:
		return "It is an order number, not a tracking number."
	case carrier.UsedElsewhere:
		return "Another customer's order, for another address, has it already."
	default:
		return "It looks wrong."
	}
}
