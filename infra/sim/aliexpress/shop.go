package aliexpress

import (
	"encoding/json"
	"strconv"
	"strings"
)

// productGet reads an article as sold to a country.
func (s *Sim) productGet(req request) (fields, *refusal) {
	for _, name := range []string{"product_id", "ship_to_country"} {
		if req.get(name) == "" {
			return nil, missing(name)
		}
	}
	p, ok := s.product(req.get("product_id"))
	switch {
	case !ok:
		return fields{"rsp_code": "605", "rsp_msg": "ITEM_ID_NOT_FOUND"}, nil
	case !p.soldTo(req.get("ship_to_country")):
		return fields{"rsp_code": "602", "rsp_msg": "PRODUCT_NOT_SOLD_IN_COUNTRY"}, nil
	}
	skus := listing{wrapper: "ae_item_sku_info_d_t_o"}
	for _, sku := range p.SKUs {
		skus.items = append(skus.items, fields{
			"sku_id": digits(sku.ID), "sku_attr": sku.Attr, "offer_sale_price": sku.Price, "sku_price": sku.Price, "currency_code": sku.Currency,
			"sku_available_stock": digits(strconv.Itoa(sku.Stock)), "limit_strategy": "create_order_fail",
			"ae_sku_property_dtos": listing{wrapper: "ae_sku_property_d_t_o", items: properties(sku)},
		})
	}
	result := fields{
		"ae_item_sku_info_dtos": skus,
		"ae_item_base_info_dto": fields{"product_id": digits(p.ID), "subject": p.Title, "product_status_type": "onSelling", "currency_code": "USD"},
		"ae_store_info":         fields{"store_id": digits(p.StoreID), "store_name": p.StoreName},
	}
	if p.USProductID != "" {
		result["product_id_converter_result"] = fields{"main_product_id": digits(p.ID), "sub_product_id": fields{"US": digits(p.USProductID)}}
	}
	return fields{"result": result, "rsp_code": "200", "rsp_msg": "Call succeeds"}, nil
}

func properties(sku SKU) []any {
	var out []any
	for part := range strings.SplitSeq(sku.Desc, ";") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), ":")
		if !ok {
			continue
		}
		out = append(out, fields{"sku_property_name": name, "sku_property_value": strings.ToLower(value), "property_value_definition_name": value})
	}
	return out
}

// freightQuery lists the methods to a country.
func (s *Sim) freightQuery(req request) (fields, *refusal) {
	var query struct {
		Quantity  json.Number `json:"quantity"`
		Country   string      `json:"shipToCountry"`
		ProductID string      `json:"productId"`
		SKUID     string      `json:"selectedSkuId"`
	}
	text := req.get("queryDeliveryReq")
	if text == "" {
		return nil, missing("queryDeliveryReq")
	}
	if json.Unmarshal([]byte(text), &query) != nil {
		return nil, unmapped("queryDeliveryReq")
	}
	no := func(message string) fields {
		return fields{"result": fields{"msg": message, "code": digits("505"), "success": yes(false)}}
	}
	p, ok := s.product(query.ProductID)
	if !ok {
		return no("DELIVERY_INFO_EMPTY"), nil
	}
	if !p.soldTo(query.Country) {
		return no("DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"), nil
	}
	stock := 0
	for _, sku := range p.SKUs {
		if sku.ID == query.SKUID {
			stock = sku.Stock
		}
	}
	options := listing{wrapper: "delivery_option_d_t_o"}
	for _, f := range p.Freight {
		if !served(f.Countries, query.Country) {
			continue
		}
		option := fields{
			"code": f.Code, "company": f.Company, "free_shipping": yes(f.Free), "mayHavePFS": yes(false), "tracking": yes(true),
			"min_delivery_days": digits(strconv.Itoa(f.MinDays)), "max_delivery_days": digits(strconv.Itoa(f.MaxDays)),
			"ship_from_country": "CN", "available_stock": strconv.Itoa(stock),
		}
		if !f.Free {
			option["shipping_fee_cent"], option["shipping_fee_currency"] = f.fee().StringFixed(2), "USD"
			option["shipping_fee_format"] = "US $" + f.fee().StringFixed(2)
		}
		options.items = append(options.items, option)
	}
	if len(options.items) == 0 {
		return no("DELIVERY_NOT_AVAILABLE_TO_YOUR_ADDRESS"), nil
	}
	return fields{"result": fields{"msg": "Call succeeds", "code": digits("200"), "success": yes(true), "delivery_options": options}}, nil
}

// benefits tells whether the account may pay automatically.
func (s *Sim) benefits(req request) fields {
	return fields{
		"result": []any{map[string]any{
			"code": "auto-pay", "title": "auto-pay", "canApply": "true", "canBenefit": strconv.FormatBool(req.account.AutoPay),
		}},
		"rsp_code": "200", "rsp_msg": "ok",
	}
}

// regions names the places of a country; the simulator knows a few of each.
func (s *Sim) regions(req request) (fields, *refusal) {
	country := req.get("countryCode")
	if country == "" {
		return nil, missing("countryCode")
	}
	known := map[string][]string{
		"US": {"Florida:Orlando,Miami", "California:Los Angeles,San Francisco", "New York:New York,Buffalo"},
		"UK": {"England:Leeds,London", "Wales:Cardiff"},
		"BR": {"Sao Paulo:Sao Paulo,Campinas"},
	}
	provinces := listing{wrapper: "children"}
	for _, entry := range known[country] {
		name, cities, _ := strings.Cut(entry, ":")
		children := listing{wrapper: "children"}
		for city := range strings.SplitSeq(cities, ",") {
			children.items = append(children.items, fields{"name": city, "type": "CITY", "hasChildren": yes(false)})
		}
		provinces.items = append(provinces.items, fields{"name": name, "type": "PROVINCE", "hasChildren": yes(true), "children": inText{children}})
	}
	return fields{"result": fields{"success": yes(true), "data": fields{"country": country, "children": inText{provinces}}}}, nil
}
