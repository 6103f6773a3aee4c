"""Builds the bundled recordings: `python -m tests.samples.build`."""
