"""Which paths belong together: the default rule, pairs, candidates, and the baseline that they are held against."""
