"""argv -> exit status. The map of the program, and the only module that prints.

argv -> config -> pairs -> snapshots -> compare -> report -> exit status: each verb is one function below, each step a
module of its own.
"""
from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import NoReturn
from typing import TextIO

from sot_guard.check import check
from sot_guard.check import Request
from sot_guard.errors import UsageError
from sot_guard.errors import UserError
from sot_guard.escaping import visible_text
from sot_guard.files import write_file
from sot_guard.findings import CANNOT_TELL
from sot_guard.findings import exit_status
from sot_guard.findings import Report
from sot_guard.reports import FORMATS
from sot_guard.reports.text import render_coloured
from sot_guard.rule import explain
from sot_guard.rule import show_rule
from sot_guard.scene import set_scene

BUG = 3
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is that of the contract, and no exception leaves."""
    _replace_closed_streams()
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except UserError as e:
        for line in e.lines:
            _say(f'sot-guard: {line}')
        return CANNOT_TELL
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as e:
        if os.environ.get('SOT_GUARD_TRACEBACK'):
            import traceback
            _write(sys.stderr, traceback.format_exc())
        _say(
            f'sot-guard: this is a bug in sot-guard, please report it ({type(e).__name__}: {e}); '
            'SOT_GUARD_TRACEBACK=1 shows where',
        )
        return BUG


def _run(argv: Sequence[str]) -> int:
    if not argv or argv[0] not in _VERBS:
        return _without_verb(argv)
    return _VERBS[argv[0]](argv[1:])


def _check(argv: Sequence[str]) -> int:
    """Compare, report, and answer with the exit status of the worst finding."""
    parser = _check_parser()
    words, names = _names_apart(argv, parser)
    if {'-h', '--help'} & set(words) and ('--staged' in words or names or any(not w.startswith('-') for w in words)):
        parser.error('--help goes with no file names and not with --staged: it could be the name of a file')
    args = parser.parse_intermixed_args(words)
    names = [*args.names, *names]
    if args.all and (args.staged or names):
        parser.error('--all takes neither --staged nor file names')
    options = {key: getattr(args, key) for key in _RULE_OPTIONS if getattr(args, key) is not None}
    if args.show_rule or args.explain is not None:
        return _say_rule(args, options)
    request = Request(names, args.all, args.staged, args.rev, options, args.verbose, not args.no_history)
    report = check(request, os.environ)
    status = exit_status(report.findings, report.problems)
    _write(sys.stdout, _render(report, args.format))
    for line in (*report.problems, *report.notes):
        _say(f'sot-guard: {line}')
    for name, file in args.report:
        write_file(file, FORMATS[name](report).encode())
    return status


def _say_rule(args: argparse.Namespace, options: Mapping[str, Any]) -> int:
    names = [] if args.explain is None else [args.explain]
    with set_scene(os.environ, names, args.rev, options) as scene:
        for path in scene.named:
            _write(sys.stdout, explain(scene, path))
        for name in scene.outside:
            raise UsageError(f'--explain: {name!r} is outside of the work tree')
        if args.show_rule:
            _write(sys.stdout, show_rule(scene))
    return 0


_VERBS = {'check': _check}


def _without_verb(argv: Sequence[str]) -> int:
    parser = _Parser(prog='sot-guard', description='Keeps a document and its copies from drifting apart.')
    parser.add_argument('--version', action='store_true', help='say which version this is')
    commands = parser.add_subparsers(metavar='COMMAND', title='commands')
    commands.add_parser('check', help='compare the copies that a commit would hold', add_help=False)
    if argv and not argv[0].startswith('-'):
        from difflib import get_close_matches
        near = get_close_matches(argv[0], _VERBS)
        parser.error(f'no command {argv[0]!r}' + (f'; did you mean {near[0]!r}?' if near else ''))
    if parser.parse_args(argv).version:
        from importlib.metadata import version
        _write(sys.stdout, f'sot-guard {version("sot-guard")}\n')
        return 0
    _write(sys.stdout, parser.format_help())
    return CANNOT_TELL


class _Parser(argparse.ArgumentParser):
    """Errors are one line, raised; options cannot be abbreviated."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, **kwargs)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f'{self.prog}: {message}; see {self.prog} --help')


