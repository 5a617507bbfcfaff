# Onward. Needs Go, Python 3.10+ and make; everything else is fetched into .local at pinned versions.
# DynamoDB Local, which some tests run on, also wants Java and Maven.

LOCAL := $(CURDIR)/.local
BIN   := $(LOCAL)/bin
VENV  := $(LOCAL)/venv

GOLANGCI_VERSION := v2.15.0
GOLANGCI := $(BIN)/golangci-lint-$(GOLANGCI_VERSION)

# Lambda needs no RPC layer and no debug tables: 18 MB shrink to 8.
export SAM_CLI_TELEMETRY := 0
SAM_GOFLAGS := -trimpath -tags=lambda.norpc "-ldflags=-s -w"

PKG ?= ./...
MODES ?= no-dispatch kills failing-calls doubled
TEST_TIMEOUT ?= 20m

.DEFAULT_GOAL := help

.PHONY: help
help: ## Show this help
	@awk 'BEGIN {FS = ":.*## "} /^[a-zA-Z_\/-]+:.*## / {printf "  \033[1m%-12s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: run
run: ## Play orders through the whole system on this machine (ONCE=1: all of them, then stop; ARGS=-all)
	go run ./infra/play/cmd/play $(if $(ONCE),-once) $(ARGS)

# How a round went is in .local/adverse/<mode>.log, what the functions said in <mode>.functions.log, how it ended in <mode>.table.
.PHONY: adverse
adverse: ## Play a fair round and the four adverse ones; all must end in the same table (SEED=..., MODES=...)
	@mkdir -p $(LOCAL)/adverse; cd $(LOCAL)/adverse && for mode in fair $(MODES); do \
	  echo "$$mode (progress in .local/adverse/$$mode.log)"; \
	  (cd $(CURDIR) && go run ./infra/play/cmd/play -once -plain $(if $(SEED),-seed $(SEED)) -adverse=$${mode#fair} -table $(LOCAL)/adverse/$$mode.table $(ARGS)) >$$mode.log 2>&1; \
	  status=$$?; cp $(LOCAL)/onward.log $$mode.functions.log; grep -E '^(adverse:|WRONG)|orders arrived' $$mode.log; [ $$status = 0 ] && diff fair.table $$mode.table || exit 1; \
	done; echo "all rounds ended in the same table"

.PHONY: stack
stack: ## Deploy template.yaml to a local stack and keep it up until Ctrl-C (ARGS=-help)
	go run ./infra/stack/cmd/stack $(ARGS)

.PHONY: prepare
prepare: ## Fetch what tests run on: MiniStack and SAM (venv), DynamoDB Local, a generator of API requests
	go run ./infra/stack/cmd/stack -prepare
	go run ./infra/tools/dynamodblocal
	go run ./infra/tools/requests

.PHONY: test
test: prepare ## Run all tests, with the race detector and in random order (PKG=./shared/order/...)
	go test -race -shuffle=on -timeout $(TEST_TIMEOUT) $(PKG)
	$(if $(filter ./...,$(PKG)),go test -shuffle=on -timeout $(TEST_TIMEOUT) ./infra/pipeline)

.PHONY: pictures
pictures: ## Take the README's pictures anew, of an invented shop (needs Chromium)
	@mkdir -p shared/pages/pictures
	ONWARD_PICTURES=$(CURDIR)/shared/pages/pictures go test ./infra/walk -run '^TestPictures$$' -count=1

.PHONY: lint
lint: $(GOLANGCI) ## Run every linter (PKG=...)
	$(GOLANGCI) run $(PKG)

.PHONY: fmt
fmt: $(GOLANGCI) ## Format all Go files
	$(GOLANGCI) fmt ./...

$(GOLANGCI):
	GOBIN=$(BIN) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_VERSION)
	mv $(BIN)/golangci-lint $@

.PHONY: generate
generate: ## Regenerate all generated code
	go generate ./...

# What the work tree differs by, so that verify can tell drift from changes that were there before.
STATE = { git status --porcelain; git diff; } | git hash-object --stdin

.PHONY: verify
verify: ## Check that generated code is current, the code vets, and the template holds
	@before=$$($(STATE)); $(MAKE) --no-print-directory generate; after=$$($(STATE)); \
	if [ "$$before" != "$$after" ]; then git --no-pager diff --stat --exit-code; echo "generated code was out of date: commit what make generate wrote" >&2; exit 1; fi
	go mod tidy -diff
	go vet ./...
	go run ./infra/stack/cmd/stack -prepare
	SAM_CLI_TELEMETRY=0 AWS_DEFAULT_REGION=us-east-1 $(VENV)/bin/sam validate --lint --template template.yaml --config-file $(CURDIR)/samconfig.toml
	$(VENV)/bin/cfn-lint template.yaml

.PHONY: bench
bench: build ## Run all benchmarks and weigh the functions (PKG=...)
	go test -run '^$$' -bench . -benchmem $(PKG)
	@echo; echo "binaries, and as a zip:"; for f in functions/*/; do n=$$(basename $$f); b=$$(ls .aws-sam/build/*/bootstrap 2>/dev/null | grep -i "/$$n" | head -1); \
	  [ -n "$$b" ] && printf '  %-10s %6.1f MB %6.1f MB\n' $$n $$(awk "BEGIN{print $$(wc -c < $$b)/1e6}") $$(awk "BEGIN{print $$(gzip -c $$b | wc -c)/1e6}"); done; true

.PHONY: build
build: ## Build the functions for Lambda (.aws-sam/build)
	go run ./infra/stack/cmd/stack -prepare
	GOFLAGS='$(SAM_GOFLAGS)' $(VENV)/bin/sam build

.PHONY: deploy
deploy: build ## Deploy to AWS with the credentials of the environment; asks for what it needs
	$(VENV)/bin/sam deploy --guided

.PHONY: clean
clean: ## Remove everything that was built or fetched
	rm -rf .aws-sam $(LOCAL) coverage.out
	go clean -testcache
