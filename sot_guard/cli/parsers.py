"""The command line: one parser for each verb, and which words are file names."""
from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any
from typing import Literal
from typing import NoReturn

from sot_guard.cli.streams import write
from sot_guard.errors import UsageError
from sot_guard.report.formats import FORMATS

VERBS = {
    'check': 'compare staged files (the hook)',
    'resolve': 'make two files identical without losing lines',
    'accept': 'allow the current difference',
    'scan': 'find likely copies and propose a configuration',
    'schema': 'print the JSON Schema of the report or the configuration',
}


def _of_no_width(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog, width=80)


class Parser(argparse.ArgumentParser):
    """An argument parser that raises its errors, takes no abbreviations and keeps the lines of its descriptions."""

    def __init__(self, **kwargs: Any) -> None:
        # to find the width of the terminal loads shutil, for each argument that is added
        super().__init__(allow_abbrev=False, formatter_class=_of_no_width, **kwargs)

    def format_help(self) -> str:
        self.formatter_class = argparse.RawDescriptionHelpFormatter
        return super().format_help()

    def _print_message(self, message: str, file: object = None) -> None:
        write(sys.stdout, message)

    def error(self, message: str) -> NoReturn:
        message += self._near(message)
        verb = self.prog.removeprefix('sot-guard').lstrip()
        raise UsageError(f'{verb}{": " * bool(verb)}{message}; see {self.prog} --help')

    def _near(self, message: str) -> str:
        """Return the suggestion for a misspelt option."""
        _, is_unknown, words = message.partition('unrecognized arguments: ')
        unknown = [word.partition('=')[0] for word in words.split() if word.startswith('--')]
        if not is_unknown or not unknown:
            return ''
        from difflib import get_close_matches
        options = [option for action in self._actions for option in action.option_strings]
        near = get_close_matches(unknown[0], options, 1, _LIKENESS)
        return f'; did you mean {near[0]}?' if near else ''


# of a misspelt option; below it nothing is suggested
_LIKENESS = 0.75


def top_parser() -> Parser:
    parser = Parser(
        prog='sot-guard',
        usage='%(prog)s COMMAND ...',
        description='Check that files match their sources in docs/.',
        epilog='sot-guard COMMAND --help shows the options of a command.\n'
        'exit status 3: a bug in sot-guard, 130: interrupted',
    )
    parser.add_argument('-V', '--version', action='store_true', help='print the version')
    commands = parser.add_subparsers(metavar='COMMAND', title='commands')
    for name, does in VERBS.items():
        commands.add_parser(name, help=does, add_help=False)
    return parser


def check_parser() -> Parser:
    parser = Parser(
        prog='sot-guard check',
        usage='%(prog)s [OPTION ...] [FILE ...]',
        description='Compare each file at the root with its source in docs/, as staged for the\n'
        'next commit. Unstaged edits are ignored.',
        epilog='exit status: 0 all pairs match, 1 a pair differs, 2 error',
    )
    parser.add_argument('names', nargs='*', metavar='FILE', help='check the pairs of these files')
    parser.add_argument('--all', action='store_true', help='check every pair (the default without FILE)')
    parser.add_argument(
        '--staged', action='store_true', help='check the pairs that this commit changes and those of FILE (the hook)',
    )
    parser.add_argument('--rev', metavar='REV', help='check this commit instead of the index')
    _add_report(parser.add_argument_group('report'))
    _add_rule(parser.add_argument_group(
        'configuration', 'lists are added to those in the configuration file; other values replace them',
    ))
    instead = parser.add_argument_group('instead of a check')
    instead.add_argument('--show-rule', action='store_true', help='print the configuration and its origins')
    instead.add_argument('--explain', metavar='PATH', help='print the pairs of this path and why they are checked')
    return parser


def _add_report(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        '--format', choices=FORMATS, default='text', metavar='NAME',
        help=f'output format: {", ".join(FORMATS)} (default: text)',
    )
    group.add_argument(
        '--report', action='append', default=[], type=_report, metavar='NAME=FILE',
        help='also write the report to FILE in the format NAME (repeatable)',
    )
    group.add_argument(
        '--verbose', action='store_true', help='print all details, and pairs that pass',
    )
    group.add_argument(
        '-q', '--quiet', action='store_true', help='print one line per finding: path:line: message [status]',
    )
    group.add_argument('--no-history', action='store_true', help='do not read the history')


def _add_rule(group: argparse._ArgumentGroup) -> None:
    group.add_argument('--docs-dir', dest='docs-dir', metavar='DIR', help='folder of the sources (default: docs)')
    group.add_argument('--include', action='append', metavar='GLOB', help='also check these names (repeatable)')
    group.add_argument('--exclude', action='append', metavar='GLOB', help='do not check these names (repeatable)')
    group.add_argument(
        '--compare', metavar='HOW', help='exact (default), or text: ignore line endings, BOM and final newline',
    )
    group.add_argument('--duplicates', metavar='WHAT', help='allow (default), or forbid: report identical copies too')


# the words of --keep, and which file each means
KEPT: dict[str | None, Literal['copy', 'source'] | None] = {
    None: None, 'source': 'source', 'copy': 'copy', 'docs': 'source', 'root': 'copy',
}

RULE_OPTIONS = ('docs-dir', 'include', 'exclude', 'compare', 'duplicates')


def _report(value: str) -> tuple[str, str]:
    name, _, file = value.partition('=')
    if name not in FORMATS or not file:
        raise argparse.ArgumentTypeError(f'{value!r} is not NAME=FILE; NAME is one of {", ".join(FORMATS)}')
    return name, file


