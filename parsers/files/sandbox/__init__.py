"""Reads files in worker processes with limits."""
