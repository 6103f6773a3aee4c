"""Commands of English by machines: what is asked for, and what awaits a person."""
