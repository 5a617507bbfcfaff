package aliexpress

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// Purchase is an order to be placed.
type Purchase struct {
	OutOrderID  string // our own id; the platform recognises a repeat for 24 hours
	Address     Address
	Items       []PurchaseItem
	PayCurrency string // default USD
	// TryToPay asks for automatic payment, which the platform must have granted.
	TryToPay bool
	// BusinessModel is "retail", "wholesale" or empty.
	BusinessModel string
	PromotionCode string
}

// PurchaseItem is one line of a purchase.
type PurchaseItem struct {
	ProductID string
	SKUAttr   string // as in the product, with its #name parts; "" for the only SKU
	Count     int
	// ShippingMethod is the code of a freight option, not its company name.
	ShippingMethod string
	Memo           string // a note to the seller
}

// Address is where a purchase goes. Country is an ISO code. Only what the
// platform knows is sent, under its own names.
type Address struct {
	Address               string `json:"address"`
	Address2              string `json:"address2,omitempty"`
	City                  string `json:"city"`
	ContactPerson         string `json:"contact_person"`
	FullName              string `json:"full_name,omitempty"`
	Country               string `json:"country"`
	Province              string `json:"province"`
	Zip                   string `json:"zip,omitempty"`
	MobileNo              string `json:"mobile_no"`
	PhoneCountry          string `json:"phone_country,omitempty"`
	Locale                string `json:"locale,omitempty"`
	CPF                   string `json:"cpf,omitempty"`
	TaxNumber             string `json:"tax_number,omitempty"`
	VATNo                 string `json:"vat_no,omitempty"`
	TaxCompany            string `json:"tax_company,omitempty"`
	RUTNo                 string `json:"rut_no,omitempty"`
	PassportNo            string `json:"passport_no,omitempty"`
	PassportNoDate        string `json:"passport_no_date,omitempty"`
	PassportOrganization  string `json:"passport_organization,omitempty"`
	ForeignerPassportNo   string `json:"foreigner_passport_no,omitempty"`
	IsForeigner           *bool  `json:"is_foreigner,omitempty"`
	LocationTreeAddressID string `json:"location_tree_address_id,omitempty"`
	// NationalAddress (Saudi Arabia) travels outside the address.
	NationalAddress string `json:"-"`
}

// OrderContent is the exact wording of an order. It is written down before the
// first attempt, so that a repeat is the same to the byte.
type OrderContent struct {
	Order  string `json:"order"`
	Extend string `json:"extend"`
}

var digits = regexp.MustCompile(`^[0-9]{1,19}$`)

type wireOrder struct {
	OutOrderID string          `json:"out_order_id"`
	Address    Address         `json:"logistics_address"`
	Items      []wireOrderItem `json:"product_items"`
}

type wireOrderItem struct {
	ProductID json.Number `json:"product_id"`
	Count     int         `json:"product_count"`
	SKUAttr   string      `json:"sku_attr"`
	Shipping  string      `json:"logistics_service_name,omitempty"`
	Memo      string      `json:"order_memo"`
}

type wireExtend struct {
	Payment   wirePayment    `json:"payment"`
	Trade     *wireTrade     `json:"trade_extra_param,omitempty"`
	Promotion *wirePromotion `json:"promotion,omitempty"`
}

type wirePayment struct {
	Currency string `json:"pay_currency"`
	TryToPay string `json:"try_to_pay"`
}

type wireTrade struct {
	BusinessModel   string `json:"business_model,omitempty"`
	NationalAddress string `json:"nat_addr,omitempty"`
}

type wirePromotion struct {
	Code string `json:"promotion_code"`
}

// Compose words a purchase. The same purchase always gives the same bytes.
func Compose(p Purchase) (OrderContent, error) {
	if p.OutOrderID == "" {
		return OrderContent{}, errors.New("aliexpress compose: an out_order_id is needed")
	}
	if len(p.Items) == 0 {
		return OrderContent{}, errors.New("aliexpress compose: no items")
	}
	order := wireOrder{OutOrderID: p.OutOrderID, Address: p.Address}
	order.Address.Country = CountryCode(p.Address.Country)
	for i, item := range p.Items {
		if !digits.MatchString(item.ProductID) {
			return OrderContent{}, fmt.Errorf("aliexpress compose: item %d: product id must be digits", i+1)
		}
		if item.Count < 1 {
			return OrderContent{}, fmt.Errorf("aliexpress compose: item %d: count must be at least 1", i+1)
		}
		order.Items = append(order.Items, wireOrderItem{
			ProductID: json.Number(item.ProductID), Count: item.Count, SKUAttr: item.SKUAttr,
			Shipping: item.ShippingMethod, Memo: item.Memo,
		})
	}
	extend := wireExtend{Payment: wirePayment{Currency: defaulted(p.PayCurrency, "USD"), TryToPay: strconv.FormatBool(p.TryToPay)}}
	if p.BusinessModel != "" || p.Address.NationalAddress != "" {
		extend.Trade = &wireTrade{BusinessModel: p.BusinessModel, NationalAddress: p.Address.NationalAddress}
	}
	if p.PromotionCode != "" {
		extend.Promotion = &wirePromotion{Code: p.PromotionCode}
	}
	orderText, err := compact(order)
	if err != nil {
		return OrderContent{}, err
	}
	extendText, err := compact(extend)
	if err != nil {
		return OrderContent{}, err
	}
	return OrderContent{Order: orderText, Extend: extendText}, nil
}

// compact writes JSON without escaping & < >, as the platform's own demos do.
func compact(v any) (string, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return "", fmt.Errorf("aliexpress compose: %w", err)
	}
	return string(bytes.TrimRight(b.Bytes(), "\n")), nil
}
