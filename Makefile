# The course in one command each; see README.md. Another Python: make lab PYTHON=python3.13
PYTHON ?= python3

.PHONY: lab test quick proof setup
lab test quick setup:
	@$(PYTHON) bootstrap.py $@

# the long proofs in full, or a part of them: make proof PART=2/3
proof:
	@$(PYTHON) bootstrap.py proof $(PART)
