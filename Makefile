# The IMG Field Guide. `make` alone lists what can be done.
# Needs git, make, Python 3.11 or later and Node 20 or later; everything else is installed
# into this folder (.venv, node_modules), or, for `make test`, a browser onto the machine.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

BIN := .venv/bin
PY := $(BIN)/python
PIP_INSTALL := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all:
# Extras stay in the locks: without them older pips take a newer release than the one that is pinned.
UV_COMPILE := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-emit-index-url --no-build

export NO_MKDOCS_2_WARNING := 1
export PYTHONUTF8 := 1

# Stamps: an empty file says when a thing was last installed, so that it is not done twice.
SITE_ENV := .venv/.site
DEV_ENV := .venv/.dev
NODE_ENV := node_modules/.stamp
PYODIDE_BUILD_ENV := .venv-pyodide-build/.stamp
AUDIT_ENV := .venv-audit/.stamp

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules

.PHONY: help
help: ## List what make can do
	@echo "The IMG Field Guide. Two commands to know: make serve, make test."
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-21s %s\n", $$1, $$2 }'
	@echo
	@echo 'make serve PORT=9000       another port'
	@echo 'make test ARGS="-k oet"    some tests only'

# --- To read, write and publish -------------------------------------------------------------

.PHONY: serve
serve: runtime ## Install, build and show the site; changes appear in the open page
	@echo "The guide: http://127.0.0.1:$(PORT)/ (as soon as it says 'Serving'; stop it with Ctrl+C)"
	@SITE_URL=http://127.0.0.1:$(PORT)/ $(BIN)/mkdocs serve --dirty --dev-addr 127.0.0.1:$(PORT)

# Never `mkdocs build -q`: it keeps broken links and failing macros to itself and calls that success.
.PHONY: build
build: runtime ## Build the site into site/, strictly: a warning is an error
	$(BIN)/mkdocs build --strict
	$(PY) -m macros.finish site

.PHONY: check
check: $(DEV_ENV) ## Formatting, lint, types, spelling, workflows and the guide's data, in seconds
	@$(MAKE) --no-print-directory --keep-going $(CHECKS) && echo "make check: all is well."

.PHONY: test
test: $(DEV_ENV) $(PYODIDE_BUILD_ENV) browser build ## Install a browser if there is none, build, and run every test
	$(PY) -m pytest $(or $(ARGS),$(ALL_TESTS))

.PHONY: fresh
fresh: $(SITE_ENV) ## List the sources and facts that are due for review
	@$(PY) -m macros fresh $(ARGS)

.PHONY: links
links: $(SITE_ENV) ## Try the links to all sources (needs the network)
	@$(PY) -m macros links $(ARGS)

.PHONY: ledger
ledger: $(SITE_ENV) ## Show what changed in guide.yml, which verdicts move, what is not told: ARGS="OLD NEW"
	@$(PY) -m macros ledger $(or $(ARGS),HEAD guide.yml)

.PHONY: evidence
evidence: $(SITE_ENV) ## Check that moved dates of reading have a word of evidence: ARGS="OLD NEW"
	@$(PY) -m macros evidence $(or $(ARGS),HEAD guide.yml)

.PHONY: rollover
rollover: $(SITE_ENV) ## Print the entries that open the next season as not known: ARGS="2027 2028"
	@$(PY) -m macros rollover $(ARGS)

.PHONY: audit
audit: $(AUDIT_ENV) ## Look for known holes in what is installed (needs the network)
	@status=0; \
	for lock in requirements.txt requirements-dev.txt requirements-pyodide.txt requirements-audit.txt; do \
	    echo "$$lock:"; $(<D)/bin/pip-audit --strict --progress-spinner off --disable-pip --require-hashes -r $$lock 2>&1 || status=1; done; \
	echo "package-lock.json:"; npm audit --package-lock-only 2>&1 || status=1; \
	[ $$status = 0 ] && echo "No hole is known in anything that is locked." || { echo "$$AUDIT_FAILED"; exit 1; }

define AUDIT_FAILED

