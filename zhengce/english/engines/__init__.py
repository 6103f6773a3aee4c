"""Translation engines: a model behind a URL, a model in a folder, and the checks that their English must pass."""
