"""What git knows: processes, situation, trees, blobs and their sha256, symlinks, history, paths. It writes nothing."""
