"""What people and programs do with what the four rooms keep: ask, write, check, publish, serve."""
