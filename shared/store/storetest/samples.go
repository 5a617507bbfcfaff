package storetest

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"onward/shared/store"
)

// Samples goes through the payloads that an adapter was built by, each of which has to have a stated outcome: what the
// adapter makes of it, in words. One without fails, one that is stated and not there fails, and so does one whose
// source SOURCES.md does not name.
func Samples(t *testing.T, dir string, stated map[string]string, outcome func(t *testing.T, name string, raw []byte) string) {
	t.Helper()
	sources, err := os.ReadFile(filepath.Join(dir, "SOURCES.md"))
	require.NoError(t, err)
	seen := map[string]bool{}
	err = filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		name, _ := filepath.Rel(dir, file)
		name = filepath.ToSlash(name)
		if err != nil || entry.IsDir() || name == "SOURCES.md" {
			return err
		}
		seen[name] = true
		t.Run(name, func(t *testing.T) {
			want, ok := stated[name]
			require.True(t, ok, "no outcome is stated for this payload")
			require.True(t, named(string(sources), name), "SOURCES.md does not say where it is from")
			raw, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, want, outcome(t, name, raw))
		})
		return nil
	})
	require.NoError(t, err)
	for name := range stated {
		require.True(t, seen[name], "%s is stated and not there", name)
	}
}

var quoted = regexp.MustCompile("`([^`]+)`")

// named reports whether a list of sources names a file, or its folder.
func named(sources, name string) bool {
	if folder, _, in := strings.Cut(name, "/"); in {
		return strings.Contains(sources, "## "+folder+"/")
	}
	for _, m := range quoted.FindAllStringSubmatch(sources, -1) {
		if fits, err := path.Match(m[1], name); err == nil && fits {
			return true
		}
	}
	return false
}

// Heard says in words what a webhook was read as.
func Heard(n store.News, err error) string {
	if err != nil {
		if errors.Is(err, store.ErrUnreadable) {
			return "unreadable"
		}
		return "error: " + err.Error()
	}
	var words []string
	add := func(when bool, format string, args ...any) {
		if when {
			words = append(words, fmt.Sprintf(format, args...))
		}
	}
	add(n.OrderID != "", "order %s", n.OrderID)
	if s := n.Snapshot; s != nil {
		add(true, "%s", s.Payment)
		add(true, "%d lines", len(s.Lines))
		add(s.FulfilmentsKnown, "%d fulfilments", len(s.Fulfilments))
		add(s.Cancelled, "cancelled")
		add(s.Deleted, "deleted")
		add(s.Completed, "completed")
		add(s.NotReady, "not ready")
		add(s.Test, "test")
		add(s.Pickup, "pickup")
		add(s.Anonymised, "anonymised")
	}
	add(n.FulfilmentOrder != "", "fulfilment order %s", n.FulfilmentOrder)
	add(n.Reread != "", "read it again (%s)", n.Reread)
	add(n.Deleted, "deleted")
	add(n.Installed, "app installed")
	add(n.Uninstalled, "app removed")
	add(n.ScopesChanged, "permissions changed")
	add(n.Unreadable, "the store can't show it")
	if p := n.Privacy; p != nil {
		add(true, "%s of %s, orders %s", p.Kind, p.Email, strings.Join(p.Orders, " "))
	}
	if len(words) == 0 {
		return "nothing"
	}
	return strings.Join(words, ", ")
}
