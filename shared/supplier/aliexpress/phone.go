package aliexpress

import "strings"

// callingCodes gives each country's telephone code, "US1 GB44 ...".
const callingCodes = `AE971 AF93 AL355 AM374 AO244 AR54 AT43 AU61 AZ994 BA387 BB1 BD880 BE32 BF226 BG359 BH973 BI257 BJ229
BN673 BO591 BR55 BS1 BT975 BW267 BY375 BZ501 CA1 CD243 CF236 CG242 CH41 CI225 CL56 CM237 CN86 CO57 CR506 CU53 CV238 CY357
CZ420 DE49 DJ253 DK45 DO1 DZ213 EC593 EE372 EG20 ER291 ES34 ET251 FI358 FJ679 FO298 FR33 GA241 GB44 GE995 GF594 GG44 GH233
GI350 GL299 GM220 GN224 GP590 GQ240 GR30 GT502 GU1 GW245 GY592 HK852 HN504 HR385 HT509 HU36 ID62 IE353 IL972 IM44 IN91 IQ964
IR98 IS354 IT39 JE44 JM1 JO962 JP81 KE254 KG996 KH855 KM269 KR82 KW965 KZ7 LA856 LB961 LI423 LK94 LR231 LS266 LT370 LU352
LV371 LY218 MA212 MC377 MD373 ME382 MG261 MK389 ML223 MM95 MN976 MO853 MQ596 MR222 MT356 MU230 MV960 MW265 MX52 MY60 MZ258
NA264 NC687 NE227 NG234 NI505 NL31 NO47 NP977 NZ64 OM968 PA507 PE51 PF689 PG675 PH63 PK92 PL48 PR1 PS970 PT351 PY595 QA974
RE262 RO40 RS381 RU7 RW250 SA966 SB677 SC248 SD249 SE46 SG65 SI386 SK421 SL232 SM378 SN221 SO252 SR597 SV503 SY963 SZ268
TD235 TG228 TH66 TJ992 TL670 TM993 TN216 TO676 TR90 TT1 TW886 TZ255 UA380 UG256 US1 UY598 UZ998 VE58 VI1 VN84 VU678 WS685
XK383 YE967 YT262 ZA27 ZM260 ZW263`

// callingCode is a country's telephone code without the plus, "" if unknown.
func callingCode(iso string) string {
	for entry := range strings.FieldsSeq(callingCodes) {
		if len(iso) == 2 && strings.HasPrefix(entry, iso) {
			return entry[2:]
		}
	}
	return ""
}

// foreignCode finds the telephone code that an international number begins
// with: the longest that fits, since no code is another's beginning.
func foreignCode(number string) string {
	best := ""
	for entry := range strings.FieldsSeq(callingCodes) {
		if code := entry[2:]; len(code) > len(best) && strings.HasPrefix(number, code) {
			best = code
		}
	}
	return best
}

// splitPhone turns a number as customers write it into the platform's two
// fields: a code such as "+44" and digits only. A number without a code is
// taken for one of the destination's own.
func splitPhone(phone, iso string) (prefix, number string) {
	phone = strings.TrimSpace(phone)
	code := callingCode(iso)
	digitsOnly := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ReplaceAll(phone, "(0)", ""))
	international := strings.HasPrefix(phone, "+")
	if !international && strings.HasPrefix(digitsOnly, "00") {
		international, digitsOnly = true, strings.TrimPrefix(digitsOnly, "00")
	}
	if international {
		if code == "" || !strings.HasPrefix(digitsOnly, code) {
			code = foreignCode(digitsOnly)
		}
		digitsOnly = strings.TrimPrefix(digitsOnly, code)
	}
	if code == "1" && len(digitsOnly) == 11 {
		digitsOnly = strings.TrimPrefix(digitsOnly, "1")
	}
	number = withoutTrunk(digitsOnly, iso)
	if code == "" {
		return "", number
	}
	return "+" + code, number
}

// withoutTrunk drops the leading 0 where the platform wants a fixed length
// that the number only has without it.
func withoutTrunk(number, iso string) string {
	lengths := map[string]int{"ES": 9, "SA": 9, "AR": 10}
	if want := lengths[iso]; want > 0 && len(number) == want+1 {
		return strings.TrimPrefix(number, "0")
	}
	return number
}
