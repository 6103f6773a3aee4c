"""`read`: saved pages, titles and files, without a database."""
