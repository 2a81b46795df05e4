from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

_INSTRUMENTED = ['sot_guard', 'tools.fuzz', 'markdown_it', 'tomllib']


def main() -> int:
    # one input can be run, and help be had, without it
    atheris: Any = importlib.import_module('atheris') if importlib.util.find_spec('atheris') else None
    with atheris.instrument_imports(include=_INSTRUMENTED) if atheris else nullcontext():
        importlib.import_module('markdown_it')  # the program itself loads it late
        from tools.fuzz.targets import TARGETS
    parser = argparse.ArgumentParser(prog='python -m tools.fuzz')
    parser.add_argument('target', choices=[*TARGETS, 'all'])
    parser.add_argument('file', nargs='?', type=Path, help='run this input alone')
    parser.add_argument('--minutes', type=float, default=1, help='for each target (default: 1)')
    parser.add_argument('--corpus', type=Path, default=Path(tempfile.gettempdir()) / 'sot-guard-fuzz')
    args = parser.parse_args()
    if args.target == 'all':
        command = sys.executable, '-m', 'tools.fuzz'
        options = f'--minutes={args.minutes}', f'--corpus={args.corpus}'
        return max(subprocess.run((*command, name, *options), check=False).returncode for name in TARGETS)
    target = TARGETS[args.target]
    if args.file is not None:
        target.holds(args.file.read_bytes())
        return 0
    if atheris is None:
        parser.error("atheris is missing; pip install -e '.[fuzz]' (Linux on x86-64)")
    corpus = args.corpus / args.target
    corpus.mkdir(parents=True, exist_ok=True)
    words = args.corpus / f'{args.target}.dict'
    words.write_text(''.join(f'"{_spelled(word)}"\n' for word in target.words))
    atheris.Setup([
        'fuzz', str(corpus), f'-dict={words}', f'-max_total_time={round(args.minutes * 60)}', '-timeout=20',
        '-rss_limit_mb=2048', '-max_len=4096', f'-artifact_prefix={args.corpus}/{args.target}-', '-print_final_stats=1',
    ], target.holds)
    atheris.Fuzz()
    return 0


def _spelled(word: bytes) -> str:
    return ''.join(rf'\x{byte:02x}' for byte in word)


if __name__ == '__main__':
    raise SystemExit(main())
