"""The early exit: one listing of the index, on os and built-ins alone; everything else goes to the cli."""
