"""The revision that makes the schema, in `versions`; run by `storage.database`, on both databases alike."""

HEAD = "0037"
"""Its number. Known here so that opening an up-to-date database need not load Alembic (a test compares)."""
