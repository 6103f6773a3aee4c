"""What editors write beside documents: annotations and picks."""
