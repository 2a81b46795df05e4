"""The command line: argv -> exit status, the parsers, and the only module that prints."""
