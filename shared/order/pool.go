package order

import (
	"slices"
	"strings"
)

// pool hands out a purchase's pieces to what a supplier lists, so that two lines with the
// same product share a listed quantity instead of both claiming it.
type pool struct {
	items []Item
	left  []int
	// strict does not take whatever is listed for the only item there is.
	strict bool
}

// pool holds the pieces that can be in this order: all that no other order in use has listed.
func (p *Purchase) pool(so *SupplierOrder) *pool {
	out := &pool{items: p.Items, left: make([]int, len(p.Items))}
	for i := range p.Items {
		out.left[i] = max(p.Items[i].Quantity-p.listed(p.Items[i].ID, so), 0)
	}
	return out
}

// reserve takes out pieces that are known to be elsewhere.
func (b *pool) reserve(list []Pieces) {
	for _, piece := range list {
		if i := slices.IndexFunc(b.items, func(x Item) bool { return x.ID == piece.Item }); i >= 0 {
			b.left[i] = max(b.left[i]-piece.Quantity, 0)
		}
	}
}

func (b *pool) clone() *pool {
	return &pool{items: b.items, left: slices.Clone(b.left), strict: b.strict}
}

// takeAll finds the items that listed positions mean.
func (b *pool) takeAll(list []ReportItem) []Pieces {
	var out []Pieces
	for _, r := range list {
		out = addPieces(out, b.take(r))
	}
	return out
}

// take finds the items that a listed position means: by SKU, else by the words of the options, else by product,
// else the only item there is. A supplier may leave the product out, or list the one that it sells in the customer's
// country in its place, so a SKU stands alone.
func (b *pool) take(r ReportItem) []Pieces {
	product := func(i Item) bool { return r.Product == "" || i.Component.Product == r.Product }
	matches := []func(Item) bool{
		func(i Item) bool { return r.SKU != "" && i.Component.Product == r.Product && i.Component.SKU == r.SKU },
		func(i Item) bool { return r.SKU != "" && i.Component.SKU == r.SKU },
		func(i Item) bool {
			return r.mayBe(i.Component) && product(i) && sameOptions(i.Component.Options, r.Options)
		},
		func(i Item) bool { return i.Component.Product == r.Product && b.single(r.Product) },
		func(Item) bool { return len(b.items) == 1 && !b.strict },
	}
	for _, match := range matches {
		if out := b.takeWhere(match, r.Quantity); len(out) > 0 {
			return out
		}
	}
	return nil
}

// mayBe reports whether the SKUs do not speak against it.
func (r ReportItem) mayBe(c Component) bool { return r.SKU == "" || c.SKU == "" || r.SKU == c.SKU }

// sameOptions compares two spellings of a variant by their words: a supplier takes "14:175#Silvery;5:361386#M" and
// lists "Color:Silvery; Size:M".
func sameOptions(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	return a == b || slices.Equal(optionWords(a), optionWords(b))
}

func optionWords(options string) []string {
	var out []string
	for part := range strings.SplitSeq(options, ";") {
		if _, name, named := strings.Cut(part, "#"); named {
			part = name
		} else if _, value, named := strings.Cut(part, ":"); named {
			part = value
		}
		if part = strings.ToLower(strings.TrimSpace(part)); part != "" {
			out = append(out, part)
		}
	}
	slices.Sort(out)
	return out
}

// single reports whether all items of the product are of one variant, so that the product alone names them.
func (b *pool) single(product string) bool {
	var one Component
	seen := false
	for _, i := range b.items {
		if i.Component.Product != product {
			continue
		}
		if seen && (i.Component.SKU != one.SKU || i.Component.Options != one.Options) {
			return false
		}
		one, seen = i.Component, true
	}
	return seen
}

func (b *pool) takeWhere(match func(Item) bool, quantity int) []Pieces {
	var out []Pieces
	for i := range b.items {
		if quantity <= 0 {
			break
		}
		if !match(b.items[i]) {
			continue
		}
		if n := min(quantity, b.left[i]); n > 0 {
			b.left[i] -= n
			quantity -= n
			out = append(out, Pieces{Item: b.items[i].ID, Quantity: n})
		}
	}
	return out
}

func addPieces(to, more []Pieces) []Pieces {
	for _, m := range more {
		i := slices.IndexFunc(to, func(p Pieces) bool { return p.Item == m.Item })
		if i < 0 {
			to = append(to, m)
		} else {
			to[i].Quantity += m.Quantity
		}
	}
	return to
}
