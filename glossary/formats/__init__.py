"""Bytes in and out of the model, one file per format. Nothing converts pairwise."""
