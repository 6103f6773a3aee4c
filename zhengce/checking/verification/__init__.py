"""A report against what is held: every quotation, figure, day, body, number and title that it prints."""
