package engine

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"onward/infra/stack/workspace"
)

//go:embed pom.xml
var pom []byte

var errNoMaven = errors.New("no Maven here (Debian: apt-get install maven)")

// Fetch puts DynamoDB Local and what it needs into .local/dynamodb, from Maven Central, unless it is there.
func Fetch(ctx context.Context, root string, log io.Writer) error {
	if err := Runnable(ctx); err != nil {
		return err
	}
	if fetched(root) {
		return nil
	}
	maven, err := exec.LookPath("mvn")
	if err != nil {
		return errNoMaven
	}
	dir := workspace.Local(root, "dynamodb")
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("clear: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	listed := filepath.Join(dir, "pom.tmp.xml")
	if err := os.WriteFile(listed, pom, 0o644); err != nil {
		return fmt.Errorf("pom: %w", err)
	}
	fmt.Fprintln(log, "fetching DynamoDB Local into .local/dynamodb")
	cmd := exec.CommandContext(ctx, maven, "--quiet", "--batch-mode", "--file", listed,
		"dependency:copy-dependencies", "-DoutputDirectory="+filepath.Join(dir, "lib"))
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("maven: %w", err)
	}
	// The pom under its final name says that all of it is there.
	if err := os.Rename(listed, filepath.Join(dir, "pom.xml")); err != nil {
		return fmt.Errorf("pom: %w", err)
	}

	return nil
}

func fetched(root string) bool {
	stamp, err := os.ReadFile(workspace.Local(root, "dynamodb", "pom.xml"))

	return err == nil && bytes.Equal(stamp, pom)
}
