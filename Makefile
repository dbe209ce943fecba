PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: test test-slow lint fuzz audit demo clean

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

# Two minutes of coverage-guided fuzzing of the MIDI reader; what is found stays in tests/fuzz/findings, and is a test.
fuzz: $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz 120

# Known weaknesses of what is installed, and habits of our code that are risky. Needs the network.
# Not looked for: B101, asserts tell a reader what holds; B311, random numbers choose music, and are seeded; B404 and
# B603, programs that benchmarks start are our own, named by lists of words.
audit: $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[audit]'
	$(BIN)/bandit --quiet --recursive vae_music cli benchmarks --skip B101,B311,B404,B603
	$(BIN)/pip-audit --skip-editable

# The main job on the embedded corpus: train, transfer a song people know, export. About 7 minutes after the install.
demo: $(INSTALLED)
	rm -rf demo
	$(BIN)/vae-music corpus --demo --out demo/songs
	$(BIN)/vae-music train --out demo/run --minutes 5
	$(BIN)/vae-music transfer demo/songs/pop/ode_to_joy_1.mid --style jazz --model demo/run -o demo/ode_to_joy_jazz.mid
	$(BIN)/vae-music export demo/run --out demo/export
	@echo "source song   demo/songs/pop/ode_to_joy_1.mid"
	@echo "jazz version  demo/ode_to_joy_jazz.mid"
	@echo "model         demo/run (curves: demo/run/metrics.png)"
	@echo "SavedModel    demo/export/1, for TensorFlow Serving"

clean:
	rm -rf .venv build dist demo *.egg-info
