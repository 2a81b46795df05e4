"""How two files become one again: the plan, the three-way merge, and sections that are carried over."""
