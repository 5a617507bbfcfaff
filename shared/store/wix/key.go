package wix

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"
)

// ErrKey reports a public key that cannot be used. It is a mistake in our own
// settings: answer 500, so that Wix repeats the delivery after it is put right.
var ErrKey = errors.New("wix: the app's public key is unusable")

// ParsePublicKey reads the app's public key as Wix's dashboard gives it: PEM,
// PEM with its line ends written as \n, or base64 of the PEM.
func ParsePublicKey(text string) (*rsa.PublicKey, error) {
	text = strings.Trim(strings.TrimSpace(text), `"'`)
	text = strings.NewReplacer(`\r`, "", `\n`, "\n").Replace(text)
	if !strings.Contains(text, "-----BEGIN") {
		raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
		if err != nil {
			return nil, ErrKey
		}
		if key, err := fromDER(raw); err == nil {
			return key, nil
		}
		text = string(raw)
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, ErrKey
	}
	return fromDER(block.Bytes)
}

func fromDER(der []byte) (*rsa.PublicKey, error) {
	if key, err := x509.ParsePKCS1PublicKey(der); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, ErrKey
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return nil, ErrKey
	}
	return key, nil
}
