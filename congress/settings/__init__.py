"""One module per way of running: development, production, test."""
