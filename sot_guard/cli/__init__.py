"""The command line: argv -> exit status, the parsers, and the streams, which alone print."""
