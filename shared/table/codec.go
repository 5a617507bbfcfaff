package table

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// codec writes bodies as compressed JSON. Orders are small and alike: with a dictionary of what every
// order's JSON holds, one of a line or two fits the single kilobyte that a write costs at least.
// Without, it takes two, and with gzip as well. The window is wide enough for the timeline entries of
// a large order, which repeat its lines.
//
// The first byte names the format, so that another dictionary can be added; one that bodies were
// written with must stay as it is for ever.
type codec struct {
	once sync.Once
	enc  *zstd.Encoder
	dec  *zstd.Decoder
	err  error
}

// formatDict1 is zstd with dictionary 1.
const formatDict1 = 1

const (
	window = 4 << 20
	// maxBody bounds what a body may unpack to.
	maxBody = 64 << 20
)

//go:embed dict1.txt
var dict1 []byte

var errFormat = errors.New("body is in an unknown format")

func (c *codec) open() error {
	c.once.Do(func() {
		c.enc, c.err = zstd.NewWriter(nil,
			zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false),
			zstd.WithWindowSize(window), zstd.WithEncoderDictRaw(formatDict1, dict1))
		if c.err != nil {
			return
		}
		c.dec, c.err = zstd.NewReader(nil,
			zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxBody), zstd.WithDecoderDictRaw(formatDict1, dict1))
	})
	if c.err != nil {
		return fmt.Errorf("open codec: %w", c.err)
	}
	return nil
}

func (c *codec) encode(v any) ([]byte, error) {
	if err := c.open(); err != nil {
		return nil, err
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode body: %w", err)
	}
	return c.enc.EncodeAll(plain, []byte{formatDict1}), nil
}

func (c *codec) decode(body []byte, v any) error {
	if err := c.open(); err != nil {
		return err
	}
	if len(body) == 0 || body[0] != formatDict1 {
		return errFormat
	}
	plain, err := c.dec.DecodeAll(body[1:], nil)
	if err != nil {
		return fmt.Errorf("unpack body: %w", err)
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("decode body: %w", err)
	}
	return nil
}
