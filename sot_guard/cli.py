"""argv -> exit status. The map of the program, and the only module that prints.

argv -> config -> pairs -> snapshots -> compare -> report -> exit status: each verb is one function below, each step a
module of its own.
"""
from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any
from typing import TextIO

from sot_guard.check import check
from sot_guard.check import Request
from sot_guard.errors import UsageError
from sot_guard.errors import UserError
from sot_guard.escaping import visible_text
from sot_guard.findings import CANNOT_TELL
from sot_guard.findings import exit_status
from sot_guard.findings import Report
from sot_guard.options import check_parser
from sot_guard.options import names_apart
from sot_guard.options import RULE_OPTIONS
from sot_guard.options import top_parser
from sot_guard.reports import render

BUG = 3
# GitHub shows no summary of a step that is larger
_MOST_SUMMARY_BYTES = 1 << 20
INTERRUPTED = 130
TERMINATED = 143


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
    except MemoryError:
        _say('sot-guard: there is not enough memory for this')
        return CANNOT_TELL
    except Exception as e:
        if status := _interruption(e):
            return status
        if os.environ.get('SOT_GUARD_TRACEBACK'):
            import traceback
            _write(sys.stderr, traceback.format_exc())
        _say(
            f'sot-guard: this is a bug in sot-guard, please report it ({type(e).__name__}: {e}); '
            'SOT_GUARD_TRACEBACK=1 shows where',
        )
        return BUG


