"""How two files become one again: the plan, the three-way merge, entries of changelogs, appended sections."""
