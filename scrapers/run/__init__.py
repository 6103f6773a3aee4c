"""How crawls are run: processes, figures, extensions, settings of a source."""
