"""What `resolve` would do to a pair: planned from what is staged and from the history, written nowhere."""
