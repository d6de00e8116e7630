"""What other programs ask over a protocol: one room for each protocol, and they do not know each other."""
