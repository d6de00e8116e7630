"""Where things are kept on disk: files replaced safely, caches that may be lost, databases."""
