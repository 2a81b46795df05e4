"""Files on disk: read for advice, written completely or not at all."""
