"""How two files are made identical: the plan, the three-way merge, entries of changelogs, appended sections."""
