// Command requests fetches the generator of requests and the validator that hold the API to its OpenAPI document.
package main

import (
	"context"
	"io"
	"os"

	"onward/infra/stack/venv"
	"onward/infra/tools/optional"
)

func main() {
	os.Exit(optional.Fetch("generator of API requests", func(ctx context.Context, root string, log io.Writer) error {
		_, err := venv.EnsureRequests(ctx, root, log)
		return err
	}))
}
