package connect

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"regexp"
	"strings"
	"time"
)

// ErrInstance says that the instance parameter was not signed for this app, or not lately.
var ErrInstance = errors.New("wix: signed instance does not fit")

// Instance is what Wix's dashboard says of the site in which the app was opened.
type Instance struct {
	ID string
	// Signed is when Wix signed it; zero where it does not say.
	Signed time.Time
}

const (
	// instanceLife is how old a signed instance may be: an address that holds one stays in histories.
	instanceLife = time.Hour
	instanceSkew = 5 * time.Minute
)

var instanceID = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// OpenInstance proves and reads the parameter with which the dashboard opens the app:
// base64url(HMAC-SHA256(app secret, content)).content, the content being base64url of JSON.
func OpenInstance(parameter, secret string, now time.Time) (Instance, error) {
	signature, content, ok := strings.Cut(parameter, ".")
	if !ok || secret == "" || len(parameter) > 8<<10 {
		return Instance{}, ErrInstance
	}
	given, err := unbase64(signature)
	if err != nil {
		return Instance{}, ErrInstance
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(content))
	if !hmac.Equal(given, mac.Sum(nil)) {
		return Instance{}, ErrInstance
	}
	raw, err := unbase64(content)
	if err != nil {
		return Instance{}, ErrInstance
	}
	var w struct {
		ID     string    `json:"instanceId"`
		Signed time.Time `json:"signDate"`
	}
	if err := json.Unmarshal(raw, &w); err != nil {
		return Instance{}, ErrInstance
	}
	i := Instance{ID: strings.ToLower(w.ID), Signed: w.Signed}
	if !instanceID.MatchString(i.ID) {
		return Instance{}, ErrInstance
	}
	if age := now.Sub(i.Signed); !i.Signed.IsZero() && (age > instanceLife || age < -instanceSkew) {
		return Instance{}, ErrInstance
	}
	return i, nil
}

// unbase64 reads base64url with or without its padding.
func unbase64(s string) ([]byte, error) {
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return nil, ErrInstance
	}
	return raw, nil
}
