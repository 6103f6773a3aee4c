"""FETCH: which addresses, how often, how politely."""

VERSION = "1.0.0"
"""As in pyproject.toml; sites read it in our User-Agent."""
