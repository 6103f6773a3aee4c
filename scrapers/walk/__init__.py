"""How a column is walked: its requests, its rows, its end."""
