# Everything a developer does here. `make help` lists it.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

DATA   ?= ./data
LISTEN ?= 127.0.0.1:8080
FONT   ?=
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)

STEP := scripts/step.sh
# Committed files that a program writes; `make check` writes them again and compares.
GENERATED := api/openapi.json web/src/api/schema.d.ts
# In CI nothing is answered from the test cache.
FRESH := $(if $(CI),-count=1)

# What the binary is made of. Folders are listed too: their time tells that a file went away.
GO_SOURCES := $(shell find cmd internal schedule mspdi xer planfile api -name testdata -prune -o -not -name '*_test.go' -print 2>/dev/null)
WEB_SOURCES := $(shell find web \( -name node_modules -o -path web/dist -o -path web/tools -o -path web/dev \) -prune -o -type f -not -name '*.test.*' -print) \
	$(shell find web/src web/public -type d 2>/dev/null)

.PHONY: help
help: ## what you can do here
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  DATA=folder and LISTEN=host:port change where 'make run' keeps its data and listens."

.PHONY: run
run: build ## build what changed, then serve the demo group at http://127.0.0.1:8080
	@exec bin/gongqiao serve --demo --data $(DATA) --listen $(LISTEN)

.PHONY: build
build: bin/gongqiao ## web pages and the binary bin/gongqiao, skipped when up to date
	@:

bin/gongqiao: $(GO_SOURCES) go.mod go.sum web/dist/index.html scripts/font.sh $(FONT)
	@scripts/need.sh go
	@$(STEP) "font for PDF documents" scripts/font.sh
	@$(STEP) "binary $@" scripts/gobuild.sh $@ $(VERSION)

web/dist/index.html: $(WEB_SOURCES)
	@scripts/need.sh node
	@scripts/npm.sh web
	@$(STEP) "web pages" npm --prefix web run --silent build
	@touch $@ web/dist/.keep

.PHONY: test
test: test-go test-web e2e ## every test: Go on SQLite and PostgreSQL, web units, browser

.PHONY: test-go
test-go:
	@scripts/need.sh go postgres
	@$(STEP) "font for PDF documents" scripts/font.sh
	@url=$$(scripts/postgres start) && GONGQIAO_TEST_POSTGRES=$$url $(STEP) "Go tests on SQLite and PostgreSQL" go test $(FRESH) -timeout 10m ./...

.PHONY: test-web
test-web: web-tools
	@$(STEP) "web unit tests" npm --prefix web run --silent test

.PHONY: web-tools
web-tools:
	@scripts/need.sh node
	@scripts/npm.sh web
	@scripts/npm.sh web/tools

.PHONY: e2e
e2e: build ## the browser test alone; pictures in e2e/out
	@scripts/need.sh node chromium font
	@scripts/npm.sh e2e
	@$(STEP) "browser test" npm --prefix e2e run --silent test

# One target for each thing to check: `make -k check` tells all that is wrong.
.PHONY: check
check: check-format check-vet check-lint check-architecture check-generated check-web check-shell ## format, vet, lint, architecture, generated files, web lint, types and weight

.PHONY: check-format
check-format:
	@$(STEP) "gofmt" scripts/gofmt.sh

.PHONY: check-vet
check-vet:
	@$(STEP) "go vet" go vet -tags realdata ./...

.PHONY: check-lint
check-lint:
	@$(STEP) "golangci-lint" go tool -modfile=scripts/lint/go.mod golangci-lint run --allow-serial-runners

.PHONY: check-architecture
check-architecture:
	@$(STEP) "architecture" go test -count=1 ./internal/archtest

.PHONY: check-generated
check-generated: build web-tools
	@$(STEP) "generated files" scripts/generated.sh $(GENERATED)

.PHONY: check-web
check-web: build web-tools
	@$(STEP) "web lint and types" npm --prefix web run --silent lint
	@$(STEP) "weight of the pages" npm --prefix web run --silent size

.PHONY: check-shell
check-shell:
	@scripts/need.sh shellcheck
	@$(STEP) "shell scripts" shellcheck scripts/*.sh scripts/postgres .ci/run

.PHONY: realdata
realdata: ## tests on real files in ../shared/data; fails when they are not there
	@scripts/need.sh go postgres
	@url=$$(scripts/postgres start) && GONGQIAO_TEST_POSTGRES=$$url $(STEP) "real data" scripts/realdata.sh

.PHONY: mutate
mutate: ## remove every permission check in turn; each must turn the matrix red (half an hour; goes on where it was broken off)
	@scripts/need.sh go
	@$(STEP) "mutants" go -C scripts/mutate run .

.PHONY: bench
bench: build ## ratios against the bare floor; the table goes to bench/README.md
	@$(STEP) "benchmarks" go run ./bench

.PHONY: generate
generate: build web-tools ## write api/openapi.json and the web types that follow from it
	@mkdir -p api
	@bin/gongqiao openapi >api/openapi.json.new && mv api/openapi.json.new api/openapi.json
	@npm --prefix web run --silent types

.PHONY: clean
clean: ## remove what was built and stop the private PostgreSQL; data/ stays
	@scripts/postgres stop
	rm -rf bin .cache e2e/out web/node_modules web/tools/node_modules e2e/node_modules
	find web/dist -mindepth 1 -not -name .keep -delete
