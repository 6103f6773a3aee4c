"""Commands that print figures: how right (`accuracy`) and how fast (`parse`) the parsers are."""
