package shopify

import "time"

// The types below are the parts that are used of Shopify's REST-shaped webhook payloads.

type restOrder struct {
	ID              exactID         `json:"id"`
	Name            string          `json:"name"`
	CreatedAt       time.Time       `json:"created_at"`
	UpdatedAt       time.Time       `json:"updated_at"`
	CancelledAt     *time.Time      `json:"cancelled_at"`
	ClosedAt        *time.Time      `json:"closed_at"`
	Test            bool            `json:"test"`
	FinancialStatus string          `json:"financial_status"`
	Currency        string          `json:"currency"`
	TotalPrice      string          `json:"total_price"`
	TotalTip        string          `json:"total_tip_received"`
	Email           string          `json:"email"`
	ContactEmail    string          `json:"contact_email"`
	Phone           string          `json:"phone"`
	ShippingAddress *restAddress    `json:"shipping_address"`
	BillingAddress  *restAddress    `json:"billing_address"`
	NoteAttributes  []restAttribute `json:"note_attributes"`
	Lines           []restLine      `json:"line_items"`
	Fulfilments     []restFulfil    `json:"fulfillments"`
	Refunds         []restRefund    `json:"refunds"`
}

type restAddress struct {
	Name         string `json:"name"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name"`
	Company      string `json:"company"`
	Address1     string `json:"address1"`
	Address2     string `json:"address2"`
	City         string `json:"city"`
	Province     string `json:"province"`
	ProvinceCode string `json:"province_code"`
	Zip          string `json:"zip"`
	CountryCode  string `json:"country_code"`
	Phone        string `json:"phone"`
}

type restAttribute struct {
	Name  string `json:"name"`
	Value any    `json:"value"`
}

type restLine struct {
	ID               exactID `json:"id"`
	VariantID        exactID `json:"variant_id"`
	ProductID        exactID `json:"product_id"`
	SKU              string  `json:"sku"`
	Title            string  `json:"title"`
	VariantTitle     string  `json:"variant_title"`
	Quantity         int     `json:"quantity"`
	CurrentQuantity  *int    `json:"current_quantity"`
	Fulfillable      *int    `json:"fulfillable_quantity"`
	RequiresShipping bool    `json:"requires_shipping"`
	GiftCard         bool    `json:"gift_card"`
	Price            string  `json:"price"`
}

type restFulfil struct {
	ID      exactID    `json:"id"`
	OrderID exactID    `json:"order_id"`
	Status  string     `json:"status"`
	Number  string     `json:"tracking_number"`
	Numbers []string   `json:"tracking_numbers"`
	Lines   []restLine `json:"line_items"`
}

type restRefund struct {
	ID           exactID           `json:"id"`
	OrderID      exactID           `json:"order_id"`
	Lines        []restRefundLine  `json:"refund_line_items"`
	Transactions []restTransaction `json:"transactions"`
}

type restRefundLine struct {
	LineID      exactID `json:"line_item_id"`
	Quantity    int     `json:"quantity"`
	RestockType string  `json:"restock_type"`
}

type restTransaction struct {
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}
