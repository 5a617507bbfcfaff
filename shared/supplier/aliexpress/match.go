package aliexpress

import (
	"slices"
	"strings"
)

// Line is what we bought, in the words that a package may name it by.
type Line struct {
	ProductID string
	SKUID     string
	SKUAttr   string // "14:175;5:200003528#Length -26cm"
	SKUDesc   string // the variant in words, where known: "Color:Silvery; Size:M"
}

// MatchLine finds the line that a packed item is: by SKU id; where the package
// gives none, by the product if only one line has it; else by product and the
// words of the variant. It returns -1 rather than guess between two lines.
func MatchLine(lines []Line, packed ParcelItem) int {
	if packed.SKUID != "" {
		if i, known := only(lines, func(l Line) bool { return l.SKUID == packed.SKUID }); known {
			return i
		}
	}
	sameProduct := func(l Line) bool {
		// A line with another SKU id is another variant, whatever its words.
		return l.ProductID == packed.ProductID && (packed.SKUID == "" || l.SKUID == "")
	}
	if i, known := only(lines, sameProduct); known {
		return i
	}
	i, _ := only(lines, func(l Line) bool { return sameProduct(l) && sameVariant(l, packed.SKUDesc) })
	return i
}

// only gives the index of the single line that fits, -1 for none or several;
// known is false where nothing fitted or the choice is open.
func only(lines []Line, fits func(Line) bool) (index int, known bool) {
	found := -1
	for i, line := range lines {
		if !fits(line) {
			continue
		}
		if found >= 0 {
			return -1, false
		}
		found = i
	}
	return found, found >= 0
}

// sameVariant compares "Color:Silvery; Size:M" with the line's own wording,
// or else with the names inside its SKU attribute.
func sameVariant(l Line, desc string) bool {
	theirs := variantWords(desc)
	if len(theirs) == 0 {
		return false
	}
	if l.SKUDesc != "" {
		return slices.Equal(theirs, variantWords(l.SKUDesc))
	}
	var names []string
	for part := range strings.SplitSeq(l.SKUAttr, ";") {
		if _, name, named := strings.Cut(part, "#"); named {
			names = append(names, strings.ToLower(strings.TrimSpace(name)))
		}
	}
	for _, name := range names {
		if !slices.Contains(theirs, name) {
			return false
		}
	}
	return len(names) > 0
}

// variantWords lists the values of a description, sorted, without the names of
// the properties, which come in the language of the answer.
func variantWords(desc string) []string {
	var words []string
	for part := range strings.SplitSeq(desc, ";") {
		if _, value, named := strings.Cut(part, ":"); named {
			part = value
		}
		if part = strings.ToLower(strings.TrimSpace(part)); part != "" {
			words = append(words, part)
		}
	}
	slices.Sort(words)
	return words
}
