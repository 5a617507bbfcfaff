// Command generate unpacks the Admin GraphQL schema into a temporary file and generates the client from it, so that
// the schema need not lie about unpacked. It takes the path of a genqlient configuration.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/Khan/genqlient/generate"

	"onward/shared/store/shopify/schema"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: generate CONFIG")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(configFile string) error {
	text, err := schema.Text()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "admin-schema-")
	if err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	defer os.RemoveAll(dir)
	unpacked := filepath.Join(dir, "admin.graphql")
	// Without its descriptions the generated code stays readable: they are many times longer than the types.
	text = regexp.MustCompile(`(?s)"""(?:\\"""|.)*?"""`).ReplaceAllString(text, "")
	if err := os.WriteFile(unpacked, []byte(text), 0o600); err != nil {
		return fmt.Errorf("unpack: %w", err)
	}

	config, err := generate.ReadAndValidateConfig(configFile)
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	config.Schema = []string{unpacked}
	files, err := generate.Generate(config)
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	for name, content := range files {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			return fmt.Errorf("write client: %w", err)
		}
	}
	return nil
}
