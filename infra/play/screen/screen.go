// Package screen shows a play: live on a terminal, one line an event elsewhere, and a table at the end.
package screen

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"onward/infra/play/plot"
)

// Screen shows progress. It is safe for concurrent use.
type Screen struct {
	out  io.Writer
	live bool

	mu      sync.Mutex
	begun   time.Time
	total   int
	done    int
	wrong   int
	rows    []*row // the scenes being played, oldest first
	drawn   int    // lines of the block on the terminal
	drawnAt time.Time
	ended   map[*plot.Scene]bool
	said    map[string]int // lines of others, by how they begin
}

type row struct {
	scene *plot.Scene
	order string
	tabs  []string
	note  string
}

// New makes a screen for so many scenes. On a terminal it redraws a block, elsewhere it prints lines.
func New(out *os.File, total int) *Screen {
	info, err := out.Stat()
	live := err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
	return &Screen{out: out, live: live, total: total, begun: time.Now(), ended: map[*plot.Scene]bool{}}
}

// Plain makes a screen that prints lines.
func Plain(out io.Writer, total int) *Screen {
	return &Screen{out: out, total: total, begun: time.Now(), ended: map[*plot.Scene]bool{}}
}

// Progress shows how far a scene has come.
func (s *Screen) Progress(p plot.Progress) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended[p.Scene] {
		return // it is being looked at once more
	}
	r := s.row(p.Scene)
	moved := len(p.Tabs) > 0 && !slices.Equal(r.tabs, p.Tabs)
	if p.Order != "" {
		r.order = p.Order
	}
	if moved {
		r.tabs = slices.Clone(p.Tabs)
	}
	if p.Note != "" {
		r.note = p.Note
	}
	if s.live {
		s.draw(false)
		return
	}
	if moved || p.Note != "" {
		s.printf("%s  %s\n", s.clock(), r.text())
	}
}

// Finished shows how a scene ended.
func (s *Screen) Finished(r plot.Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = slices.DeleteFunc(s.rows, func(x *row) bool { return x.scene == r.Scene })
	s.ended[r.Scene] = true
	s.done++
	mark := "arrived"
	if len(r.Wrong) > 0 {
		mark = "WRONG  "
		s.wrong++
	}
	s.clear()
	s.printf("%s  %s  %-8s %s: %s\n", s.clock(), mark, r.Order, r.Scene.Store, r.Scene.Name)
	for _, line := range append(end(r), r.Wrong...) {
		s.printf("                            %s\n", line)
	}
	s.draw(true)
}

// Sayf prints a line of its own.
func (s *Screen) Sayf(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
	s.printf("%s  %s\n", s.clock(), fmt.Sprintf(format, args...))
	s.draw(true)
}

// Write lets others print, line by line, without tearing the block. What is said again and again is shown twice.
func (s *Screen) Write(p []byte) (int, error) {
	for line := range strings.SplitSeq(strings.TrimRight(string(p), "\n"), "\n") {
		line = short(line, 400)
		if s.often(line) {
			continue
		}
		s.Sayf("%s", line)
	}
	return len(p), nil
}

// often reports whether lines that begin like this one were shown often enough.
func (s *Screen) often(line string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	start := short(line, 40)
	if s.said == nil {
		s.said = map[string]int{}
	}
	s.said[start]++
	return s.said[start] > 2
}

func (s *Screen) row(scene *plot.Scene) *row {
	for _, r := range s.rows {
		if r.scene == scene {
			return r
		}
	}
	r := &row{scene: scene}
	s.rows = append(s.rows, r)
	return r
}

func (r *row) text() string {
	return fmt.Sprintf("%-8s %-44s %s %-20s %s", r.order, short(r.scene.Name, 44), walk(r.tabs), strings.Join(r.tabs, ", "), r.note)
}

// walk draws how far an order has come: five steps from Pending to Fulfilled. What was cancelled or failed is left behind,
// unless it is all there is.
func walk(tabs []string) string {
	steps := []string{"Awaiting order", "Awaiting payment", "Awaiting shipment", "Awaiting fulfillment", "Fulfilled"}
	least, lost := len(steps), false
	for _, tab := range tabs {
		switch i := slices.Index(steps, tab); {
		case tab == "Failed", tab == "Canceled":
			lost = true
		case tab == "Pending":
			least = -1
		case i >= 0:
			least = min(least, i)
		}
	}
	switch {
	case least < len(steps):
		return strings.Repeat("●", least+1) + strings.Repeat("○", len(steps)-least-1)
	case lost:
		return "  ✗  "
	default:
		return strings.Repeat("○", len(steps))
	}
}

func (s *Screen) clock() string { return fmt.Sprintf("%6.1fs", time.Since(s.begun).Seconds()) }

func (s *Screen) printf(format string, args ...any) { _, _ = fmt.Fprintf(s.out, format, args...) }

// clear takes the block off the terminal, so that lines can be printed where it stood.
func (s *Screen) clear() {
	if s.drawn > 0 {
		s.printf("\x1b[%dA\x1b[J", s.drawn)
		s.drawn = 0
	}
}

// draw puts the block on the terminal, at most ten times a second unless forced. Long lines are cut off, not wrapped.
func (s *Screen) draw(force bool) {
	if !s.live || len(s.rows) == 0 || !force && time.Since(s.drawnAt) < 100*time.Millisecond {
		return
	}
	s.clear()
	s.drawnAt = time.Now()
	s.printf("\x1b[?7l\x1b[2m── %d of %d orders have arrived, %d wrong, %s\x1b[0m\n", s.done, s.total, s.wrong, strings.TrimSpace(s.clock()))
	for _, r := range s.rows {
		s.printf("%s\n", r.text())
	}
	s.printf("\x1b[?7h")
	s.drawn = len(s.rows) + 1
}

func short(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}

// end says what came of an order: where it is, what the store was told, whom it mailed what.
func end(r plot.Result) []string {
	f := r.Got
	out := []string{strings.Join(f.Tabs, "; ")}
	if len(f.Told) > 0 {
		out = append(out, "the store holds "+strings.Join(f.Told, ", "))
	}
	if len(f.Mails) > 0 {
		out = append(out, "the store mailed "+r.MailedTo+": "+strings.Join(f.Mails, ", "))
	}
	return out
}
