PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: test test-slow lint demo clean

$(INSTALLED): setup.cfg setup.py pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy vae_music cli benchmarks

test: lint
	$(BIN)/pytest -m "not slow" -n 2 --durations 10
	$(BIN)/pytest --nbmake notebooks

test-slow: $(INSTALLED)
	$(BIN)/pytest -m slow --durations 10

clean:
	rm -rf .venv build dist demo *.egg-info
