PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: test test-slow lint docs fuzz audit demo clean

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
	$(BIN)/pytest --nbmake -n 2 notebooks

test-slow: $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[beam,test-beam,docs]'
	$(BIN)/pytest -m slow -n 2 --dist loadfile --durations 10

# The documentation, into build/docs; a warning fails. The notebooks are run, and run again only when they have changed.
docs: $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[docs]'
	$(BIN)/sphinx-build --fail-on-warning --keep-going --quiet -d build/doctrees docs build/docs
	@echo "build/docs/index.html"

# Two minutes of coverage-guided fuzzing of the MIDI reader; what is found stays in tests/fuzz/findings, and is a test.
fuzz: $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[fuzz]'
	$(BIN)/python -m tests.fuzz 120

# Known weaknesses of what is installed, and habits of our code that are risky. Needs the network.
# Not looked for: B101, asserts tell a reader what holds; B310, addresses of servers are held to http and https; B311,
# random numbers choose music, and are seeded; B404 and B603, programs that benchmarks start are our own, named by lists
# of words. What could not be looked up fails (--strict), else an audit without its database would pass.
audit: $(INSTALLED)
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[audit]'
	$(BIN)/bandit --quiet --recursive vae_music cli benchmarks --skip B101,B310,B311,B404,B603
	$(BIN)/pip freeze --all --exclude-editable > .venv/installed.txt
	$(BIN)/pip-audit --strict --no-deps --disable-pip --requirement .venv/installed.txt

# The main job: a song that people know in two styles by the shipped model, heard and seen; then a brief training on the
# embedded corpus, and its export. At most 10 minutes on 2 cores after the install.
SONG := demo/songs/pop/ode_to_joy_1.mid

demo: $(INSTALLED)
	rm -rf demo
	$(BIN)/vae-music corpus --demo --out demo/songs
	set -e; for style in jazz latin; do \
		out=demo/ode_to_joy_$$style; \
		$(BIN)/vae-music transfer $(SONG) --style $$style -o $$out.mid --audio $$out.mp3 --report $$out.html; \
		$(BIN)/vae-music render $(SONG) --beside $$out.mid -o $$out.png; \
	done
	$(BIN)/vae-music train --out demo/run --minutes 4
	$(BIN)/vae-music export demo/run --out demo/export
	@echo
	@echo "source song   $(SONG)"
	@echo "jazz version  demo/ode_to_joy_jazz.mid   sound .mp3, piano rolls .png, page with all of it .html"
	@echo "latin version demo/ode_to_joy_latin.mid  the same four; open the .html in a browser"
	@echo "trained here  demo/run (curves: demo/run/metrics.png); two minutes are a beginning, the versions are not by it"
	@echo "SavedModel    demo/export/1, of the run, for TensorFlow Serving"
	@echo
	@echo "Work on the song in the browser: $(BIN)/vae-music app $(SONG)"

clean:
	rm -rf .venv build dist demo *.egg-info
