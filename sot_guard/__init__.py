"""Keep copies of documents equal to their sources in docs/: a pre-commit hook, and what repairs what it finds."""
