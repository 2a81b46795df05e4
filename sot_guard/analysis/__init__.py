"""How two files are related: the context of a run, statuses, pointers, documents, differences."""
