"""Facts of sites as tables: whose they are, which are closed, their terms of reuse."""
