package aliexpress

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// Sign computes the platform's request signature: upper-case hexadecimal
// HMAC-SHA256 over prefix followed by every parameter's name and raw value in
// byte order of the names. The prefix is the API path for path methods and
// empty for dotted ones. "sign" itself and empty values take no part.
func Sign(secret, prefix string, params map[string]string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(prefix))
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if name == "sign" || params[name] == "" {
			continue
		}
		mac.Write([]byte(name))
		mac.Write([]byte(params[name]))
	}
	return strings.ToUpper(hex.EncodeToString(mac.Sum(nil)))
}

// signPrefix is what goes in front of the parameters: a path signs itself,
// wherever it is called.
func signPrefix(method string) string {
	if strings.HasPrefix(method, "/") {
		return method
	}
	return ""
}
