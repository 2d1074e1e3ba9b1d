#!/bin/sh
# Pins every dependency, with hashes, for all supported Pythons and systems: run `make lock`.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet uv
lock() {
  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
    --no-annotate --custom-compile-command "make lock" "$@"
}
lock pyproject.toml --group build --output-file requirements/run.txt
lock pyproject.toml --group build --group dev --all-extras --constraint requirements/run.txt --output-file requirements/dev.txt
lock pyproject.toml --group build --group train --constraint requirements/run.txt --output-file requirements/train.txt
lock requirements/peers.in --constraint requirements/run.txt --output-file requirements/peers.txt
