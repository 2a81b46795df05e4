"""Declared differences: what is set aside before two files are compared. Pure: two texts in, two views of them out."""
