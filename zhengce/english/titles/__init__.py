"""English titles by rules: the words of a title from tables, put in the order of English by its grammar."""
