"""Files on disk: read for advice, written whole or not at all."""
