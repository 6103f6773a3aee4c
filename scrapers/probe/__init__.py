"""Meets the live sites once, a little of each column, and says which facts hold."""
