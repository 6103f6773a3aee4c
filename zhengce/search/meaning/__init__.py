"""The search by meaning: vectors of titles, where the extra `near` is installed."""
