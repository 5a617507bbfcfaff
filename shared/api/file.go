package api

import "onward/shared/api/desk"

// The kinds of file that are answered.
const (
	mediaCSV  = "text/csv"
	mediaHTML = "text/html"
)

// file is an answer that is to be saved, and is never shown in the API's own name.
type file struct {
	Type     string `header:"Content-Type"            hidden:"true"`
	Name     string `header:"Content-Disposition"`
	Security string `header:"Content-Security-Policy" hidden:"true"`

	Body []byte
}

func answerFile(media, name string, raw []byte, err error) (*file, error) {
	if err != nil {
		return nil, err
	}
	return &file{
		Type: media + "; charset=utf-8", Name: `attachment; filename="` + desk.FileName(name) + `"`,
		Security: "sandbox; default-src 'none'; style-src 'unsafe-inline'", Body: raw,
	}, nil
}
