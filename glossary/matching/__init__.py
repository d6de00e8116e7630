"""Algorithms on keys: find them, score them, rank them. No files, no SQL."""
