package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"
)

//go:embed assets/app.css assets/app.js assets/htmx.min.js assets/icon.svg
var assetFiles embed.FS

// assets is our own files. Their address changes with their content, so browsers may keep them for ever.
type assets struct {
	files   map[string][]byte
	version string
}

func loadAssets() assets {
	a := assets{files: map[string][]byte{}}
	sum := sha256.New()
	for _, name := range []string{"app.css", "app.js", "htmx.min.js", "icon.svg"} {
		raw, err := assetFiles.ReadFile("assets/" + name)
		if err != nil {
			panic(fmt.Errorf("assets are not embedded: %w", err))
		}
		a.files[name] = raw
		sum.Write(raw)
	}
	a.version = hex.EncodeToString(sum.Sum(nil)[:6])
	return a
}

func (p *pages) asset(w http.ResponseWriter, r *http.Request) {
	raw, ok := p.assets.files[r.PathValue("name")]
	if !ok {
		p.problem(w, r, nil, http.StatusNotFound, "There is no such file.")
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(w, r, r.PathValue("name"), time.Time{}, bytes.NewReader(raw))
}
