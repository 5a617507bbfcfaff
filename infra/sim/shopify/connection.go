package shopify

import (
	"encoding/base64"
	"slices"
	"strings"
)

// element is a node of a connection together with what its cursor is made of.
type element struct {
	cursor string
	node   node
}

// connection pages over elements. As in the real shop, it must be told how many.
func connection(kind string, all []element, args map[string]any) (any, error) {
	if _, ok := pageSize(args); !ok {
		return nil, &fieldError{"BAD_REQUEST", "you must provide one of first or last"}
	}
	if args["reverse"] == true {
		all = slices.Clone(all)
		slices.Reverse(all)
	}
	from, to := 0, len(all)
	if after, ok := args["after"].(string); ok {
		at, err := afterCursor(all, after)
		if err != nil {
			return nil, err
		}
		from = at
	}
	if before, ok := args["before"].(string); ok {
		i := slices.IndexFunc(all, func(e element) bool { return cursorOf(e) == before })
		if i < 0 {
			return nil, &fieldError{"BAD_REQUEST", "invalid cursor"}
		}
		to = i
	}
	if n, ok := whole(args["first"]); ok {
		if n < 0 || n > 250 {
			return nil, &fieldError{"BAD_REQUEST", "first must be between 0 and 250"}
		}
		to = min(to, from+n)
	} else if n, ok := whole(args["last"]); ok {
		from = max(from, to-n)
	}
	return page(kind, all, from, max(from, to)), nil
}

// afterCursor is where the page after a cursor begins. A cursor of a sorted list holds the value it is sorted by: when
// its element has moved meanwhile, the page begins where it would have stood.
func afterCursor(all []element, cursor string) (int, error) {
	if i := slices.IndexFunc(all, func(e element) bool { return cursorOf(e) == cursor }); i >= 0 {
		return i + 1, nil
	}
	raw, err := base64.StdEncoding.DecodeString(cursor)
	if err != nil || !strings.Contains(string(raw), "|") {
		return 0, &fieldError{"BAD_REQUEST", "invalid cursor"}
	}
	if i := slices.IndexFunc(all, func(e element) bool { return e.cursor > string(raw) }); i >= 0 {
		return i, nil
	}
	return len(all), nil
}

func cursorOf(e element) string { return base64.StdEncoding.EncodeToString([]byte(e.cursor)) }

func page(kind string, all []element, from, to int) node {
	shown := all[from:to]
	return node{kind: kind + "Connection", field: func(name string, _ map[string]any) (any, error) {
		switch name {
		case "nodes":
			nodes := []any{}
			for _, e := range shown {
				nodes = append(nodes, e.node)
			}
			return nodes, nil
		case "edges":
			edges := []any{}
			for _, e := range shown {
				edges = append(edges, values(kind+"Edge", object{"cursor": cursorOf(e), "node": e.node}))
			}
			return edges, nil
		case "pageInfo":
			info := object{"hasNextPage": to < len(all), "hasPreviousPage": from > 0, "startCursor": nil, "endCursor": nil}
			if len(shown) > 0 {
				info["startCursor"], info["endCursor"] = cursorOf(shown[0]), cursorOf(shown[len(shown)-1])
			}
			return values("PageInfo", info), nil
		}
		return nil, notSimulated(kind+"Connection", name)
	}}
}

// values is a node whose fields are all there already. A function among them is called for its value.
func values(kind string, fields object) node {
	return node{kind: kind, field: func(name string, args map[string]any) (any, error) {
		value, ok := fields[name]
		if !ok {
			return nil, notSimulated(kind, name)
		}
		if later, ok := value.(later); ok {
			return later(args)
		}
		return value, nil
	}}
}

// later is a field that is only made when it is asked for.
type later func(map[string]any) (any, error)

// firstOf cuts a plain list that takes only first.
func firstOf(all []any, args map[string]any) []any {
	if n, ok := whole(args["first"]); ok && n < len(all) {
		return all[:max(0, n)]
	}
	return all
}
