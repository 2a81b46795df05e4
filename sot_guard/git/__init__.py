"""What git knows: processes, the situation of a run, trees, blobs, symlinks, history and paths. Nothing is written."""
