"""Documents that more than one test takes apart."""
from __future__ import annotations

SECTIONED = b"""\
intro

# Log

## BUILD-1 first

one

## BUILD-2 second

two
```
## no heading
```

## third

three
"""
