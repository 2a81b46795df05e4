"""How two files are made identical: the plan, the three-way merge, appended sections, and the proof of what is made."""
