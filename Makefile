# Everything a person runs; each target sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.ready-$(shell cat requirements/run.txt requirements/dev.txt pyproject.toml | cksum | cut -d' ' -f1)
DEVSTAMP := $(STAMP)-dev
PEERS  := .venv-peers
PEERSTAMP := $(PEERS)/.ready-$(shell cksum < requirements/peers.txt | cut -d' ' -f1)

.PHONY: demo test lint types accuracy model peers bench faults servers needles clean lock

demo: $(STAMP)            ## read the bundled mailbox, show the flags and the weekly report
	@$(BIN)/keepwarm demo

test: $(DEVSTAMP) servers ## lint, types, import direction and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -n 2

lint: $(DEVSTAMP)         ## style and import direction
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(DEVSTAMP)        ## strict type check
	$(BIN)/mypy

accuracy: $(DEVSTAMP)     ## scores on labelled mail: scenarios through the command line, invented and public mail
	$(BIN)/python -m evaluation.accuracy --set gold
	$(BIN)/python -m evaluation.accuracy --set second
	$(BIN)/python -m evaluation.accuracy --set third
	$(BIN)/python -m evaluation.accuracy --set fourth
	$(BIN)/python -m evaluation.measure_invented
	$(BIN)/python -m evaluation.measure_times
	$(BIN)/python -m evaluation.measure_mentions
	$(BIN)/python -m evaluation.measure_own_words
	@test -z "$(KEEPWARM_DATA)" || $(BIN)/python -m evaluation.backtest "$(KEEPWARM_DATA)"

peers: $(DEVSTAMP) $(PEERSTAMP) ## other libraries beside ours on the same texts, in an environment of their own
	$(BIN)/python -m evaluation.peers
	$(PEERS)/bin/python -m evaluation.peer_replies

bench: $(DEVSTAMP)        ## ratios, side by side in one run
	$(BIN)/python -m benchmarks.run

faults: $(DEVSTAMP) servers ## what goes wrong with mail, tried thousands of times (a quarter of an hour)
	$(BIN)/python -m faults

model: $(DEVSTAMP)        ## train keepwarm_en anew from the public sets in DATA and our own lines (ten minutes)
	@test -n "$(DATA)" || { echo "Say where the public sets are: make model DATA=/path/to/data" >&2; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/train.txt
	$(BIN)/python -m evaluation.names.train $(DATA)
	$(BIN)/python -m evaluation.ear.train $(DATA)

needles: $(DEVSTAMP)      ## work out again what the patterns of language need
	$(BIN)/python -m evaluation.build_needed_pieces

servers: $(DEVSTAMP)      ## real servers for the tests, where this machine may install them
	@sh tests/servers/install.sh

lock: $(DEVSTAMP)         ## pin every dependency again
	@sh requirements/lock.sh

clean:
	rm -rf $(VENV) $(PEERS) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "keepwarm needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): $(VENV)/bin/python
	@echo "Setting up $(VENV) (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVSTAMP): $(STAMP)
	@echo "Setting up what tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

$(PEERSTAMP): $(VENV)/bin/python
	@echo "Setting up $(PEERS) (once) ..."
	@$(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/peers.txt
	@touch $@
