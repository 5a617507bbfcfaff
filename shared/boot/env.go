// Package boot builds what the functions share from their environment. Each function's main asks for what it
// needs and gets nothing else: clients are made on first use.
package boot

import (
	"fmt"
	"time"

	"github.com/caarlos0/env/v11"
)

// Env is the environment that template.yaml gives the functions. A function has only the part that it uses.
type Env struct {
	TableName string  `env:"TABLE_NAME,required"`
	TimeScale float64 `env:"TIME_SCALE" envDefault:"1"`
	// ClaimLease is how long a claim on an effect, or on a supplier account, lasts: longer than any function may run.
	ClaimLease time.Duration `env:"CLAIM_LEASE" envDefault:"150s"`

	IntakeQueue string `env:"INTAKE_QUEUE_URL"`
	PlaceQueue  string `env:"PLACE_QUEUE_URL"`
	PollQueue   string `env:"POLL_QUEUE_URL"`
	PushQueue   string `env:"PUSH_QUEUE_URL"`
	JobQueue    string `env:"JOB_QUEUE_URL"`
	NotifyQueue string `env:"NOTIFY_QUEUE_URL"`
	// DeadQueue is the dead letters of the function's own queue.
	DeadQueue string `env:"DEAD_QUEUE_URL"`
	// IntakeDeadQueue is the dead letters of intake, which an erasure reaches.
	IntakeDeadQueue string `env:"INTAKE_DEAD_QUEUE_URL"`

	KMSKey     string `env:"KMS_KEY_ID"`
	AppSecrets string `env:"APP_SECRETS_ARN"`
	PublicURL  string `env:"PUBLIC_URL"`

	ShopifyBaseURL  string `env:"SHOPIFY_BASE_URL" envDefault:"https://{shop}"`
	ShopifyClientID string `env:"SHOPIFY_CLIENT_ID"`
	ShopifyVersion  string `env:"SHOPIFY_API_VERSION" envDefault:"2026-10"`
	// ShopifyTakeOver has shops asked, when they install the app, also for what taking items over from other apps needs.
	ShopifyTakeOver bool   `env:"SHOPIFY_TAKE_OVER"`
	WixBaseURL      string `env:"WIX_BASE_URL" envDefault:"https://www.wixapis.com"`
	WixAppID        string `env:"WIX_APP_ID"`

	AliExpressSyncURL   string `env:"ALIEXPRESS_SYNC_URL"`
	AliExpressRestURL   string `env:"ALIEXPRESS_REST_URL"`
	AliExpressAppKey    string `env:"ALIEXPRESS_APP_KEY"`
	AliExpressAuthStyle string `env:"ALIEXPRESS_AUTH_STYLE" envDefault:"rest"`

	// AllowLoopback lets outgoing calls reach this machine, for the local stack only.
	AllowLoopback bool `env:"ALLOW_LOOPBACK"`
	// ImportDays is how old the open orders are that a new store's first reading shows; 0 for none.
	ImportDays int `env:"IMPORT_DAYS" envDefault:"60"`
	// HoldAll stops everything that acts outside.
	HoldAll bool `env:"HOLD_ALL"`
	// SweepSlots is how many of the sixty slots one sweep reads: six a minute see each row every ten minutes.
	SweepSlots int `env:"SWEEP_SLOTS" envDefault:"6"`
}

func readEnv() (Env, error) {
	e, err := env.ParseAs[Env]()
	if err != nil {
		return e, fmt.Errorf("environment: %w", err)
	}
	return e, nil
}
