"""What a run found, as records; texts and commands about it."""
