package job

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"onward/shared/sheet"
)

// column is one column of a list to import, by the name that it has in our own.
type column string

const (
	colOrder    column = "order"
	colStore    column = "store"
	colSKU      column = "sku"
	colQuantity column = "quantity"
	colNumber   column = "tracking number"
	colCarrier  column = "carrier"
	colURL      column = "tracking url"
	colReplaces column = "replaces"
	colAccount  column = "account"
	colBought   column = "supplier order"
)

// columnsFor lists what a kind of import takes; the first two must be there. Nil for what is no import.
func columnsFor(kind string) []column {
	switch kind {
	case KindImportTracking:
		return []column{colOrder, colNumber, colCarrier, colURL, colSKU, colQuantity, colReplaces, colStore}
	case KindImportOrders:
		return []column{colOrder, colBought, colAccount, colSKU, colQuantity, colStore}
	default:
		return nil
	}
}

// headings lists what merchants call a column, as [sheet.Plain] spells it.
func headings(c column) []string {
	switch c {
	case colOrder:
		return []string{"order", "ordername", "ordernumber", "orderno", "ordernr", "orderid", "name", "reference", "orderreference", "bestellung", "bestellnummer", "commande", "pedido", "ordine"}
	case colStore:
		return []string{"store", "shop", "storename", "shopname"}
	case colSKU:
		return []string{"sku", "lineitemsku", "itemsku", "productsku", "variantsku", "line", "variant", "artikelnummer"}
	case colQuantity:
		return []string{"quantity", "qty", "units", "lineitemquantity", "itemquantity", "menge", "anzahl"}
	case colNumber:
		return []string{"trackingnumber", "trackingnumbers", "trackingno", "trackingnr", "trackingid", "trackingcode", "tracking", "number", "waybill", "waybillnumber", "awb", "consignmentnumber", "parcelnumber", "shipmentnumber", "sendungsnummer", "numérodesuivi", "numerodesuivi", "númerodeseguimiento", "numerodeseguimiento", "códigoderastreio", "codigoderastreio"}
	case colCarrier:
		return []string{"carrier", "carriername", "company", "trackingcompany", "shippingcarrier", "shippingcompany", "courier", "shippingprovider", "provider", "logisticscompany", "versanddienstleister"}
	case colURL:
		return []string{"trackingurl", "trackinglink", "trackingaddress", "url", "link"}
	case colReplaces:
		return []string{"replaces", "oldnumber", "oldtrackingnumber", "insteadof"}
	case colAccount:
		return []string{"account", "supplieraccount", "supplier", "buyeraccount"}
	case colBought:
		return []string{"supplierorder", "supplierordernumber", "supplierorderid", "supplierorderno", "aliexpressorder", "aliexpressordernumber", "aliexpressorderid", "aliexpressorderno", "cjorder", "cjordernumber", "cjorderid", "purchaseorder"}
	default:
		return nil
	}
}

// Columns names the columns that a list of a kind can have; the first two must be there. Nil for what is no import.
func Columns(kind string) []string {
	var out []string
	for _, c := range columnsFor(kind) {
		out = append(out, string(c))
	}
	return out
}

// Heading is what a heading was taken for; As is empty for a column that is passed over.
type Heading struct {
	Heading string `json:"heading"`
	As      string `json:"as,omitempty"`
}

const (
	// mostHeadings and longest bound what is kept of a list.
	mostHeadings = 60
	longest      = 60
	// longestCell bounds a cell that is taken in.
	longestCell = 1000
)

// understand finds what the columns of a list are.
func understand(kind string, list sheet.List) (at []column, shown []Heading, err error) {
	known := map[string]column{}
	for _, c := range columnsFor(kind) {
		for _, name := range headings(c) {
			known[name] = c
		}
	}
	at = make([]column, len(list.Heading))
	for i, name := range list.Heading {
		c := known[sheet.Plain(name)]
		if c != "" && !slices.Contains(at, c) {
			at[i] = c
		}
		if name != "" && len(shown) < mostHeadings {
			shown = append(shown, Heading{Heading: cut(name, longest), As: string(at[i])})
		}
	}
	for _, c := range columnsFor(kind)[:2] {
		if slices.Contains(at, c) {
			continue
		}
		var found []string
		for _, h := range shown[:min(len(shown), 8)] {
			found = append(found, h.Heading)
		}
		return nil, nil, &sheet.Error{Problem: fmt.Sprintf("The first row must name the columns, and none is called %q. It has: %s. Add the heading, or begin from the template.",
			string(c), strings.Join(found, ", "))}
	}
	return at, shown, nil
}

// cut shortens a text for people.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
