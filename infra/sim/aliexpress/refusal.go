package aliexpress

import "fmt"

// refusal is a gateway's error.
type refusal struct {
	kind, code, message string
	subCode, subMessage string
	flat                bool
}

func (r *refusal) body(requestID string) map[string]any {
	inner := map[string]any{"type": r.kind, "code": r.code, "request_id": requestID}
	if r.subCode != "" {
		inner["sub_code"], inner["sub_msg"] = r.subCode, r.subMessage
	}
	if r.flat {
		inner["message"] = r.message
		return inner
	}
	inner["msg"] = r.message
	return map[string]any{"error_response": inner}
}

func badSignature() *refusal {
	return &refusal{kind: "ISV", code: "IncompleteSignature", message: "The request signature does not conform to platform standards", flat: true}
}

func badToken() *refusal {
	return &refusal{kind: "ISV", code: "IllegalAccessToken", message: "The specified access token is invalid or expired"}
}

func missing(parameter string) *refusal {
	return &refusal{kind: "ISV", code: "MissingParameter", message: "The input parameter \"" + parameter + "\" that is mandatory for processing this request is not supplied"}
}

func unmapped(parameter string) *refusal {
	return &refusal{kind: "ISV", code: "UnsupportedParamMapping", message: "The parameter \"" + parameter + "\" could not be read"}
}

func banned(seconds int) *refusal {
	return &refusal{kind: "ISV", code: "ApiCallLimit", message: fmt.Sprintf("Api access frequency exceeds the limit. this ban will last %d seconds", seconds)}
}

func notVisible() *refusal {
	return &refusal{kind: "ISP", code: "15", message: "Remote service error", subCode: "isv.insufficient-permission", subMessage: "Insufficient permission."}
}

func authRefusal(code, message string) *refusal {
	return &refusal{kind: "ISV", code: code, message: message, flat: true}
}
