"""Run the program as `python -m sot_guard`."""
from __future__ import annotations

from sot_guard.fastpath.entry import run

if __name__ == '__main__':
    run()
