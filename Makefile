# `make` builds sharecap, reads the sample filings and queries the tables; `make help` lists the rest.

PYTHON  ?= python3
CARGO   ?= cargo
# Typefaces that `make samples` embeds.
FONTS   ?= target/fonts

SHARECAP  := target/release/sharecap
VENV      := target/venv
# pdfplumber, which only the benchmark needs, in an environment of its own.
BENCHVENV := target/bench-venv
# PySpark, which only sharecap.spark needs: it wants another pandas than the other tests have.
SPARKVENV := target/spark-venv
# What builds the pages of docs/.
DOCSVENV  := target/docs-venv
# Pages that show what commands print.
PRINTED   := README.md $(addprefix docs/,getting_started.md point_in_time.md python.md duckdb.md forms.md)
DATASET   := target/sample-dataset

# One profile and one feature set for every target but dist: the dependencies are compiled once.
export CARGO_TARGET_DIR := target
RELEASE  := --release --locked

.DEFAULT_GOAL := first-query
.PHONY: first-query build dist dataset queries charts test python spark fuzz bench profile scale lint samples readme docs doc clean help

first-query: dataset $(VENV)/ready ## Build, read data/filings into target/sample-dataset, show a query (the default)
	@echo
	@$(VENV)/bin/python examples/run_queries.py $(DATASET) shares_outstanding

build: ## Build target/release/sharecap
	$(CARGO) build $(RELEASE)

dist: ## Build target/dist/sharecap, optimised as a whole: slow to build, quicker to run
	$(CARGO) build --profile dist --locked

dataset: build ## Read data/filings into target/sample-dataset
	rm -rf $(DATASET)
	$(SHARECAP) ingest data/filings --out $(DATASET)

queries: dataset $(VENV)/ready ## Show every query of examples/queries.sql on the sample dataset; writes docs/queries.md
	@$(VENV)/bin/python examples/run_queries.py $(DATASET)
	$(VENV)/bin/python examples/run_queries.py $(DATASET) --markdown > docs/queries.md

charts: dataset $(VENV)/package ## Draw the charts of docs/images from the sample dataset
	$(VENV)/bin/python examples/charts.py $(DATASET) docs/images

test: $(VENV)/ready $(VENV)/package ## Run every test; SHARECAP_NO_SKIP=1 fails where one would be skipped
	SHARECAP_PYTHON=$(CURDIR)/$(VENV)/bin/python $(CARGO) test $(RELEASE) --no-fail-fast
	$(VENV)/bin/python -m pytest --ignore tests/python/test_spark.py
	@if [ -n "$$SHARECAP_NO_SKIP" ] || command -v java >/dev/null; then $(MAKE) --no-print-directory spark; \
	else echo "SKIPPED: the tests of sharecap.spark, for want of Java 17"; fi

python: $(VENV)/package ## Install the Python package into target/venv, with what its tests need

spark: $(SPARKVENV)/package ## Test sharecap.spark on two executors of this machine; needs Java 17
	$(SPARKVENV)/bin/python -m pytest tests/python/test_spark.py

fuzz: ## Fuzz every target of fuzz/ for FUZZ_SECONDS (300) each; needs cargo-fuzz
	fuzz/run

bench: build $(BENCHVENV)/ready ## Measure stages, other tools beside sharecap, and instructions; writes benches/RESULTS.md
	$(PYTHON) benches/stages.py
	$(PYTHON) benches/compare.py
	$(PYTHON) benches/counts.py

profile: build ## Count the instructions of one FF301 and one legacy filing by stage; writes benches/RESULTS.md
	$(PYTHON) benches/counts.py

scale: build ## Ingest 1,000, 10,000 and 50,000 drawn filings; writes benches/RESULTS.md
	$(PYTHON) benches/scale.py

lint: ## Check format, lints, features and, where cargo-deny is installed, licences
	$(CARGO) fmt --check
	$(CARGO) clippy $(RELEASE) --all-targets -- -D warnings
	$(CARGO) clippy $(RELEASE) --lib --features python -- -D warnings
	.ci/one-feature-set
	@if $(CARGO) deny --version >/dev/null 2>&1; then $(CARGO) deny --locked check bans licenses sources; \
	else echo "cargo-deny is not installed: licences were not checked"; fi

samples: build $(if $(filter target/fonts,$(FONTS)),target/fonts/ready) ## Draw data/filings and data/truth anew, byte for byte; FONTS=folder on other systems than Debian
	rm -rf data/filings data/truth
	$(SHARECAP) synth --samples --fonts $(FONTS) --out data

readme: build $(VENV)/package ## Run the commands of README.md and of docs/, and put in what they print
	$(VENV)/bin/python docs/printed.py $(PRINTED)

docs: build $(DOCSVENV)/ready ## Build the pages of docs/ into target/site; every link in them is checked
	NO_MKDOCS_2_WARNING=1 $(DOCSVENV)/bin/mkdocs build
	$(DOCSVENV)/bin/python docs/site/check.py target/site

doc: ## Write the documentation of the crate to target/doc, the data dictionary to target/dictionary.md
	$(CARGO) doc $(RELEASE) --no-deps --document-private-items
	$(CARGO) run $(RELEASE) --quiet -- dictionary > target/dictionary.md

clean: ## Remove target
	rm -rf target

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/ready: tests/requirements.txt
$(BENCHVENV)/ready: benches/requirements.txt
$(DOCSVENV)/ready: docs/requirements.txt
$(SPARKVENV)/ready: tests/spark-requirements.txt
$(VENV)/ready $(BENCHVENV)/ready $(DOCSVENV)/ready $(SPARKVENV)/ready:
	$(PYTHON) -m venv --clear $(@D)
	$(@D)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

# What the package is made of, so that it is made again when that changes; once for all environments, for pyo3 would be
# compiled anew for each interpreter.
PACKAGE := pyproject.toml Cargo.toml Cargo.lock build.rs $(shell find src config python -type f -not -name '*.pyc')
WHEEL   := target/wheels/made
$(WHEEL): tests/python/requirements.txt $(PACKAGE) $(VENV)/ready
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement $<
	rm -rf $(@D)
	$(VENV)/bin/maturin build --quiet --out $(@D)
	@touch $@
$(VENV)/package $(SPARKVENV)/package: %/package: %/ready $(WHEEL)
	$*/bin/pip install --quiet --disable-pip-version-check --no-deps --force-reinstall $(dir $(WHEEL))*.whl
	@touch $@

# The packages of Debian, unpacked, not installed. Other releases of the typefaces would draw other bytes.
target/fonts/ready: .ci/fonts.sha256
	rm -rf target/fonts
	mkdir -p target/fonts
	cd target/fonts && apt-get download fonts-liberation2 fonts-droid-fallback
	cd target/fonts && for package in *.deb; do dpkg-deb --extract $$package .; done
	cd target/fonts && find usr -name '*.ttf' -exec cp {} . \; && sha256sum --check $(CURDIR)/$<
	@touch $@
