"""The audit of a bibliography against the database."""
