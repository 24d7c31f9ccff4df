# The commands of everyday work; `make` lists them.

DATA ?=
EPOCHS ?=
demo_options = $(if $(DATA),--data "$(DATA)") $(if $(EPOCHS),--epochs $(EPOCHS))

.PHONY: help setup build static test demo check clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing and find LibTorch
	@Scripts/setup

build: setup ## build the command and the libraries, optimised
	swift build -c release

static: ## build pdp-run, which needs neither LibTorch nor an installed Swift
	@Scripts/static

test: setup ## run all tests
	@Scripts/test

demo: setup ## prune a network and show the result; DATA=folder EPOCHS=number
	swift build -c release --product pdp
	.build/release/pdp demo --out demo $(demo_options)

check: ## check style and documentation
	@Scripts/check

clean: ## remove everything that was built, and unpacked test data
	rm -rf .build
