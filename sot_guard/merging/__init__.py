"""How one text is made of two: the three-way merge, appended sections, and the proof of what is made."""