def names_apart(argv: Sequence[str], parser: argparse.ArgumentParser) -> tuple[list[str], list[str]]:
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
            raise UsageError(f'{word!r} is both an option and a file name; write {"./" + word!r} for the file')
        words.remove(word)
        names.append(word)
    return words, names


def resolve_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of `resolve`; UsageError for what does not go together."""
    parser = Parser(
        prog='sot-guard resolve',
        usage='%(prog)s [OPTION ...] (PATH ... | --all)',
        description='Make the files of a pair identical without losing lines. If one file changed\n'
        'since they were identical, it is copied over the other; if both changed, they\n'
        'are merged. Reads the index, writes files on disk, and stages nothing.',
        epilog='exit status: 0 done, 1 conflict (neither file is changed), 2 error\n\n'
        'Example: append the sections that only NOTES.md has to docs/NOTES.md, then\ndelete NOTES.md:\n'
        '  sot-guard resolve --append-unique --then delete NOTES.md',
    )
    parser.add_argument('names', nargs='*', metavar='PATH', help='a file of the pair; a source selects all its copies')
    parser.add_argument('--all', action='store_true', help='resolve every pair that check --all reports')
    parser.add_argument('--dry-run', action='store_true', help='print what would change, without writing')
    parser.add_argument(
        '--then', choices=('delete', 'link', 'pointer'), metavar='WHAT',
        help='afterwards replace the copy: delete, link or pointer (default: keep it identical to the source)',
    )
    parser.add_argument('--conflict-markers', action='store_true', help='write conflict markers to the source')
    parser.add_argument(
        '--continue', action='store_true', dest='edited', help='continue with the conflict file that you edited',
    )
    parser.add_argument(
        '--from', metavar='FILE', dest='merged', help='with --continue: use the merged text in FILE (the HTML report '
        'saves one)',
    )
    _add_other_ways(parser)
    words, names = names_apart(argv, parser)
    args = parser.parse_intermixed_args(words if not names else [*words, *(f'./{name}' for name in names)])
    _refuse_combinations(args, parser)
    return args


def _add_other_ways(parser: Parser) -> None:
    whole = parser.add_argument_group('instead of a merge, or if the files were never identical')
    whole.add_argument(
        '--append-unique', action='store_true', help='append to the source the sections that only the copy has',
    )
    whole.add_argument(
        '--keep', choices=tuple(filter(None, KEPT)), metavar='FILE',
        help='overwrite the other file; FILE is source or copy',
    )
    whole.add_argument('--archive', metavar='DIR', help='move the file that is not kept (default: the copy) to DIR')
    whole.add_argument(
        '--lose-unique', action='store_true', help='with --keep: drop lines that only the other file has',
    )


def _refuse_combinations(args: argparse.Namespace, parser: Parser) -> None:
    if args.all == bool(args.names):
        parser.error('name one or more paths, or use --all, not both')
    if args.append_unique and (args.keep or args.archive is not None):
        parser.error('--append-unique cannot be combined with --keep or --archive')
    if args.lose_unique and not args.keep:
        parser.error('--lose-unique needs --keep source or --keep copy')
    if args.conflict_markers and (args.keep or args.archive is not None or args.append_unique):
        parser.error('--conflict-markers cannot be combined with --keep, --archive or --append-unique')
    if args.merged is not None and (not args.edited or len(args.names) != 1):
        parser.error('--from needs --continue and one PATH')
    if args.edited and (args.archive is not None or args.lose_unique or args.conflict_markers):
        parser.error('--continue cannot be combined with --archive, --lose-unique or --conflict-markers')


def accept_parser() -> Parser:
    parser = Parser(
        prog='sot-guard accept',
        usage='%(prog)s (PATH... | --all) --reason TEXT',
        description='Allow a pair to differ, as its files are staged now. Adds an [[accept]] entry\n'
        'to the configuration. When a file changes, check reports the pair again.',
        epilog='exit status: 0 accepted, 2 error',
    )
    parser.add_argument('names', nargs='*', metavar='PATH', help='a file of the pair; one copy if there are several')
    parser.add_argument('--all', action='store_true', help='accept every pair that check --all reports')
    parser.add_argument('--reason', required=True, metavar='TEXT', help='why the files differ')
    return parser


def schema_parser() -> Parser:
    parser = Parser(
        prog='sot-guard schema',
        usage='%(prog)s [report | config]',
        description='Print the JSON Schema of the JSON report (report), or of .sot-guard.toml and\n'
        '[tool.sot-guard] in pyproject.toml (config). The report has a schema_version;\n'
        'while it stays the same, keys are added, never changed or removed.',
    )
    parser.add_argument(
        'of', nargs='?', choices=('report', 'config'), default='report', metavar='SCHEMA',
        help='report, config (default: report)',
    )
    return parser


def scan_parser(formats: Iterable[str]) -> Parser:
    names = tuple(formats)
    parser = Parser(
        prog='sot-guard scan',
        usage='%(prog)s [--format NAME]',
        description='Find tracked files that are likely copies of each other, checked or not, show\n'
        'the evidence, and propose a configuration. Writes nothing.',
        epilog='exit status: 0 done, 2 error',
    )
    parser.add_argument(
        '--format', choices=names, default='table', metavar='NAME',
        help=f'output format: {", ".join(names)} (default: table)',
    )
    return parser
