"""argv -> exit status: parse the words, have a module of commands/ do what they ask for, and print its report."""
from __future__ import annotations

import errno
import os
import sys
from argparse import Namespace
from collections.abc import Mapping
from collections.abc import Sequence
from typing import Any

from sot_guard.analysis.context import Selection
from sot_guard.cli.parsers import check_parser
from sot_guard.cli.parsers import names_apart
from sot_guard.cli.parsers import RULE_OPTIONS
from sot_guard.cli.parsers import top_parser
from sot_guard.cli.streams import is_terminal
from sot_guard.cli.streams import mutter
from sot_guard.cli.streams import replace_closed_streams
from sot_guard.cli.streams import say
from sot_guard.cli.streams import show_progress
from sot_guard.cli.streams import write
from sot_guard.commands.check import check
from sot_guard.environment import is_read_by_a_person
from sot_guard.errors import INTERRUPTED
from sot_guard.errors import interruption
from sot_guard.errors import UsageError
from sot_guard.errors import UserError
from sot_guard.report.exit_status import CANNOT_TELL
from sot_guard.report.exit_status import exit_status
from sot_guard.report.formats import FORMATS
from sot_guard.report.formats import render
from sot_guard.report.model import Detail
from sot_guard.report.model import Report

BUG = 3
# GitHub shows no summary of a step that is larger
_MAX_SUMMARY_BYTES = 1 << 20


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is that of the contract, and no exception leaves."""
    replace_closed_streams()
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except UserError as e:
        for line in e.lines:
            say(f'sot-guard: {line}')
        return CANNOT_TELL
    except KeyboardInterrupt:
        return INTERRUPTED
    except MemoryError:
        say('sot-guard: out of memory; check fewer files at once')
        return CANNOT_TELL
    except Exception as e:
        if status := interruption(e):
            return status
        if isinstance(e, OSError) and e.errno in (errno.EMFILE, errno.ENFILE):
            say(f'sot-guard: {e.strerror}; close some files, or raise the limit (ulimit -n)')
            return CANNOT_TELL
        if os.environ.get('SOT_GUARD_TRACEBACK'):
            import traceback
            mutter(traceback.format_exc())
        say(
            f'sot-guard: this is a bug in sot-guard, please report it ({type(e).__name__}: {e}); '
            'set SOT_GUARD_TRACEBACK=1 to see the traceback',
        )
        return BUG


def _run(argv: Sequence[str]) -> int:
    if not argv or argv[0] not in _VERBS:
        return _without_verb(argv)
    return _VERBS[argv[0]](argv[1:])


def _check(argv: Sequence[str]) -> int:
    """Compare, report, and answer with the exit status of the worst finding."""
    parser = check_parser()
    words, names = names_apart(argv, parser)
    if {'-h', '--help'} & set(words) and ('--staged' in words or names or any(not w.startswith('-') for w in words)):
        parser.error('--help cannot be combined with --staged or file names; write ./--help for a file of that name')
    args = parser.parse_intermixed_args(words)
    names = [*args.names, *names]
    if args.all and (args.staged or names):
        parser.error('--all cannot be combined with --staged or file names')
    if args.quiet and (args.verbose or args.format != 'text'):
        parser.error('--quiet cannot be combined with --verbose or --format')
    options = {key: getattr(args, key) for key in RULE_OPTIONS if getattr(args, key) is not None}
    if args.show_rule or args.explain is not None:
        return _say_rule(args, options)
    selection = Selection(names, args.all, args.staged, args.rev, options)
    is_person = args.format == 'text' and is_read_by_a_person(os.environ, is_terminal=is_terminal(sys.stdout))
    encoding = sys.stdout.encoding if sys.stdout is not None else 'utf-8'
    detail = Detail(args.verbose, not args.no_history, program(), is_person, encoding)
    report = check(selection, detail, os.environ)
    status = exit_status(report.findings, report.problems)
    is_told = bool(report.failing or report.problems or args.verbose or FORMATS[args.format].always)
    text = _render(report, args.format, quiet=args.quiet) if is_told or args.quiet else ''
    try:
        write(sys.stdout, text)
    finally:
        # what else is asked for is done, whether standard output can be written or not
        if is_told and not args.quiet:
            _tell_github(report, args.format)
        for line in (*report.problems, *report.notes):
            say(f'sot-guard: {line}')
        _write_reports(report, args.report)
    return status


def _write_reports(report: Report, files: Sequence[tuple[str, str]]) -> None:
    if files:
        from sot_guard.worktree.write import write_file
    for name, file in files:
        write_file(file, render(report, name).encode())


def _tell_github(report: Report, name: str) -> None:
    """What GitHub Actions shows beside the log: annotations behind a report for people, and the summary of the job."""
    if not report.failing and not report.problems:
        return
    if os.environ.get('GITHUB_ACTIONS') == 'true' and name == 'text':
        write(sys.stdout, render(report, 'github'))
    if file := os.environ.get('GITHUB_STEP_SUMMARY'):
        from sot_guard.worktree.write import append_file
        try:
            append_file(file, render(report, 'markdown').encode(), _MAX_SUMMARY_BYTES)
        except UserError as e:  # nobody has asked for it
            say(f'sot-guard: {e}')


def _say_rule(args: Namespace, options: Mapping[str, Any]) -> int:
    from sot_guard.analysis.context import open_context
    from sot_guard.commands.explain import explain
    from sot_guard.commands.explain import show_rule
    names = [] if args.explain is None else [args.explain]
    from sot_guard.git.situation import collect
    from sot_guard.git.situation import situations
    environ = situations(collect(os.environ), args.rev)[0].environ
    with open_context(environ, Selection(names, rev=args.rev, options=options)) as context:
        for path in context.named:
            write(sys.stdout, explain(context, path))
        for name in context.outside:
            raise UsageError(f'--explain: {name!r} is outside the work tree')
        if args.show_rule:
            from sot_guard.commands.terminal import idle_notes
            write(sys.stdout, show_rule(context))
            for note in idle_notes(context):
                say(f'sot-guard: {note}')
    return 0


def _resolve(argv: Sequence[str]) -> int:
    """Say what is going to happen, then do it; 1 where a person has to decide a conflict."""
    from sot_guard.cli.parsers import KEPT
    from sot_guard.cli.parsers import resolve_arguments
    from sot_guard.commands.resolve import carry_out
    from sot_guard.commands.resolve import prepare
    from sot_guard.planning.model import Wish
    from sot_guard.report.resolve import after
    from sot_guard.report.resolve import before
    from sot_guard.report.resolve import dry
    args = resolve_arguments(argv)
    wish = Wish(
        KEPT[args.keep], args.append_unique, None, args.lose_unique, args.then, args.conflict_markers, args.edited,
        args.merged,
    )
    resolution = prepare(args.names, wish, args.archive, os.environ, everything=args.all)
    write(sys.stdout, before(resolution))
    if args.dry_run:
        write(sys.stdout, dry(resolution, program()))
    else:
        carry_out(resolution)
        write(sys.stdout, after(resolution, program()))
    return int(bool(resolution.conflicts))


def _schema(argv: Sequence[str]) -> int:
    """Print the schema of the JSON report, or of the configuration."""
    from sot_guard.cli.parsers import schema_parser
    if schema_parser().parse_args(argv).of == 'config':
        import json

        from sot_guard.config.schema import config_schema
        write(sys.stdout, json.dumps(config_schema(), indent=2) + '\n')
    else:
        from importlib.resources import files
        write(sys.stdout, (files('sot_guard.report.formats') / 'schema.json').read_text('utf-8'))
    return 0


def _accept(argv: Sequence[str]) -> int:
    """Append entries to the configuration, unless they are there."""
    from sot_guard.cli.parsers import accept_parser
    from sot_guard.commands.accept import accept
    from sot_guard.git.situation import refuse_in_hooks
    from sot_guard.report.accept import accepted
    from sot_guard.worktree.write import carry_out
    parser = accept_parser()
    words, names = names_apart(argv, parser)
    args = parser.parse_intermixed_args(words)
    names = [*args.names, *names]
    if args.all == bool(names):
        parser.error('no path given; name one or more paths, or use --all')
    refuse_in_hooks(os.environ, 'accept')
    acceptance = accept(names, args.all, args.reason, os.environ)
    if acceptance.step is not None:
        carry_out(acceptance.top, [acceptance.step])
    write(sys.stdout, accepted(acceptance))
    return 0


def _scan(argv: Sequence[str]) -> int:
    """Look at everything that may be a pair, and print what was found."""
    from sot_guard.cli.parsers import scan_parser
    from sot_guard.commands.scan import scan
    from sot_guard.report.configuration import SCAN_FORMATS
    args = scan_parser(SCAN_FORMATS).parse_args(argv)
    survey = scan(os.environ, show_progress if is_terminal(sys.stderr) else lambda *_: None)
    write(sys.stdout, SCAN_FORMATS[args.format](survey))
    for note in survey.notes:
        say(f'sot-guard: {note}')
    if survey.left_out:
        say(f'sot-guard: {survey.left_out:,} more likely copies were not examined')
    return 0


_VERBS = {'check': _check, 'resolve': _resolve, 'accept': _accept, 'scan': _scan, 'schema': _schema}


def _without_verb(argv: Sequence[str]) -> int:
    parser = top_parser()
    if argv and not argv[0].startswith('-'):
        from difflib import get_close_matches
        near = get_close_matches(argv[0], _VERBS)
        parser.error(f'unknown command {argv[0]!r}' + (f'; did you mean {near[0]!r}?' if near else ''))
    if parser.parse_args(argv).version:
        from importlib.metadata import version
        write(sys.stdout, f'sot-guard {version("sot-guard")}\n')
        return 0
    write(sys.stdout, parser.format_help())
    return CANNOT_TELL


def _render(report: Report, name: str, *, quiet: bool) -> str:
    """The report for standard output."""
    if quiet:
        from sot_guard.report.formats.text import render_quiet
        return render_quiet(report)
    if name == 'text' and _is_coloured():
        from sot_guard.report.formats.text import render_coloured
        return render_coloured(report)
    return render(report, name)


def _is_coloured() -> bool:
    """Whether standard output is to be in colour: what is asked for wins over what is found."""
    if os.environ.get('NO_COLOR'):
        return False
    if any(os.environ.get(name, '0') not in ('', '0', 'false') for name in ('FORCE_COLOR', 'CLICOLOR_FORCE')):
        return True
    return os.environ.get('TERM') != 'dumb' and is_terminal(sys.stdout)


def program() -> str:
    """This program as it can be started from any shell: the environment of a hook is not on the user's PATH."""
    from sot_guard.report.quoting import home_word
    home = os.environ.get('HOME', '')
    script = os.path.abspath(sys.argv[0])
    if os.path.basename(script).partition('.')[0] == 'sot-guard' and os.access(script, os.X_OK):
        return home_word(os.fsencode(script), home)
    return f'{home_word(os.fsencode(sys.executable), home)} -P -m sot_guard'
