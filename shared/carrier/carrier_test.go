package carrier_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/carrier"
)

// TestResolve follows the order of trust: number, service, name.
func TestResolve(t *testing.T) {
	t.Parallel()
	const (
		cainiao  = "https://global.cainiao.com/newDetail.htm?mailNoList="
		track17  = "https://t.17track.net/en#nums="
		uspsLink = "https://tools.usps.com/go/TrackConfirmAction?tLabels="
	)
	for name, tc := range map[string]struct {
		parcel      carrier.Parcel
		shopify     string
		woo         string
		wix         string
		listed      [3]bool // Shopify, WooCommerce, Wix
		url         string
		provisional bool
	}{
		"USPS by check digit, though the service says Cainiao": {
			parcel:  carrier.Parcel{Number: "92748909900774583084888436", Service: "CAINIAO_STANDARD", CarrierName: "AliExpress standard shipping"},
			shopify: "USPS", woo: "usps", wix: "usps", listed: [3]bool{true, true, true}, url: uspsLink + "92748909900774583084888436",
		},
		"USPS with routing prefix": {
			parcel:  carrier.Parcel{Number: "420787459400111206206406260787"},
			shopify: "USPS", woo: "usps", wix: "usps", listed: [3]bool{true, true, true}, url: uspsLink + "420787459400111206206406260787",
		},
		"altered USPS sample fails its check digit: the service decides": {
			parcel:  carrier.Parcel{Number: "4209795192144903600008220012159992", CarrierName: "AliExpress standard shipping"},
			shopify: "Cainiao", woo: "Cainiao", wix: "Cainiao", url: cainiao + "4209795192144903600008220012159992",
		},
		"the same sample, routed to the buyer's own ZIP code": {
			parcel:  carrier.Parcel{Number: "4209795192144903600008220012159992", CarrierName: "AliExpress standard shipping", Country: "US", Postcode: "97951-1234"},
			shopify: "USPS", woo: "usps", wix: "usps", listed: [3]bool{true, true, true}, url: uspsLink + "4209795192144903600008220012159992",
		},
		"AP is Cainiao, not Australia Post": {
			parcel:  carrier.Parcel{Number: "AP00823271816356", Country: "AU"},
			shopify: "Cainiao", woo: "Cainiao", wix: "Cainiao", url: cainiao + "AP00823271816356", provisional: true,
		},
		"LP is a first-mile reference": {
			parcel:  carrier.Parcel{Number: "LP00675700340000", Service: "cainiao_standard"},
			shopify: "Cainiao", woo: "Cainiao", wix: "Cainiao", url: cainiao + "LP00675700340000", provisional: true,
		},
		"CN with a country is Cainiao, not DHL eCommerce": {
			parcel:  carrier.Parcel{Number: "CNBR00077223717", Country: "BR"},
			shopify: "Cainiao", woo: "Cainiao", wix: "Cainiao", url: cainiao + "CNBR00077223717", provisional: true,
		},
		"HM is an AliExpress partner": {
			parcel:  carrier.Parcel{Number: "HM0000010001198611"},
			shopify: "Cainiao", woo: "Cainiao", wix: "Cainiao", url: cainiao + "HM0000010001198611", provisional: true,
		},
		"JY is an AliExpress partner, not a DHL piece": {
			parcel:  carrier.Parcel{Number: "JY26CAA0D000551012"},
			shopify: "Cainiao", woo: "Cainiao", wix: "Cainiao", url: cainiao + "JY26CAA0D000551012", provisional: true,
		},
		"CJPacket with the supplier's link": {
			parcel:  carrier.Parcel{Number: "CJPKL7160102171YQ", Service: "CJPacket Ordinary", CarrierName: "CJPacket", URL: "https://cjpacket.com/?trackingNumber=CJPKL7160102171YQ"},
			shopify: "CJPacket", woo: "CJPacket", wix: "CJPacket", url: "https://cjpacket.com/?trackingNumber=CJPKL7160102171YQ",
		},
		"CJPacket service whose number proves nothing": {
			parcel:  carrier.Parcel{Number: "926112903032124", Service: "CJPacket Sensitive"},
			shopify: "CJPacket", woo: "CJPacket", wix: "CJPacket", url: "https://cjpacket.com/?trackingNumber=926112903032124",
		},
		"AliExpress' CJ is CJ Logistics of Korea": {
			parcel:  carrier.Parcel{Number: "562312345678", Service: "CJ"},
			shopify: "CJ Logistics", woo: "CJ Logistics", wix: "CJ Logistics", url: track17 + "562312345678",
		},
		"CJ's USPS+": {
			parcel:  carrier.Parcel{Number: "1234500017", Service: "USPS+"},
			shopify: "USPS", woo: "usps", wix: "usps", listed: [3]bool{true, true, true}, url: uspsLink + "1234500017",
		},
		"S10 of Great Britain": {
			parcel:  carrier.Parcel{Number: "RB 123 456 785 GB", Service: "CAINIAO_STANDARD"},
			shopify: "Royal Mail", woo: "royal-mail", wix: "Royal Mail", listed: [3]bool{true, true, false}, url: track17 + "RB123456785GB",
		},
		"S10 of Turkey": {
			parcel:  carrier.Parcel{Number: "RA200014005TR"},
			shopify: "PTT", woo: "PTT", wix: "PTT", url: track17 + "RA200014005TR",
		},
		"S10 of France, lower case": {
			parcel:  carrier.Parcel{Number: "lv109807596fr"},
			shopify: "La Poste Colissimo", woo: "la-poste-colissimo", wix: "La Poste", listed: [3]bool{true, true, false}, url: "https://www.laposte.fr/outils/suivre-vos-envois?code=lv109807596fr",
		},
		"S10 with a wrong check digit proves nothing": {
			parcel:  carrier.Parcel{Number: "LX123456789CN", Service: "CAINIAO_ECONOMY"},
			shopify: "Cainiao", woo: "Cainiao", wix: "Cainiao", url: cainiao + "LX123456789CN",
		},
		"S10 of no country": {
			parcel:  carrier.Parcel{Number: "RB123456785XX", CarrierName: "Some Post"},
			shopify: "Some Post", woo: "Some Post", wix: "Some Post", url: track17 + "RB123456785XX",
		},
		"UPS": {
			parcel:  carrier.Parcel{Number: "1Z5R89390357567127"},
			shopify: "UPS", woo: "ups", wix: "ups", listed: [3]bool{true, true, true}, url: "https://www.ups.com/track?tracknum=1Z5R89390357567127",
		},
		"UPS with a wrong check digit": {
			parcel:  carrier.Parcel{Number: "1Z5R89390357567128", CarrierName: "Parcel House"},
			shopify: "Parcel House", woo: "Parcel House", wix: "Parcel House", url: track17 + "1Z5R89390357567128",
		},
		"YunExpress": {
			parcel:  carrier.Parcel{Number: "YT2412345678901234"},
			shopify: "YunExpress", woo: "YunExpress", wix: "YunExpress", listed: [3]bool{true, false, false}, url: "https://www.yuntrack.com/parcelTracking?id=YT2412345678901234",
		},
		"DHL piece": {
			parcel:  carrier.Parcel{Number: "JJD0099999999"},
			shopify: "DHL Express", woo: "dhl", wix: "dhl", listed: [3]bool{true, true, true}, url: "https://www.dhl.com/en/express/tracking.html?brand=DHL&AWB=JJD0099999999",
		},
		"Canada Post in Wix' own spelling": {
			parcel:  carrier.Parcel{Number: "RA123456785CA"},
			shopify: "Canada Post", woo: "canada-post", wix: "canadaPost", listed: [3]bool{true, true, true}, url: "https://www.canadapost.ca/cpotools/apps/track/personal/findByTrackNumber?trackingNumber=RA123456785CA&LOCALE=en",
		},
		"fourteen digits are ambiguous": {
			parcel:  carrier.Parcel{Number: "60120172242323"},
			shopify: "Other", woo: "Other", wix: "Other", url: track17 + "60120172242323",
		},
		"eleven digits of Selection Standard, DHL's check or not": {
			parcel:  carrier.Parcel{Number: "73891051146", Service: "CAINIAO_FULFILLMENT_STD"},
			shopify: "Cainiao", woo: "Cainiao", wix: "Cainiao", url: cainiao + "73891051146",
		},
		"Yanwen is shown under the supplier's name": {
			parcel:  carrier.Parcel{Number: "UB00112233", Service: "YANWEN_AM", CarrierName: "Yanwen Special Line-YW"},
			shopify: "Yanwen Special Line-YW", woo: "Yanwen Special Line-YW", wix: "Yanwen Special Line-YW", url: track17 + "UB00112233",
		},
		"Yanwen by code alone": {
			parcel:  carrier.Parcel{Number: "UB00112233", Service: "yanwen_jyt"},
			shopify: "China Post Ordinary Small Packet Plus", woo: "China Post Ordinary Small Packet Plus", wix: "China Post Ordinary Small Packet Plus", url: track17 + "UB00112233",
		},
		"the Lao post is not the French": {
			parcel:  carrier.Parcel{Number: "998877665544", Service: "LAOPOST"},
			shopify: "Lao Post", woo: "Lao Post", wix: "Lao Post", url: track17 + "998877665544",
		},
		"Singapore's OM Pro goes with 4PX": {
			parcel:  carrier.Parcel{Number: "998877665544", Service: "SGP_OMP"},
			shopify: "4PX", woo: "4PX", wix: "4PX", listed: [3]bool{true, false, false}, url: track17 + "998877665544",
		},
		"a seller's own method names the carrier": {
			parcel:  carrier.Parcel{Number: "998877665544", Service: "OTHER_US", CarrierName: "fedex"},
			shopify: "FedEx", woo: "fedex", wix: "fedex", listed: [3]bool{true, true, true}, url: "https://www.fedex.com/apps/fedextrack/?action=track&trackingnumber=998877665544",
		},
		"an unknown code is not shown to a buyer": {
			parcel:  carrier.Parcel{Number: "998877665544", Service: "ZZ_NEW_LINE"},
			shopify: "Other", woo: "Other", wix: "Other", url: track17 + "998877665544",
		},
		"a name listed by one store only": {
			parcel:  carrier.Parcel{Number: "998877665544", CarrierName: "mondial relay"},
			shopify: "Mondial Relay", woo: "mondial-relay", wix: "mondial relay", listed: [3]bool{true, true, false}, url: track17 + "998877665544",
		},
		"a supplier's link over plain http is not passed on": {
			parcel:  carrier.Parcel{Number: "998877665544", CarrierName: "Parcel House", URL: "http://parcel.example/?n=998877665544"},
			shopify: "Parcel House", woo: "Parcel House", wix: "Parcel House", url: track17 + "998877665544",
		},
		"a supplier's link to a home page is not passed on": {
			parcel:  carrier.Parcel{Number: "998877665544", CarrierName: "Parcel House", URL: "https://parcel.example/"},
			shopify: "Parcel House", woo: "Parcel House", wix: "Parcel House", url: track17 + "998877665544",
		},
		"a supplier's link to a longer number is not passed on": {
			parcel:  carrier.Parcel{Number: "998877665544", CarrierName: "Parcel House", URL: "https://parcel.example/?n=9988776655440"},
			shopify: "Parcel House", woo: "Parcel House", wix: "Parcel House", url: track17 + "998877665544",
		},
		"a number in a fragment is the number": {
			parcel:  carrier.Parcel{Number: "998877665544", CarrierName: "Parcel House", URL: "https://parcel.example/#nums=998877665544"},
			shopify: "Parcel House", woo: "Parcel House", wix: "Parcel House", url: "https://parcel.example/#nums=998877665544",
		},
		"odd characters are encoded, the fragment is not": {
			parcel:  carrier.Parcel{Number: "A/B&C 123?", CarrierName: "Parcel House"},
			shopify: "Parcel House", woo: "Parcel House", wix: "Parcel House", url: track17 + "A%2FB%26C123%3F",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, store := range []struct {
				platform carrier.Platform
				company  string
			}{{carrier.Shopify, tc.shopify}, {carrier.WooCommerce, tc.woo}, {carrier.Wix, tc.wix}} {
				got := carrier.Resolve(tc.parcel, store.platform, carrier.Overrides{})
				require.Equal(t, store.company, got.Company, store.platform)
				require.Equal(t, tc.listed[i], got.Listed, store.platform)
				require.Equal(t, tc.url, got.URL, store.platform)
				require.Equal(t, carrier.Clean(tc.parcel.Number), got.Number, store.platform)
				require.Equal(t, tc.provisional, got.Provisional, store.platform)
			}
		})
	}
}

