package wix

import (
	"encoding/json"

	"github.com/shopspring/decimal"
)

// The presets of an item's type.
const (
	PresetPhysical = "PHYSICAL"
	PresetDigital  = "DIGITAL"
	PresetGiftCard = "GIFT_CARD"
	PresetService  = "SERVICE"
)

// LineItem is one line of an order. Its ID is unique inside the order only.
type LineItem struct {
	ID          string `json:"id"`
	ProductName struct {
		Original   string `json:"original"`
		Translated string `json:"translated"`
	} `json:"productName"`
	Catalog         *CatalogReference `json:"catalogReference"`
	Quantity        int               `json:"quantity"`
	DecimalQuantity *struct {
		Value Text `json:"value"`
	} `json:"decimalQuantity"`
	RefundQuantity  int `json:"refundQuantity"`
	RestockQuantity int `json:"restockQuantity"`
	Physical        *struct {
		SKU       string `json:"sku"`
		Shippable *bool  `json:"shippable"`
	} `json:"physicalProperties"`
	ItemType struct {
		Preset string          `json:"preset"`
		Custom json.RawMessage `json:"custom"`
	} `json:"itemType"`
	Price Amount `json:"price"`
}

// CatalogReference says what was bought.
type CatalogReference struct {
	CatalogItemID string `json:"catalogItemId"`
	AppID         string `json:"appId"`
	Options       struct {
		VariantID string          `json:"variantId"`
		Options   map[string]Text `json:"options"`
	} `json:"options"`
}

// SKU is the merchant's own number of the goods.
func (l *LineItem) SKU() string {
	if l.Physical == nil {
		return ""
	}
	return l.Physical.SKU
}

// Measured says that the goods are sold by weight or length: Quantity is 1 and
// the true quantity no whole number of pieces.
func (l *LineItem) Measured() bool {
	if l.DecimalQuantity == nil || l.DecimalQuantity.Value == "" {
		return false
	}
	d, err := decimal.NewFromString(string(l.DecimalQuantity.Value))
	return err != nil || !d.Equal(decimal.NewFromInt(int64(l.Quantity)))
}

// Shippable says whether a parcel may be sent for the line. What Wix leaves
// unsaid counts as goods.
func (l *LineItem) Shippable() bool {
	switch l.ItemType.Preset {
	case PresetDigital, PresetGiftCard, PresetService:
		return false
	}
	return l.Physical == nil || l.Physical.Shippable == nil || *l.Physical.Shippable
}
