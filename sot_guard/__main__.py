"""`python -m sot_guard`, where there is no installed program."""
from __future__ import annotations

from sot_guard.fastpath.entry import main

if __name__ == '__main__':
    raise SystemExit(main())