Not clean. Either a hole is known in what is named above: take a newer version (make lock ARGS=--upgrade).
Or a service did not answer ("could not be audited", "audit endpoint returned an error"). Then nothing
is known of what it was asked about, neither good nor bad: try again where it can be reached.
endef
export AUDIT_FAILED

.PHONY: sbom
sbom: $(SITE_ENV) ## Print the bill of materials (CycloneDX), from the lock files
	@$(PY) -m macros sbom

.PHONY: bench
bench: $(DEV_ENV) $(PYODIDE_BUILD_ENV) browser build ## Measure size and speed
	$(PY) -m bench $(ARGS)

.PHONY: format
format: $(DEV_ENV) ## Mend what can be mended by itself: formatting, order of imports, Markdown
	$(BIN)/ruff format
	$(BIN)/ruff check --fix
	$(BIN)/rumdl fmt .

# It takes hours. Each part can be run by itself and adds its sums to tests/proofs/last-run.json:
# make proofs ARGS=tests/proofs/test_door.py
.PHONY: proofs
proofs: $(DEV_ENV) runtime ## Prove at length, and write down what was proved for the page that tells of it
	PROOFS=long WRITE_PROVED=1 $(PY) -m pytest $(or $(ARGS),tests/proofs --numprocesses auto --dist worksteal)
	$(if $(ARGS),,$(MAKE) --no-print-directory mutants)

.PHONY: mutants
mutants: $(DEV_ENV) compile ## Plant faults in the rules, one at a time, and tell what catches them: ARGS="--sample 300"
	PYTHONPATH=.:tests $(PY) -m mutation.rules $(ARGS)

.PHONY: mutants-engine
mutants-engine: $(DEV_ENV) ## Plant faults in the engine's code (hours; goes on where it was): ARGS='"checklist_py.plan*"'
	$(BIN)/mutmut run $(ARGS)
	$(BIN)/mutmut results

.PHONY: validate
validate: build ## Validate the HTML of every page (needs Java; fetches the validator from npm)
	npm exec --yes --package=vnu-jar@26.9.27 -- vnu --skip-non-html --errors-only \
	    --filterpattern '$(NOT_OURS)' site && echo "Valid."

# Let pass: what Material writes itself (its switches and the labels of its menus), `autocomplete` on
# the checklist's options (without it Firefox ticks them again after a reload), and the empty `time`
# that the checklist fills.
NOT_OURS := .*(autocomplete. is only allowed when|for attribute .tabindex|must be the ID of a non-hidden form|time-datetime).*

# Advisory: what would differ if the site were built by Zensical, Material's successor.
ZENSICAL := .venv-zensical
.PHONY: second-builder
second-builder: build ## Build with Zensical too, and list where the text of a page differs
	@test -x $(ZENSICAL)/bin/zensical || { $(PYTHON) -m venv $(ZENSICAL) && $(ZENSICAL)/bin/pip install -qq zensical==0.0.73 -r requirements.in; }
	rm -rf site-second && mkdir site-second
	sed 's/^site_name:/site_dir: site-second\n&/' mkdocs.yml > mkdocs-second.yml
	$(ZENSICAL)/bin/zensical build --config-file mkdocs-second.yml >site-second.log 2>&1 || { tail -20 site-second.log; exit 1; }
	$(PY) -m macros.finish site-second >/dev/null
	-$(PY) -m macros.second site site-second
	rm -f mkdocs-second.yml site-second.log

.PHONY: clean
clean: ## Remove everything that was built or installed in this folder
	rm -rf site .venv .venv-pyodide-build .venv-audit node_modules docs/assets/runtime \
	    checklist_py/guide.json checklist_py/words.json .guide_cache .mutation_cache .mypy_cache .ruff_cache .rumdl_cache .runtime_cache .pytest_cache .hypothesis \
	    .coverage .coverage.* mutants test-results
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +

# --- The checks -----------------------------------------------------------------------------
# All of them run, even after one has failed, so that one run shows everything there is to mend.

CHECKS := check-format check-lint check-types check-scripts check-markdown check-spelling \
    check-yaml check-workflows check-data
