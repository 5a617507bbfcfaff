package job_test

import (
	"context"

	"onward/shared/job/letters"
)

// fakeBox is a queue's content.
type fakeBox struct{ letters []letters.Letter }

func (b *fakeBox) Each(ctx context.Context, most int, look func(context.Context, letters.Letter) (letters.Verdict, error)) (letters.Read, error) {
	var r letters.Read
	var kept []letters.Letter
	for _, l := range b.letters {
		if r.Seen == most {
			r.More = true
			break
		}
		r.Seen++
		verdict, err := look(ctx, l)
		if err != nil {
			return r, err
		}
		if verdict == letters.Drop {
			r.Dropped++
			continue
		}
		kept = append(kept, l)
	}
	b.letters = kept
	return r, nil
}