def _check_parser() -> _Parser:
    parser = _Parser(
        prog='sot-guard check',
        description='Compare root copies with their originals in docs/, as the commit will hold them.',
        epilog='exit status: 0 nothing differs, 1 something does, 2 it cannot be told',
    )
    parser.add_argument('names', nargs='*', metavar='FILE', help='check the pairs of these files (default: all pairs)')
    parser.add_argument('--all', action='store_true', help='check every pair')
    parser.add_argument('--staged', action='store_true', help='also check the pairs that the commit touches (the hook)')
    parser.add_argument('--rev', metavar='REV', help='judge this commit, not the index')
    parser.add_argument('--verbose', action='store_true', help='also tell which pairs are fine though not identical')
    parser.add_argument('--no-history', action='store_true', help='do not look who moved since the two were the same')
    parser.add_argument('--format', choices=FORMATS, default='text', help='of standard output (default: text)')
    parser.add_argument(
        '--report', action='append', default=[], type=_report, metavar='NAME=FILE',
        help='also write the report in format NAME to FILE (repeatable)',
    )
    rule = parser.add_argument_group('the rule', 'lists are added to those of the configuration, the rest replaces it')
    rule.add_argument('--docs-dir', dest='docs-dir', metavar='DIR', help='where the originals live (default: docs)')
    rule.add_argument('--include', action='append', metavar='GLOB', help='guard these names too')
    rule.add_argument('--exclude', action='append', metavar='GLOB', help='do not guard these names')
    rule.add_argument('--compare', metavar='HOW', help='exact, or text: line ends, BOM, final newline do not count')
    rule.add_argument('--duplicates', metavar='WHAT', help='allow, or forbid: identical copies fail too')
    rule.add_argument('--show-rule', action='store_true', help='print the rule in effect and where it comes from, exit')
    rule.add_argument('--explain', metavar='PATH', help='say how the pair of a path is resolved, exit')
    return parser


_RULE_OPTIONS = ('docs-dir', 'include', 'exclude', 'compare', 'duplicates')


def _report(value: str) -> tuple[str, str]:
    name, _, file = value.partition('=')
    if name not in FORMATS or not file:
        raise argparse.ArgumentTypeError(f'{value!r} is not NAME=FILE with a NAME of {", ".join(FORMATS)}')
    return name, file


def _names_apart(argv: Sequence[str], parser: argparse.ArgumentParser) -> tuple[list[str], list[str]]:
    """The words for the parser, and the file names that look like options.

    Runners pass names bare: a tracked file called `--help` must never be taken for the option. What is both is an
    error, because either reading could be the wrong one.
    """
    words, names = list(argv), []
    if '--' in words:
        end = words.index('--')
        words, names = words[:end], words[end + 1:]
    options = {option for action in parser._actions for option in action.option_strings}
    for word in [word for word in words if word.startswith('-') and os.path.lexists(word)]:
        if word.partition('=')[0] in options:
            raise UsageError(f'{word!r} is an option and a file: write {"./" + word!r} for the file, or rename it')
        words.remove(word)
        names.append(word)
    return words, names


def _render(report: Report, name: str) -> str:
    """The report for standard output: in colour on a terminal that has not been asked to do without."""
    plain = os.environ.get('NO_COLOR') or os.environ.get('TERM') == 'dumb'
    if name == 'text' and not plain and sys.stdout is not None and sys.stdout.isatty():
        return render_coloured(report)
    return FORMATS[name](report)


def _replace_closed_streams() -> None:
    """Give the first three descriptors to /dev/null where they are closed: git's pipes must not take their places."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _say(line: str) -> None:
    _write(sys.stderr, visible_text(line) + '\n')


def _write(stream: TextIO | None, text: str) -> None:
    """Print; what a stream cannot show is spelled out, and a stream that is gone or full changes no exit status."""
    if stream is None or not text:
        return
    data = text.encode(stream.encoding, 'backslashreplace')
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except OSError:
        # or the interpreter tries once more when it ends, and exits with 120
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    if stream is sys.stdout and data.decode(stream.encoding) != text:
        _say(
            f'sot-guard: standard output is {stream.encoding}: a name with \\x or \\u in a command is not spelled so; '
            'PYTHONIOENCODING=utf-8 shows it',
        )
