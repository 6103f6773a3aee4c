"""Imports, reads and compiles what commands need. The process that forks imports it, for all that it forks."""

import contextlib
import gc
import io
import sys
import tempfile

import scrapers.run.process
import storage.search.engine
import zhengce.brief.gathering
import zhengce.search.parser
from zhengce.cli import program as cli

assert [scrapers, storage, zhengce]  # imported for the children
with tempfile.TemporaryDirectory() as _folder, contextlib.redirect_stdout(io.StringIO()):
    sys.argv = ["zhengce", "--data", _folder, "crawl", "mot", "--sample"]
    cli.main()  # and what a command imports by itself, reads and compiles
gc.freeze()  # a child that ends looks through its own objects alone
