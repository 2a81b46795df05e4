"""What two files have to do with each other: the context of a run, statuses, pointers, documents, differences."""
