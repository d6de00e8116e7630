.PHONY: lint test nightly fix docs data exports bench vsix

test:  ## run the tests
	pytest

nightly:  ## ten thousand examples of every round trip; takes hours
	GLOSS_EXAMPLES=10000 pytest tests/test_round_trips.py

lint:  ## everything that is checked but not run
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	cog --check -I docs README.md README.zh-CN.md docs/cli.md docs/checks.md docs/formats.md
	python docs/tables.py --check
	gloss fmt --check
	gloss check
	gloss export --check

fix:  ## what a machine can set right
	ruff check --fix .
	ruff format .
	gloss fmt

docs:  ## write the generated parts of the documentation
	cog -r -I docs README.md README.zh-CN.md docs/cli.md docs/checks.md docs/formats.md
	python docs/tables.py

exports:  ## write exports/ from terms/
	gloss export

data:  ## make the tables in glossary/text/: Han variants by OpenCC, line breaks by the Unicode data of perl
	python docs/tables.py --han-variants
	python docs/tables.py --line-break

bench:  ## measure, and write docs/benchmarks.md and the figures of docs/checks.md
	python benchmarks/lookup.py --write
	python benchmarks/find.py --write
	python benchmarks/quality.py --write
	python benchmarks/ranking.py --write
	python benchmarks/repair.py --write
	python benchmarks/memory.py --write
	python benchmarks/pretranslate.py --write
	python benchmarks/roundtrip.py --write
	python benchmarks/formats.py --write
	python benchmarks/align.py --write
	python benchmarks/leverage.py --write
	python benchmarks/analyze.py --write
	python benchmarks/lsp.py --write

vsix:  ## package the extension for VS Code; Node 20 or later, and only npm install needs the network
	cd editors/vscode && npm install && npm run package
