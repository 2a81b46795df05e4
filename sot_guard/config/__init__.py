"""The configuration: its records, its parser, where it is found, and the only writer of TOML."""
