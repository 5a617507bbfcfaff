// Package household deals with what concerns a store as a whole: the app removed, privacy requests,
// permissions that changed.
package household

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"onward/shared/order"
	"onward/shared/queue"
	"onward/shared/shop"
	"onward/shared/store"
	"onward/shared/table"
)

// Table is the part of the table that is needed.
type Table interface {
	UpdateStore(ctx context.Context, merchant, id string, do func(*table.Store) error) (table.Store, error)
	ClaimDemand(ctx context.Context, merchant, name, job string, now time.Time) (id string, err error)
	CreateJob(ctx context.Context, j table.Job) error
	Job(ctx context.Context, merchant, id string) (table.Job, error)
	Lookup(ctx context.Context, merchant string, kind table.LookupKind, value string) ([]order.Key, error)
}

// Household implements what intake asks of it.
type Household struct {
	table  Table
	sender queue.Sender
	now    func() time.Time
}

// New makes a Household.
func New(t Table, sender queue.Sender, now func() time.Time) *Household {
	return &Household{table: t, sender: sender, now: now}
}

// Uninstalled notes that the app was removed. The credentials are dead and are forgotten; the orders stay.
func (h *Household) Uninstalled(ctx context.Context, merchant, id string) error {
	_, err := h.table.UpdateStore(ctx, merchant, id, func(s *table.Store) error {
		if s.Disconnected.IsZero() {
			s.Disconnected = h.now().UTC()
		}
		s.Sealed = nil
		s.Health = table.Health{Code: string(store.Gone), Since: s.Disconnected, ToDo: "The app was removed from the store: connect it again."}
		return nil
	})
	if err != nil {
		return fmt.Errorf("uninstalled: %w", err)
	}
	return nil
}

// Recheck has the next reconciliation look at permissions and subscriptions.
func (h *Household) Recheck(ctx context.Context, merchant, id string) error {
	_, err := h.table.UpdateStore(ctx, merchant, id, func(s *table.Store) error {
		delete(s.Settings, shop.SettingKept)
		return nil
	})
	if err != nil {
		return fmt.Errorf("recheck: %w", err)
	}
	return nil
}

// Kinds of jobs that privacy requests become.
const (
	JobExport        = "privacy_export"
	JobEraseCustomer = "privacy_erase_customer"
	JobEraseShop     = "privacy_erase_shop"
)

// PrivacyParams is what a privacy job works on: ids only.
type PrivacyParams struct {
	Orders []string `json:"orders,omitempty"`
}

// Privacy records a request and queues its work. The same request again is the same job.
func (h *Household) Privacy(ctx context.Context, merchant, id string, p store.Privacy) error {
	orders, err := h.concerned(ctx, merchant, id, p)
	if err != nil {
		return fmt.Errorf("privacy: %w", err)
	}
	params, err := json.Marshal(PrivacyParams{Orders: orders})
	if err != nil {
		return fmt.Errorf("privacy: %w", err)
	}
	kind := jobKind(p.Kind)
	now := h.now().UTC()
	job := table.Job{
		Merchant: merchant, ID: table.NewJobID(now), Kind: kind, Store: id, By: "platform",
		State: table.JobWaiting, Params: params, Total: len(orders), Created: now, Updated: now,
	}
	if job.ID, err = h.create(ctx, strings.Join([]string{kind, id, requestKey(p)}, "-"), job); err != nil {
		return fmt.Errorf("privacy: %w", err)
	}
	if err := h.sender.Send(ctx, queue.Message{Kind: queue.KindJob, Job: &queue.Job{Merchant: merchant, ID: job.ID}}); err != nil {
		return fmt.Errorf("privacy: %w", err)
	}
	return nil
}

// create keeps the job of a demand, unless it is there. An erasure that is over may be asked for again, once there is
// something to erase anew: it is done again, once a day.
func (h *Household) create(ctx context.Context, demand string, job table.Job) (id string, err error) {
	kept, err := h.record(ctx, demand, job)
	if err != nil || job.Kind == JobExport || !kept.State.Over() {
		return kept.ID, err
	}
	if job.Created.Sub(kept.Finished) < again {
		return kept.ID, nil // a repeat of the demand that was just met
	}
	kept, err = h.record(ctx, demand+"-"+job.Created.Format("20060102"), job)
	return kept.ID, err
}

// record makes the job of a demand, or answers with the one that the same demand has become.
func (h *Household) record(ctx context.Context, demand string, job table.Job) (table.Job, error) {
	id, err := h.table.ClaimDemand(ctx, job.Merchant, demand, job.ID, job.Created)
	if err != nil {
		return table.Job{}, err
	}
	job.ID = id
	err = h.table.CreateJob(ctx, job)
	if errors.Is(err, table.ErrTaken) {
		return h.table.Job(ctx, job.Merchant, id)
	}
	return job, err
}

// again is how long after an erasure the same demand is a new one; platforms repeat deliveries for up to two days.
const again = 48 * time.Hour

func jobKind(k store.PrivacyKind) string {
	switch k {
	case store.PrivacyEraseCustomer:
		return JobEraseCustomer
	case store.PrivacyEraseShop:
		return JobEraseShop
	case store.PrivacyExport:
		return JobExport
	default:
		return JobExport
	}
}

// concerned is the orders that a request is about; those of a customer are found by mail address when the
// platform names none.
func (h *Household) concerned(ctx context.Context, merchant, id string, p store.Privacy) ([]string, error) {
	if len(p.Orders) > 0 || p.Email == "" || p.Kind == store.PrivacyEraseShop {
		return p.Orders, nil
	}
	keys, err := h.table.Lookup(ctx, merchant, table.ByMail, p.Email)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, key := range keys {
		if key.Store == id {
			out = append(out, key.ID)
		}
	}
	return out, nil
}

// requestKey is the same for a repeat of a request, and another for another customer's.
func requestKey(p store.Privacy) string {
	if p.Request != "" {
		return p.Request
	}
	if p.Email == "" && len(p.Orders) == 0 {
		return "all"
	}
	sum := sha256.Sum256([]byte(strings.ToLower(p.Email) + "\x00" + strings.Join(p.Orders, "\x00")))
	return hex.EncodeToString(sum[:8])
}
