"""What a run found, as records, and what to say and to type about it."""
