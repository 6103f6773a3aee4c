"""Reads OFD (GB/T 33190)."""
