package stack

import (
	"encoding/json"
	"fmt"
	"os"
)

// State is what others need to know of a running stack. It is written to .local/<name>.json while the stack is up.
type State struct {
	Endpoint      string            `json:"endpoint"`      // MiniStack: every AWS service
	PublicURL     string            `json:"publicUrl"`     // the HTTP API
	Region        string            `json:"region"`        //
	Table         string            `json:"table"`         //
	Queues        map[string]string `json:"queues"`        // address by name: intake, place, poll, push, job, notify
	DeadLetters   map[string]string `json:"deadLetters"`   // address by queue's name, and dispatch
	Functions     map[string]string `json:"functions"`     // function's name in Lambda by folder
	KeyID         string            `json:"keyId"`         // seals credentials
	SecretARN     string            `json:"secretArn"`     // AppSecrets
	OperatorToken string            `json:"operatorToken"` // made anew at each start
	Log           string            `json:"log"`           // file with MiniStack's and the functions' output
}

// names of the queues, which are also those of the functions that consume them.
func queueNames() []string { return []string{"intake", "place", "poll", "push", "job", "notify"} }

// functionNames are the folders under functions.
func functionNames() []string {
	return []string{
		"webhook", "intake", "dispatch", "wake", "place", "sweep",
		"poll", "push", "reconcile", "api", "job", "notify",
	}
}

// write replaces the file in one step, so that a reader never sees half of it. The token in it is for this user only.
func (s *State) write(path string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("stack: state: %w", err)
	}
	tmp := path + ".tmp"
	if err := os.WriteFile(tmp, append(text, '\n'), 0o600); err != nil {
		return fmt.Errorf("stack: state: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("stack: state: %w", err)
	}

	return nil
}