// TestCheckDigits holds the published examples of each check digit, good and
// bad (jkeen/tracking_number_data, 2026-08).
func TestCheckDigits(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"RB123456785GB": "royal-mail", "RB123456785US": "usps", "RB123456786US": "",
		"9400111206206406260787": "usps", "9405803699300124287899": "usps", "9434611206206407667131": "",
		"4201002334249200190132607600833457": "usps", "4201028200009261290113185417468510": "usps",
		"4201028200009261290113185417468511": "", "420902459261290336128704042634": "usps",
		"92748931507708513018050063": "usps", "9361 2898 7870 0317 6337 95": "usps",
		"1Z5R89390357567127": "ups", "1Z879E930346834440": "ups", "1Z410E7W0392751591": "ups", "1Z8V92A70367203024": "ups",
		"1Z879E930346834441":             "",
		"420000000000000000000000000000": "", "61299998820821171811": "",
	} {
		got := carrier.Resolve(carrier.Parcel{Number: number}, carrier.Shopify, carrier.Overrides{})
		require.Equal(t, want, got.Carrier, number)
	}
}

func TestResolveKeepsNamesWithinTheStoresBound(t *testing.T) {
	t.Parallel()
	got := carrier.Resolve(carrier.Parcel{Number: "998877665544", CarrierName: strings.Repeat("é", 300)}, carrier.Wix, carrier.Overrides{})
	require.Equal(t, strings.Repeat("é", 100), got.Company)
}
