"""The revisions of the schema, a file each in `versions`; run by `storage.database`, on both databases alike."""

HEAD = "0036"
"""The newest revision. Known here so that opening an up-to-date database need not load Alembic (a test compares)."""
