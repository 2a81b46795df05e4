"""Coverage-guided fuzzing of everything that reads bytes which others wrote.

`targets.py` is the table: any bytes in, nothing out, an exception where a promise is broken. The ordinary tests run
each target for a moment under hypothesis (tests/hostile/test_fuzz.py). For longer, and guided by what is covered:

    pip install atheris                              # or '.[fuzz]'; wheels for Linux on x86-64, Python 3.11 to 3.14
    python -m tools.fuzz TARGET --minutes 5          # a name of the table, or all of them, one after the other

The corpus is kept in `--corpus DIR` (default: below the folder for temporary files), what fails beside it; `python -m
tools.fuzz TARGET FILE` runs one input again. atheris is needed for this alone.
"""
from __future__ import annotations
