package job

import (
	"onward/shared/order"
)

// The kinds of job. Each names its parameters' type.
const (
	// KindPlace, KindSync, KindTellAgain, KindHold, KindRelease, KindArchive and KindUnarchive work on a [Selection] ([Bulk]).
	KindPlace     = "place"
	KindSync      = "sync"
	KindTellAgain = "tell_again"
	KindHold      = "hold"
	KindRelease   = "release"
	KindArchive   = "archive"
	KindUnarchive = "unarchive"
	// KindRedecide decides the orders anew that wait for a variant ([Redecide]); the job's store is theirs.
	KindRedecide = "redecide"
	// KindImportTracking and KindImportOrders take in a list that the merchant made (see [Importer]).
	KindImportTracking = "import_tracking"
	KindImportOrders   = "import_supplier_orders"
	// KindListOrders writes the list of a tab down, to be saved as a file ([Listing]); see [ReadListing].
	KindListOrders = "list_orders"
	// KindExport collects what is known of a customer ([Privacy]); see [ReadExport].
	KindExport = "privacy_export"
	// KindEraseCustomer erases the customer of the orders named ([Privacy]).
	KindEraseCustomer = "privacy_erase_customer"
	// KindEraseShop erases the customers of all orders of the job's store. It has no parameters.
	KindEraseShop = "privacy_erase_shop"
	// KindRemoveMerchant removes the job's merchant with everything. It has no parameters.
	KindRemoveMerchant = "remove_merchant"
)

// Ref names an order of the job's merchant.
type Ref struct {
	Store string `json:"store"`
	ID    string `json:"id"`
}

// Selection is the orders that a job works on: either named one by one, or all of a tab that fit.
type Selection struct {
	Orders   []Ref          `json:"orders,omitempty"`
	Tab      order.State    `json:"tab,omitempty"`
	Store    string         `json:"store,omitempty"`
	Supplier order.Supplier `json:"supplier,omitempty"`
	Country  string         `json:"country,omitempty"`
	// Account limits a sync to what is bought there.
	Account string `json:"account,omitempty"`
}

// Bulk is the parameters of work on a [Selection].
type Bulk struct {
	Selection Selection `json:"selection"`
	// Reason is of a hold.
	Reason string `json:"reason,omitempty"`
}

// Redecide is the parameters of [KindRedecide]. The job's cursor may be that of the orders awaiting ordering in its store.
type Redecide struct {
	Variant string `json:"variant"`
}

// Privacy is the parameters of privacy jobs: ids of the store's orders, nothing personal.
type Privacy struct {
	Orders []string `json:"orders,omitempty"`
}
