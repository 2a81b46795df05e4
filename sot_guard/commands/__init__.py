"""The verbs, a module each: from the words of the command line to what was found."""
