# What a developer does here. Everything a target needs it brings itself or
# says what is missing (scripts/need). Results and built tools: .tools/
.DEFAULT_GOAL := help
SHELL := bash
bin := .tools/bin
# Runs a command with TEST_POSTGRES_URL naming a throw-away server.
postgres := go run ./internal/testkit/pg/serve

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##### Work

.PHONY: dev build generate migrations docs clean
dev: $(bin) web-deps ## server that restarts on change + Vite; args="--flag …" for the server
	@scripts/dev $(args)
build: ## the one binary, ./televisit
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o televisit .
generate: web-deps ## all generated code, schema.graphql and web/dist
	@scripts/generate-go
	@scripts/generate-web
migrations: ## write migrations for both databases: make migrations name=add_reviews
	@test -n "$(name)" || { echo 'usage: make migrations name=add_reviews' >&2; exit 2; }
	@scripts/need postgres
	@$(postgres) go run ./ent/migrate "$(name)"
docs: web-deps ## take the pictures of the documentation
	@scripts/need chromium
	@scripts/docs
clean: ## remove what make has built
	rm -rf .tools televisit

##### Check

.PHONY: check check-format check-imports check-vet check-lint check-generated check-migrations check-web check-clients
check: check-format check-imports check-vet check-lint check-generated check-migrations check-web check-clients ## everything but tests
check-format: ## gofmt
	@scripts/check-format
check-imports: $(bin) ## who may import whom (.depguard.yml)
	@$(bin)/imports .
check-vet: ## go vet
	@go vet $$(scripts/packages)
check-lint: $(bin) ## staticcheck
	@$(bin)/staticcheck $$(scripts/packages)
check-generated: ## are generated Go files and schema.graphql current?
	@scripts/check-generated
check-migrations: ## do the migrations say what ent/schema says, on both databases?
	@scripts/check-migrations
check-web: ## types, lint, generated types and web/dist
	@scripts/check-web
check-clients: ## what tools of client developers say of the schema; does it break released clients?
	@scripts/check-clients

##### Test

.PHONY: test test-go test-web test-clients test-e2e
test: $(bin) ## all tests
	@scripts/test go web clients e2e
test-go: $(bin) ## Go with -race on SQLite and PostgreSQL; pkg=./internal/pay run=TestSettle
	@pkg="$(pkg)" run="$(run)" scripts/test go
test-web: $(bin) ## unit tests of the web app
	@scripts/test web
test-clients: $(bin) ## reference clients (graphql-ws, Apollo, urql) against the server; run="loses nothing"
	@run="$(run)" scripts/test clients
test-e2e: $(bin) ## the whole product in Chromium and Firefox; run="books a visit"
	@run="$(run)" scripts/test e2e

.PHONY: chaos year fuzz churn
year: ## live a simulated year in a clinic: days=60 seed=123 repeats a life
	@go test ./internal/year -run Lives -count=1 -v -timeout 4h -days $(or $(days),365) $(if $(seed),-seed $(seed))
fuzz: ## fuzz what participants may send to the media server, each target for time=1m
	@for target in ./media/core:FuzzRouter ./media:FuzzPort ./media:FuzzCleanAnswer ./media:FuzzAnswer ./media:FuzzCheckAnswer ./media:FuzzCandidate ./internal/signaling:FuzzSend; do \
		GOMEMLIMIT=1GiB go test $${target%:*} -run '^$$' -fuzz "^$${target#*:}$$" -fuzztime $(or $(time),1m) -fuzzminimizetime 10x || exit; \
	done
churn: ## let people join and leave 25 times a second for long=60s, and see what is left of them
	@GOMEMLIMIT=1GiB go test ./media -run Churn -count=1 -v -timeout 1h -churn $(or $(long),60s)
chaos: ## kill servers for ten minutes on each database: long=30m seed=123 repeats a run
	@$(postgres) go test ./internal/chaos -run Killed -count=1 -v -timeout 4h -long $(or $(long),10m) $(if $(seed),-seed $(seed))

##### Parts

.PHONY: web-deps
web-deps:
	@scripts/web-deps
$(bin): tools/go.mod tools/go.sum $(wildcard tools/*/*.go)
	@echo 'building developer tools into $(bin)'
	@go build -C tools -o ../$(bin)/ tool ./imports ./tally ./watch
	@touch $(bin)
