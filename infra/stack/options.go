package stack

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"onward/infra/stack/workspace"
)

// Options say what to bring up. The zero value is the repository's own template on a free port.
type Options struct {
	// Name is the CloudFormation stack's name, and that of .local/<Name>.json and .local/<Name>.log. Default "onward".
	Name string
	// Root is the folder with template.yaml and functions. Default: the project's.
	Root string
	// Port of MiniStack; 0 for a free one.
	Port int
	// Parameters of the template, over those that a local stack needs (see Parameters).
	Parameters map[string]string
	// Secrets are fields of the AppSecrets secret.
	Secrets map[string]any
	// Beat is how often sweep and wake are invoked on top of their schedules, which fire once a minute at most. 0: never.
	Beat time.Duration
	// OpenPolicies switches the check of the functions' permissions off. By default a call that a function's policy does
	// not allow is refused, as on AWS.
	OpenPolicies bool
	// Log takes progress and the output of sam. Default: standard error.
	Log io.Writer
}

// withDefaults fills in what was left out; project is the project's folder.
func (o Options) withDefaults(project string) Options {
	if o.Name == "" {
		o.Name = "onward"
	}
	if o.Root == "" {
		o.Root = project
	}
	if o.Log == nil {
		o.Log = os.Stderr
	}

	return o
}

// parameters of the template for a stack on this machine.
func (o Options) parameters(endpoint string) map[string]string {
	params := map[string]string{
		"Architecture":       architecture(),
		"Pace":               "demonstration",
		"DeletionProtection": "false",
		"LocalEndpoint":      endpoint,
		"AllowLoopback":      "true",
		"LogRetentionDays":   "1",
	}
	maps.Copy(params, o.Parameters)

	return params
}

// architecture is the machine's own in Lambda's words: the functions run on it directly.
func architecture() string {
	if runtime.GOARCH == "arm64" {
		return "arm64"
	}

	return "x86_64"
}

// files of one stack.
type files struct{ state, log, lock, build, sam string }

func (o Options) files(project string) files {
	return files{
		state: workspace.Local(project, o.Name+".json"),
		log:   workspace.Local(project, o.Name+".log"),
		lock:  workspace.Local(project, o.Name+".lock"),
		build: filepath.Join(workspace.Local(project, "build"), o.Name),
		sam:   workspace.Local(project, "sam"),
	}
}
