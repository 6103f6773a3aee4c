"""A newsletter of the picked documents: the facts and lines of each entry, in the order of the picks."""
