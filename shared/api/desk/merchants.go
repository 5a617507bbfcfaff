package desk

import (
	"context"
	"errors"
	"regexp"
	"time"

	"onward/shared/table"
)

type merchantTable interface {
	CreateMerchant(ctx context.Context, m table.Merchant) error
	Merchant(ctx context.Context, id string) (table.Merchant, error)
	UpdateMerchant(ctx context.Context, id string, do func(*table.Merchant) error) (table.Merchant, error)
	Merchants(ctx context.Context, cursor string, limit int) (ids []string, next string, err error)
	deliveryTable // an endpoint is part of its merchant
}

// Merchant is a tenant.
type Merchant struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Mail     string    `json:"mail,omitempty"`
	Language string    `json:"language,omitempty"`
	TimeZone string    `json:"time_zone,omitempty"`
	Created  time.Time `json:"created"`
}

// NewMerchant is what a merchant is made from.
type NewMerchant struct {
	ID       string `json:"id,omitempty" pattern:"^[a-z0-9][a-z0-9-]{1,38}$" doc:"A short name for addresses; made up when left out."`
	Name     string `json:"name" minLength:"1" maxLength:"120"`
	Mail     string `json:"mail,omitempty" maxLength:"254" format:"email"`
	Language string `json:"language,omitempty" maxLength:"35"`
	TimeZone string `json:"time_zone,omitempty" maxLength:"60" doc:"An IANA name such as Europe/Berlin."`
}

// Me is who asks, and for whom.
type Me struct {
	Merchant Merchant `json:"merchant"`
	Token    string   `json:"token"`
	Name     string   `json:"name"`
	Role     Role     `json:"role"`
}

var merchantID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,38}$`)

// CreateMerchant makes a merchant with its first owner token. Only the deployment's operator can.
func (d *Desk) CreateMerchant(ctx context.Context, a Actor, n NewMerchant) (Merchant, Token, error) {
	if err := a.need(Deployment); err != nil {
		return Merchant{}, Token{}, err
	}
	if n.ID == "" {
		n.ID = newID("m")
	}
	if !merchantID.MatchString(n.ID) {
		return Merchant{}, Token{}, invalid("body.id", "Use 2 to 39 lower case letters, digits and hyphens.")
	}
	if err := checkZone(n.TimeZone); err != nil {
		return Merchant{}, Token{}, err
	}
	m := table.Merchant{ID: n.ID, Name: n.Name, Mail: n.Mail, Language: n.Language, TimeZone: n.TimeZone, Created: d.Now().UTC()}
	err := d.Table.CreateMerchant(ctx, m)
	if errors.Is(err, table.ErrTaken) {
		return Merchant{}, Token{}, refuse(Conflict, "merchant_exists", "There is a merchant with this id. Choose another, or make a token for it.")
	}
	if err != nil {
		return Merchant{}, Token{}, err
	}
	token, err := d.createToken(ctx, m.ID, NewToken{Name: "owner", Role: Owner})
	return merchantOf(m), token, err
}

func checkZone(name string) error {
	if name == "" {
		return nil
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		return invalid("body.time_zone", "Use an IANA name such as Europe/Berlin.")
	}
	return nil
}

func merchantOf(m table.Merchant) Merchant {
	return Merchant{ID: m.ID, Name: m.Name, Mail: m.Mail, Language: m.Language, TimeZone: m.TimeZone, Created: m.Created}
}

// Merchants lists merchants' ids for the deployment's operator.
func (d *Desk) Merchants(ctx context.Context, a Actor, cursor string, limit int) (ids []string, next string, err error) {
	if err := a.need(Deployment); err != nil {
		return nil, "", err
	}
	after, err := openCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	ids, next, err = d.Table.Merchants(ctx, after, limit)
	if err != nil {
		return nil, "", err
	}
	return ids, sealCursor(next), nil
}

// MerchantTokens, CreateMerchantToken and RevokeMerchantToken are the operator's way to a merchant's tokens.

// MerchantTokens lists a merchant's tokens for the deployment's operator.
func (d *Desk) MerchantTokens(ctx context.Context, a Actor, merchant string) ([]Token, error) {
	if err := d.operated(ctx, a, merchant); err != nil {
		return nil, err
	}
	return d.listTokens(ctx, merchant)
}

// CreateMerchantToken makes a token for a merchant.
func (d *Desk) CreateMerchantToken(ctx context.Context, a Actor, merchant string, n NewToken) (Token, error) {
	if err := d.operated(ctx, a, merchant); err != nil {
		return Token{}, err
	}
	return d.createToken(ctx, merchant, n)
}

// RevokeMerchantToken ends a merchant's token.
func (d *Desk) RevokeMerchantToken(ctx context.Context, a Actor, merchant, id string) error {
	if err := d.operated(ctx, a, merchant); err != nil {
		return err
	}
	return d.revokeToken(ctx, merchant, id)
}

func (d *Desk) operated(ctx context.Context, a Actor, merchant string) error {
	if err := a.need(Deployment); err != nil {
		return err
	}
	_, err := d.Table.Merchant(ctx, merchant)
	return missing(err, "merchant")
}

// Me says who the actor is.
func (d *Desk) Me(ctx context.Context, a Actor) (Me, error) {
	m, err := d.Table.Merchant(ctx, a.Merchant)
	if err != nil {
		return Me{}, missing(err, "merchant")
	}
	return Me{Merchant: merchantOf(m), Token: a.Token, Name: a.Name, Role: a.Role}, nil
}

// ChangeMerchant changes what is known of the actor's merchant. Nil fields stay.
type ChangeMerchant struct {
	Name     *string `json:"name,omitempty" minLength:"1" maxLength:"120"`
	Mail     *string `json:"mail,omitempty" maxLength:"254"`
	Language *string `json:"language,omitempty" maxLength:"35"`
	TimeZone *string `json:"time_zone,omitempty" maxLength:"60"`
}

// UpdateMerchant changes the actor's merchant.
func (d *Desk) UpdateMerchant(ctx context.Context, a Actor, c ChangeMerchant) (Merchant, error) {
	if err := a.need(Owner); err != nil {
		return Merchant{}, err
	}
	if c.TimeZone != nil {
		if err := checkZone(*c.TimeZone); err != nil {
			return Merchant{}, err
		}
	}
	m, err := d.Table.UpdateMerchant(ctx, a.Merchant, func(m *table.Merchant) error {
		for _, f := range []struct {
			to   *string
			from *string
		}{{&m.Name, c.Name}, {&m.Mail, c.Mail}, {&m.Language, c.Language}, {&m.TimeZone, c.TimeZone}} {
			if f.from != nil {
				*f.to = *f.from
			}
		}
		return nil
	})
	if err != nil {
		return Merchant{}, missing(err, "merchant")
	}
	return merchantOf(m), nil
}
