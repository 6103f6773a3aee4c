"""Publishes the whole database as a folder of files. `publication` needs pyarrow; `manifest` needs nothing."""
