# make run: install and crawl the bundled sample · make test: install and run every test · make lint · make check · make docs · make lock
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test lint check docs lock

run: $(VENV)/.run
	$(BIN)/zhengce --data data crawl --sample
	$(BIN)/zhengce --data data list
	@printf '\nNext: %s serve shows this in a browser, at http://127.0.0.1:8000; README.md has a command for each reader.\n' $(BIN)/zhengce

# Three processes on two cores: many tests wait for a server, a browser or a worker.
test: $(VENV)/.dev
	$(BIN)/pytest -n 3 --dist worksteal

# Every tool runs, whatever the one before it found.
lint: $(VENV)/.dev
	@failed=; \
	for tool in 'ruff check' 'ruff format --check' scrapy-lint mypy; do \
	  echo "$$tool"; $(BIN)/$$tool || failed="$$failed, $$tool"; \
	done; \
	if [ -n "$$failed" ]; then echo "make lint: failed: $${failed#, }" >&2; exit 1; fi

# What most mistakes break, in a fraction of the time of `make test`.
check: lint
	$(BIN)/pytest -q -n 2 tests/test_architecture.py tests/scrapers/test_leaves.py tests/test_records.py

# The documentation as a site with search, in site/; a link that leads nowhere stops it.
docs: $(VENV)/.dev
	$(BIN)/python -m tests.renew_docs --site
	$(BIN)/zensical build --strict

# The lock files name versions and hashes, no host: plain pip installs from whatever index it is set up with.
$(VENV)/.run: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# requirements.lock: the crawler and the pages; requirements-all.lock: every extra of `all`, for containers.
COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
lock:
	$(COMPILE) --extra dev pyproject.toml -o requirements-dev.lock
	$(COMPILE) --extra all --constraint requirements-dev.lock pyproject.toml -o requirements-all.lock
	$(COMPILE) --extra web --constraint requirements-dev.lock pyproject.toml -o requirements.lock
