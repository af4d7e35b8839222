# The course in one command each; see README.md. Another Python: make lab PYTHON=python3.13
PYTHON ?= python3

.PHONY: lab test quick setup
lab test quick setup:
	@$(PYTHON) bootstrap.py $@
