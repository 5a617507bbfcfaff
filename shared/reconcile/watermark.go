package reconcile

import (
	"context"
	"time"

	"onward/shared/table"
)

// settingResume is where a reading that was cut short goes on; empty when all was read. The next run begins exactly
// there: with the overlap again, a store that changes faster than one run reads would never be read to its end.
const settingResume = "resume_at"

// since is from when to read, and up to when is known to be read; the latter is zero where nothing is.
func (s *Stage) since(st table.Store) (since, reached time.Time) {
	if at, err := time.Parse(time.RFC3339Nano, st.Settings[settingResume]); err == nil {
		return at, at
	}
	if st.Watermark.IsZero() {
		return s.Now().Add(-importAge), time.Time{}
	}
	return st.Watermark.Add(-overlap), time.Time{}
}

// pause writes down how far a reading came, if it came anywhere.
func (s *Stage) pause(ctx context.Context, st table.Store, reached time.Time) error {
	at := reached.UTC().Format(time.RFC3339Nano)
	if reached.IsZero() || st.Settings[settingResume] == at {
		return nil
	}
	_, err := s.Table.UpdateStore(ctx, st.Merchant, st.ID, func(st *table.Store) error {
		if st.Settings == nil {
			st.Settings = map[string]string{}
		}
		st.Settings[settingResume] = at
		return nil
	})
	return err
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// move writes the watermark when it has moved enough to matter: a quiet store costs one write in five minutes.
func (s *Stage) move(ctx context.Context, st table.Store, to time.Time) error {
	if to.Sub(st.Watermark) < overlap/2 && !st.Imported.IsZero() && st.Settings[settingResume] == "" {
		return nil
	}
	_, err := s.Table.UpdateStore(ctx, st.Merchant, st.ID, func(st *table.Store) error {
		if to.After(st.Watermark) {
			st.Watermark = to.UTC()
		}
		if st.Imported.IsZero() {
			st.Imported = s.Now().UTC()
		}
		delete(st.Settings, settingResume)
		return nil
	})
	return err
}
