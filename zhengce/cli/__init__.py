"""The commands of the front door, one module a kind. Each imports what it needs when it runs."""