.PHONY: $(CHECKS)

check-format:
	$(BIN)/ruff format --check

check-lint:
	$(BIN)/ruff check

check-types:
	$(BIN)/mypy

check-scripts: # the browser's and Node's JavaScript, and the shell's: syntax
	git ls-files -z --cached --others --exclude-standard '*.js' '*.mjs' | xargs -0 -r -n 1 node --check
	bash -n .ci/run .github/standing-issue

check-markdown:
	$(BIN)/rumdl check .

check-spelling:
	git ls-files -z --cached --others --exclude-standard | xargs -0 $(BIN)/codespell

check-yaml:
	$(BIN)/yamllint --strict .

check-workflows:
	$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows .github/workflows/*.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.dependabot .github/dependabot.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	$(BIN)/check-jsonschema --builtin-schema vendor.github-issue-forms \
	    $(filter-out %/config.yml,$(wildcard .github/ISSUE_TEMPLATE/*.yml))
	$(BIN)/zizmor --offline --pedantic --quiet .github

check-data:
	$(PY) -m macros check

# --- What the above stands on ---------------------------------------------------------------

# Workers share the tests out; `--cov` holds the engine to the coverage that pyproject.toml asks for.
ALL_TESTS := --numprocesses auto --dist worksteal --cov

# Both run each time: they find out by themselves what they have to do again.
.PHONY: compile runtime
compile: $(SITE_ENV)
	$(PY) -m macros compile

runtime: compile $(NODE_ENV)
	$(PY) -m runtime

$(SITE_ENV): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "This needs Python 3.11 or later; '$(PYTHON)' is older or missing. Try: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Installing what the site needs (once) ..." >&2
	@rm -f $(DEV_ENV)
	@$(PYTHON) -m venv --clear .venv || { echo "Python has no venv here. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(DEV_ENV): requirements-dev.txt $(SITE_ENV)
	@echo "Installing what the checks and tests need (once) ..." >&2
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

$(NODE_ENV): package-lock.json package.json .npmrc
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' || { echo "This needs Node 20 or later; it is older or missing." >&2; exit 1; }
	@echo "Installing Pyodide and a minifier (once) ..." >&2
	@npm ci --silent
	@touch $@

.PHONY: pyodide-build
pyodide-build: $(PYODIDE_BUILD_ENV) ## Install pyodide-build, in an environment of its own; `make test` does it too

$(PYODIDE_BUILD_ENV): requirements-pyodide.txt
	@echo "Installing pyodide-build (once) ..." >&2
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-pyodide.txt
	@touch $@

$(AUDIT_ENV): requirements-audit.txt
	@echo "Installing pip-audit (once) ..." >&2
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all: -r requirements-audit.txt
	@touch $@

# A Chromium that is there already; else the system's own, where this may install it; else Playwright's.
# A distribution's "chromium" may be an empty shell that installs nothing: hence `--version`.
CHROMIUM := { chromium --version || google-chrome --version || google-chrome-stable --version || chromium-browser --version; } >/dev/null 2>&1
.PHONY: browser
browser: $(DEV_ENV)
	@$(CHROMIUM) \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && echo "Installing Chromium (once) ..." \
	    && export DEBIAN_FRONTEND=noninteractive && apt-get update -qq \
	    && apt-get install -qq --yes --no-install-recommends chromium fonts-liberation >/dev/null && $(CHROMIUM); } \
	|| $(BIN)/playwright install chromium

.PHONY: lock
lock: ## Write the lock files anew (needs uv); ARGS=--upgrade takes newer versions
	$(UV_COMPILE) $(ARGS) requirements.in -o requirements.txt
	$(UV_COMPILE) $(ARGS) -c requirements.txt requirements-dev.in -o requirements-dev.txt
	$(UV_COMPILE) $(ARGS) requirements-pyodide.in -o requirements-pyodide.txt
	$(UV_COMPILE) $(ARGS) requirements-audit.in -o requirements-audit.txt
	npm install --package-lock-only --silent
