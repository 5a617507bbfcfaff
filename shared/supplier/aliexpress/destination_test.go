package aliexpress

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"onward/shared/order"
)

func TestSplitPhone(t *testing.T) {
	t.Parallel()
	tests := []struct{ phone, iso, prefix, number string }{
		{"+1 (407) 555-0100", "US", "+1", "4075550100"},
		{"1-407-555-0100", "US", "+1", "4075550100"},
		{"407.555.0100", "US", "+1", "4075550100"},
		{"+44 (0)7700 900123", "GB", "+44", "7700900123"},
		{"0044 7700 900123", "GB", "+44", "7700900123"},
		{"07700 900123", "GB", "+44", "07700900123"},
		{"+49 170 1234567", "US", "+49", "1701234567"},
		{"+34612345678", "ES", "+34", "612345678"},
		{"0512345678", "SA", "+966", "512345678"},
		{"+7 701 123 4567", "KZ", "+7", "7011234567"},
		{"12345", "ZZ", "", "12345"},
		{"", "US", "+1", ""},
	}
	for _, test := range tests {
		prefix, number := splitPhone(test.phone, test.iso)
		require.Equal(t, test.prefix, prefix, test.phone)
		require.Equal(t, test.number, number, test.phone)
	}
}

func TestNoCallingCodeBeginsAnother(t *testing.T) {
	t.Parallel()
	countries := map[string]string{}
	for entry := range strings.FieldsSeq(callingCodes) {
		require.Regexp(t, `^[A-Z]{2}[1-9][0-9]{0,2}$`, entry)
		require.Empty(t, countries[entry[:2]], "%s is listed twice", entry[:2])
		countries[entry[:2]] = entry[2:]
	}
	for a, code := range countries {
		for b, other := range countries {
			require.True(t, code == other || !strings.HasPrefix(other, code), "%s%s begins %s%s", a, code, b, other)
		}
	}
	require.Equal(t, "971", callingCode("AE"))
	require.Equal(t, "7", callingCode("KZ"))
	require.Empty(t, callingCode("ZZ"))
	require.Empty(t, callingCode(""))
}

func TestDestination(t *testing.T) {
	t.Parallel()
	base := order.Address{Name: "Jane Sample", Line1: "1 Street", City: "Town", Province: "X", Postcode: "1", Phone: "123456789"}
	with := func(country, taxID string) Address {
		a := base
		a.Country, a.TaxID = country, taxID
		return destination(a, "")
	}
	require.Equal(t, "52998224725", with("BR", "52998224725").CPF)
	require.Equal(t, "12345678-5", with("CL", "12345678-5").RUTNo)
	require.Equal(t, "P123456789012", with("KR", "P123456789012").PassportNo)
	require.Equal(t, "20-12345678-6", with("AR", "20123456786").TaxNumber)
	require.Equal(t, "ABCD1234", with("SA", "abcd1234").NationalAddress)
	require.Equal(t, "IT123", with("IT", "IT123").TaxNumber)
	israel := with("IL", "123456789")
	require.Equal(t, "123456789", israel.PassportNo)
	require.Equal(t, "123456789", israel.ForeignerPassportNo)
	require.False(t, *israel.IsForeigner)
	require.Empty(t, CheckAddress(israel))

	company := base
	company.Country, company.Line2, company.Company, company.Phone = "GB", "Floor 2", "Sample Ltd", " "
	got := destination(company, "+44 7700 900123")
	require.Equal(t, "Floor 2, Sample Ltd", got.Address2)
	require.Equal(t, "7700900123", got.MobileNo)
	content, err := Compose(Purchase{OutOrderID: "a", Address: got, Items: []PurchaseItem{{ProductID: "1", Count: 1}}})
	require.NoError(t, err)
	require.Contains(t, content.Order, `"country":"UK"`)
}

func TestProvinceName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ iso, code, name, want string }{
		{"US", "FL", "", "Florida"},
		{"US", "us-ca", "", "California"},
		{"US", "DC", "", "District of Columbia"},
		{"CA", "QC", "Québec", "Québec"},
		{"AU", "NSW", "", "New South Wales"},
		{"BR", "SP", "", "Sao Paulo"},
		{"DE", "BY", "", "BY"},
		{"US", "Florida", "", "Florida"},
	} {
		require.Equal(t, test.want, provinceName(test.iso, test.code, test.name))
	}
}

func TestCheckDestination(t *testing.T) {
	t.Parallel()
	a := order.Address{Name: "Jane Sample", Line1: "100 Example Street", City: "Orlando", Province: "FL", Country: "US", Phone: "+1 407 555 0100"}
	require.Empty(t, CheckDestination(a, ""))
	a.Phone = ""
	require.Equal(t, "mobile_no", CheckDestination(a, "")[0].Field)
	require.Empty(t, CheckDestination(a, "4075550100"))
}

func TestSaysDelivered(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Delivered": true, "Your package was delivered, front door.": true, "Signed for by the customer": true,
		"Undelivered: nobody home": false, "Out for delivery": false, "Your package will be delivered today": false,
		"Could not be delivered": false, "Delivered to local courier": false, "Delivery update": false,
		"Package delivered to airline": false, "Not delivered": false, "": false,
	} {
		require.Equal(t, want, saysDelivered(text), text)
	}
}

func TestSeamStages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		stage Stage
		paid  bool
		want  order.Stage
	}{
		{StageUnpaid, false, order.StagePlaced},
		{StagePaymentPending, false, order.StagePlaced},
		{StageHeld, false, order.StagePlaced},
		{StageRiskCheck, true, order.StagePaid},
		{StageToShip, true, order.StagePaid},
		{StagePartShipped, true, order.StagePaid},
		{StagePaid, true, order.StagePaid},
		{StageShipped, true, order.StageShipped},
		{StageReceived, true, order.StageDone},
		{StageClosed, true, order.StageCancelled},
		{StageCancelling, true, order.StagePaid},
		{StageCancelling, false, order.StageUnknown},
		{StageUnknown, false, order.StageUnknown},
		{StageUnknown, true, order.StagePaid},
		{StageEnded, true, order.StagePaid},
	}
	for _, test := range tests {
		require.Equal(t, test.want, seamStage(Order{Stage: test.stage, Paid: test.paid}), test.stage)
	}
}

func TestReportFillsInWhatPackagesLeaveOut(t *testing.T) {
	t.Parallel()
	o := Order{Stage: StageShipped, Items: []OrderItem{{ProductID: "10", SKUID: "1001", Count: 1}, {ProductID: "20", SKUID: "2001", Count: 1}}}
	parcels := reportParcels(o, []Parcel{
		{Number: "LP1", Carrier: "Standard", LastMile: "USPS", Items: []ParcelItem{{ProductID: "20", SKUDesc: "Size:M", Quantity: 1}}, Nodes: []Node{{At: time.Unix(9, 0)}}},
		{Number: "", Items: []ParcelItem{{ProductID: "10", Quantity: 1}}},
	})
	require.Equal(t, []order.ReportParcel{{
		Number: "LP1", Carrier: "USPS", Service: "Standard", FirstScan: time.Unix(9, 0),
		Items: []order.ReportItem{{Product: "20", SKU: "2001", Options: "Size:M", Quantity: 1}},
	}}, parcels)
}