def _interruption(error: BaseException | None) -> int:
    """The exit status for a signal from which an error came about: half-done, a library may raise anything; else 0."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return INTERRUPTED
        if isinstance(error, SystemExit) and error.code == TERMINATED:
            return TERMINATED
        error = error.__cause__ or error.__context__
    return 0


def _run(argv: Sequence[str]) -> int:
    if not argv or argv[0] not in _VERBS:
        return _without_verb(argv)
    return _VERBS[argv[0]](argv[1:])


def _check(argv: Sequence[str]) -> int:
    """Compare, report, and answer with the exit status of the worst finding."""
    parser = check_parser()
    words, names = names_apart(argv, parser)
    if {'-h', '--help'} & set(words) and ('--staged' in words or names or any(not w.startswith('-') for w in words)):
        parser.error('--help goes with no file names and not with --staged: it could be the name of a file')
    args = parser.parse_intermixed_args(words)
    names = [*args.names, *names]
    if args.all and (args.staged or names):
        parser.error('--all takes neither --staged nor file names')
    options = {key: getattr(args, key) for key in RULE_OPTIONS if getattr(args, key) is not None}
    if args.show_rule or args.explain is not None:
        return _say_rule(args, options)
    request = Request(names, args.all, args.staged, args.rev, options, args.verbose, not args.no_history, _program())
    report = check(request, os.environ)
    status = exit_status(report.findings, report.problems)
    if report.failing or report.problems or args.verbose or args.format != 'text':
        _write(sys.stdout, _render(report, args.format))
        _tell_github(report, args.format)
    for line in (*report.problems, *report.notes):
        _say(f'sot-guard: {line}')
    if args.report:
        from sot_guard.files import write_file
    for name, file in args.report:
        write_file(file, render(report, name).encode())
    return status


def _tell_github(report: Report, name: str) -> None:
    """What GitHub Actions shows beside the log: annotations behind a report for people, and the summary of the job."""
    if not report.failing and not report.problems:
        return
    if os.environ.get('GITHUB_ACTIONS') == 'true' and name == 'text':
        _write(sys.stdout, render(report, 'github'))
    if file := os.environ.get('GITHUB_STEP_SUMMARY'):
        from sot_guard.files import append_file
        try:
            append_file(file, render(report, 'markdown').encode(), _MOST_SUMMARY_BYTES)
        except UserError as e:  # nobody has asked for it
            _say(f'sot-guard: {e}')


def _say_rule(args: Namespace, options: Mapping[str, Any]) -> int:
    from sot_guard.rule import explain
    from sot_guard.rule import show_rule
    from sot_guard.scene import set_scene
    names = [] if args.explain is None else [args.explain]
    with set_scene(os.environ, names, args.rev, options) as scene:
        for path in scene.named:
            _write(sys.stdout, explain(scene, path))
        for name in scene.outside:
            raise UsageError(f'--explain: {name!r} is outside of the work tree')
        if args.show_rule:
            _write(sys.stdout, show_rule(scene))
    return 0


def _resolve(argv: Sequence[str]) -> int:
    """Say what is going to happen, then do it; 1 where a person has to decide a conflict."""
    from sot_guard.options import resolve_arguments
    from sot_guard.plan import Wish
    from sot_guard.reports import plan as page
    from sot_guard.resolve import carry_out
    from sot_guard.resolve import prepare
    args = resolve_arguments(argv)
    wish = Wish(args.keep, args.append_unique, None, args.lose_unique, args.then, args.conflict_markers)
    resolution = prepare(args.names, wish, args.archive, os.environ)
    _write(sys.stdout, page.before(resolution))
    if args.dry_run:
        _write(sys.stdout, page.dry(resolution))
    else:
        carry_out(resolution)
        _write(sys.stdout, page.after(resolution))
    return int(bool(resolution.conflicts))


def _schema(argv: Sequence[str]) -> int:
    """Print the schema of the JSON report."""
    from importlib.resources import files

    from sot_guard.options import schema_parser
    schema_parser().parse_args(argv)
    _write(sys.stdout, (files('sot_guard.reports') / 'schema.json').read_text('utf-8'))
    return 0


def _accept(argv: Sequence[str]) -> int:
    """Append entries to the configuration, unless they are there."""
    from sot_guard.accept import accept
    from sot_guard.files import carry_out
    from sot_guard.options import accept_parser
    from sot_guard.reports.plan import accepted
    from sot_guard.resolve import refuse_in_hooks
    parser = accept_parser()
    words, names = names_apart(argv, parser)
    args = parser.parse_intermixed_args(words)
    names = [*args.names, *names]
    if args.all == bool(names):
        parser.error('name one or more paths, or say --all')
    refuse_in_hooks(os.environ, 'accept')
    acceptance = accept(names, args.all, args.reason, os.environ)
    if acceptance.step is not None:
        carry_out(acceptance.top, [acceptance.step])
    _write(sys.stdout, accepted(acceptance))
    return 0


def _scan(argv: Sequence[str]) -> int:
    """Look at everything that may be a pair, and print what was found."""
    from sot_guard.options import scan_parser
    from sot_guard.reports.scan import SCAN_FORMATS
    from sot_guard.scan import scan
    args = scan_parser(SCAN_FORMATS).parse_args(argv)
    survey = scan(os.environ, _progress if sys.stderr is not None and sys.stderr.isatty() else lambda *_: None)
    _write(sys.stdout, SCAN_FORMATS[args.format](survey))
    if survey.left_out:
        _say(f'sot-guard: {survey.left_out:,} more pairs of files that may be copies were not looked at')
    return 0


def _progress(done: int, total: int) -> None:
    """A bar on a terminal, gone when all is done."""
    width = 30
    bar = '#' * (width * done // max(total, 1))
    _write(sys.stderr, f'\r{done:,} of {total:,} pairs [{bar:<{width}}]' if done < total else '\r\x1b[K')


_VERBS = {'check': _check, 'resolve': _resolve, 'accept': _accept, 'scan': _scan, 'schema': _schema}


def _without_verb(argv: Sequence[str]) -> int:
    parser = top_parser()
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


def _render(report: Report, name: str) -> str:
    """The report for standard output: in colour on a terminal that has not been asked to do without."""
    plain = os.environ.get('NO_COLOR') or os.environ.get('TERM') == 'dumb'
    if name == 'text' and not plain and sys.stdout is not None and sys.stdout.isatty():
        from sot_guard.reports.text import render_coloured
        return render_coloured(report)
    return render(report, name)


def _program() -> str:
    """This program as it can be started from any shell: the environment of a hook is not on the user's PATH."""
    import shlex
    script = os.path.abspath(sys.argv[0])
    if os.path.basename(script).partition('.')[0] == 'sot-guard' and os.access(script, os.X_OK):
        return shlex.quote(script)
    return f'{shlex.quote(sys.executable)} -P -m sot_guard'


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
