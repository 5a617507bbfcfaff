package aliexpress

import (
	"context"
	"encoding/json"
	"strings"
)

const methodProductGet = "aliexpress.ds.product.get"

// Product is what ordering needs of a product.
type Product struct {
	ID   string
	SKUs []SKU
	// SubProductIDs gives the product's own id for some countries, by
	// AliExpress country code; freight and orders there use it.
	SubProductIDs map[string]string
}

// SKU is one variant.
type SKU struct {
	ID    string
	Attr  string // what an order names the variant by
	Price *Money
	Stock *int // nil = not told
	// Desc is the variant in words, "Lenses Color:Black Green".
	Desc string
}

// ProductQuery asks for a product as sold to a country (ISO code).
type ProductQuery struct {
	ProductID string
	Country   string
	Currency  string // default USD
	Language  string // default en
}

type wireProduct struct {
	SKUs      list[wireSKU]   `json:"ae_item_sku_info_dtos"`
	Converter json.RawMessage `json:"product_id_converter_result"`
}

type wireSKU struct {
	ID         text               `json:"sku_id"`
	Attr       text               `json:"sku_attr"`
	Offer      text               `json:"offer_sale_price"`
	Price      text               `json:"sku_price"`
	Currency   text               `json:"currency_code"`
	Stock      whole              `json:"sku_available_stock"`
	Properties list[wireProperty] `json:"ae_sku_property_dtos"`
}

type wireProperty struct {
	Name    text `json:"sku_property_name"`
	Value   text `json:"sku_property_value"`
	Defined text `json:"property_value_definition_name"`
}

// GetProduct reads a product. A product that is gone or not sold to the
// country is [Refused] with the reason.
func (c *Client) GetProduct(ctx context.Context, session string, p ProductQuery) (Product, error) {
	q := call{method: methodProductGet, session: session, params: map[string]string{
		"product_id": p.ProductID, "ship_to_country": CountryCode(p.Country),
		"target_currency": defaulted(p.Currency, "USD"), "target_language": defaulted(p.Language, "en"),
	}}
	a, err := c.do(ctx, q)
	if err != nil {
		return Product{}, err
	}
	if e := productError(a); e != nil {
		return Product{}, e
	}
	var w wireProduct
	there, err := a.result(&w)
	if err != nil || !there {
		return Product{}, unreadable(q, a.requestID, "unreadable answer")
	}
	out := Product{ID: p.ProductID, SubProductIDs: map[string]string{}}
	for country, id := range object(object(w.Converter)["sub_product_id"]) {
		var t text
		if t.UnmarshalJSON(id) == nil && digits.MatchString(string(t)) {
			out.SubProductIDs[country] = string(t)
		}
	}
	for _, sku := range w.SKUs {
		out.SKUs = append(out.SKUs, sku.sku())
	}
	return out, nil
}

func productError(a answer) *Error {
	e := &Error{Op: methodProductGet, Kind: Refused, Code: a.rspCode, Message: a.rspMsg, RequestID: a.requestID}
	switch a.rspCode {
	case "602":
		e.Reason = ReasonNotSold
	case "605":
		e.Reason = ReasonProductGone
	case "404":
		e.Kind, e.Reason = Temporary, ReasonOutage
	default:
		// Unknown codes are judged by whether there is a result.
		return nil
	}
	e.Fix = e.Reason.fix()
	return e
}

func (w wireSKU) sku() SKU {
	s := SKU{ID: string(w.ID), Attr: string(w.Attr), Price: parseMoney(defaulted(string(w.Offer), string(w.Price)), string(w.Currency))}
	if w.Stock.set {
		n := int(w.Stock.n)
		s.Stock = &n
	}
	var words []string
	for _, p := range w.Properties {
		words = append(words, string(p.Name)+":"+defaulted(string(p.Defined), string(p.Value)))
	}
	s.Desc = strings.Join(words, "; ")
	return s
}
