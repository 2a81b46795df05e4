"""Which paths belong together: the default rule, pairs, candidates, and the baseline: the commits to compare with."""
