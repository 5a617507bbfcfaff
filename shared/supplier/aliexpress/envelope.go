package aliexpress

import (
	"bytes"
	"encoding/json"
	"strings"
)

// answer is a successful envelope: what is inside the wrapper, or the flat
// object where there is none.
type answer struct {
	fields    map[string]json.RawMessage
	requestID string
	rspCode   string // beside result; "" where absent
	rspMsg    string
}

// openEnvelope finds the answer, or the gateway's failure, in a body. ok is
// false where the body is neither.
func openEnvelope(body []byte) (a answer, f *failure, ok bool) {
	var top map[string]json.RawMessage
	if err := json.Unmarshal(body, &top); err != nil || top == nil {
		return answer{}, nil, false
	}
	outerID := member(top, "request_id")
	if raw, there := top["error_response"]; there {
		inner := object(raw)
		f := failureIn(inner)
		if f.requestID == "" {
			f.requestID = outerID
		}
		return answer{}, &f, true
	}
	inner := top
	wrapped := false
	for key, raw := range top {
		if strings.HasSuffix(key, "_response") {
			if o := object(raw); o != nil {
				inner, wrapped = o, true
			}
		}
	}
	if f := failureIn(inner); f.code != "" && f.code != "0" && inner["result"] == nil && inner["rsp_code"] == nil {
		return answer{}, &f, true
	}
	if !wrapped && inner["result"] == nil && inner["access_token"] == nil {
		return answer{}, nil, false
	}
	a = answer{fields: inner, requestID: member(inner, "request_id"), rspCode: member(inner, "rsp_code"), rspMsg: member(inner, "rsp_msg")}
	if a.requestID == "" {
		a.requestID = outerID
	}
	return a, nil, true
}

// result decodes the answer's result into v. Some results travel as a JSON
// string. It reports whether there was one.
func (a answer) result(v any) (bool, error) {
	raw := bytes.TrimSpace(a.fields["result"])
	if len(raw) == 0 || raw[0] == 'n' {
		return false, nil
	}
	if raw[0] == '"' {
		var s string
		if err := decode(raw, &s); err != nil {
			return true, err
		}
		raw = []byte(s)
	}
	return true, decode(raw, v)
}

// failureIn reads an error in either wording: msg when wrapped, message when flat.
func failureIn(o map[string]json.RawMessage) failure {
	f := failure{
		kind: member(o, "type"), code: member(o, "code"), subCode: member(o, "sub_code"),
		message: member(o, "msg"), requestID: member(o, "request_id"),
	}
	if f.message == "" {
		f.message = member(o, "message")
	}
	if sub := member(o, "sub_msg"); sub != "" {
		f.message = sub
	}
	return f
}

// member reads one scalar field, "" where it is absent.
func member(o map[string]json.RawMessage, name string) string {
	raw, there := o[name]
	if !there {
		return ""
	}
	var t text
	if t.UnmarshalJSON(raw) != nil {
		return ""
	}
	return string(t)
}

// object reads an object, also one that travels as a JSON string.
func object(raw json.RawMessage) map[string]json.RawMessage {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 0 && raw[0] == '"' {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return nil
		}
		raw = []byte(s)
	}
	var o map[string]json.RawMessage
	if json.Unmarshal(raw, &o) != nil {
		return nil
	}
	return o
}
