package table

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestJobsGoByThemselves(t *testing.T) {
	t.Parallel()
	made := time.Date(2027, 3, 1, 9, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		job  Job
		goes time.Time
	}{
		"a draft that nobody starts": {Job{State: JobDraft, Created: made}, made.Add(72 * time.Hour)},
		"what was started stays":     {Job{State: JobWaiting, Created: made}, time.Time{}},
		"what runs stays":            {Job{State: JobRunning, Created: made}, time.Time{}},
		"what is over":               {Job{State: JobDone, Created: made, Finished: made.Add(time.Hour)}, made.Add(30*24*time.Hour + time.Hour)},
	} {
		assert.Equal(t, c.goes, c.job.expires(), name)
	}
}
