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
    'check': 'compare the copies that a commit would hold',
    'resolve': 'bring two copies together again, nothing lost',
    'accept': 'let two copies differ as they are now',
    'scan': 'list what may be copies, and propose a configuration',
    'schema': 'print the JSON Schema of the JSON report or of the configuration',
}


class Parser(argparse.ArgumentParser):
    """Errors are one line, raised; options cannot be abbreviated; descriptions stand as they are written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **kwargs)

    def _print_message(self, message: str, file: object = None) -> None:
        write(sys.stdout, message)

    def error(self, message: str) -> NoReturn:
        message += self._near(message)
        verb = self.prog.removeprefix('sot-guard').lstrip()
        raise UsageError(f'{verb}{": " * bool(verb)}{message}; see {self.prog} --help')

    def _near(self, message: str) -> str:
        """What a misspelt option may have meant."""
        _, is_unknown, words = message.partition('unrecognized arguments: ')
        unknown = [word.partition('=')[0] for word in words.split() if word.startswith('--')]
        if not is_unknown or not unknown:
            return ''
        from difflib import get_close_matches
        options = [option for action in self._actions for option in action.option_strings]
        near = get_close_matches(unknown[0], options, 1, _LIKENESS)
        return f'; did you mean {near[0]}?' if near else ''


# of a misspelt option; below it nothing was meant
_LIKENESS = 0.75


def top_parser() -> Parser:
    parser = Parser(
        prog='sot-guard',
        usage='%(prog)s COMMAND ...',
        description='Keeps the documents at the root of a repository and their originals in docs/\n'
        'from drifting apart.',
        epilog='sot-guard COMMAND --help says more, and what its exit status means.\n'
        '3 is a bug of sot-guard, 130 that it was interrupted.',
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
        description='Compare each document at the root with its original in docs/, as the next\n'
        'commit will hold them: what is staged, not what lies on disk.',
        epilog='exit status: 0 nothing is wrong, 1 a pair is refused, 2 it cannot be told',
    )
    parser.add_argument('names', nargs='*', metavar='FILE', help='check the pairs of these files')
    parser.add_argument('--all', action='store_true', help='check every pair (the default without FILE)')
    parser.add_argument(
        '--staged', action='store_true', help='check the pairs that the commit touches, and those of FILE: the hook',
    )
    parser.add_argument('--rev', metavar='REV', help='judge this commit instead of what is staged')
    _add_report(parser.add_argument_group('the report'))
    _add_rule(parser.add_argument_group(
        'the rule', 'lists are added to those of the configuration, the rest replaces it',
    ))
    instead = parser.add_argument_group('instead of a check')
    instead.add_argument('--show-rule', action='store_true', help='print the rule in effect, and where it is set')
    instead.add_argument('--explain', metavar='PATH', help='say which pair this path belongs to, and why')
    return parser


def _add_report(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        '--format', choices=FORMATS, default='text', metavar='NAME',
        help=f'print it in this format: {", ".join(FORMATS)} (default: text)',
    )
    group.add_argument(
        '--report', action='append', default=[], type=_report, metavar='NAME=FILE',
        help='also write it in the format NAME to FILE (repeatable)',
    )
    group.add_argument(
        '--verbose', action='store_true', help='print all that is known, and the pairs that pass though not identical',
    )
    group.add_argument(
        '-q', '--quiet', action='store_true', help='print one line a finding, for editors: path:line: message [status]',
    )
    group.add_argument('--no-history', action='store_true', help='without who moved since the two were the same')


def _add_rule(group: argparse._ArgumentGroup) -> None:
    group.add_argument('--docs-dir', dest='docs-dir', metavar='DIR', help='where the originals live (default: docs)')
    group.add_argument('--include', action='append', metavar='GLOB', help='guard these names too (repeatable)')
    group.add_argument('--exclude', action='append', metavar='GLOB', help='do not guard these names (repeatable)')
    group.add_argument(
        '--compare', metavar='HOW', help='exact (default), or text: line ends, BOM and final newline do not count',
    )
    group.add_argument('--duplicates', metavar='WHAT', help='allow (default), or forbid: identical copies fail too')


# the words of --keep, and which file each means
KEPT: dict[str | None, Literal['copy', 'source'] | None] = {
    None: None, 'source': 'source', 'copy': 'copy', 'docs': 'source', 'root': 'copy',
}

RULE_OPTIONS = ('docs-dir', 'include', 'exclude', 'compare', 'duplicates')


def _report(value: str) -> tuple[str, str]:
    name, _, file = value.partition('=')
    if name not in FORMATS or not file:
        raise argparse.ArgumentTypeError(f'{value!r} is not NAME=FILE with a NAME of {", ".join(FORMATS)}')
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
            raise UsageError(f'{word!r} is an option and a file: write {"./" + word!r} for the file, or rename it')
        words.remove(word)
        names.append(word)
    return words, names


def resolve_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of `resolve`; UsageError for what does not go together."""
    parser = Parser(
        prog='sot-guard resolve',
        usage='%(prog)s [OPTION ...] (PATH ... | --all)',
        description='Bring the two copies of a document together again, and lose nothing. Where one\n'
        'has changed since the two were the same, the other takes it; where both have,\n'
        'they are merged. Reads what is staged; writes files, and stages nothing.',
        epilog='exit status: 0 done, 1 a conflict is left to you and neither copy was touched,\n2 refused\n\n'
        'sot-guard resolve --append-unique --then delete NOTES.md\n'
        '  # docs/NOTES.md gets what only NOTES.md has; NOTES.md goes',
    )
    parser.add_argument('names', nargs='*', metavar='PATH', help='a file of the pair; a source means all its copies')
    parser.add_argument('--all', action='store_true', help='every pair that check --all refuses')
    parser.add_argument('--dry-run', action='store_true', help='say what would be done, and write nothing')
    parser.add_argument(
        '--then', choices=('delete', 'link', 'pointer'), metavar='WHAT',
        help='what becomes of the root copy: delete, link, pointer (default: it stays, the same as docs)',
    )
    parser.add_argument('--conflict-markers', action='store_true', help='write a conflict into the docs copy')
    parser.add_argument(
        '--continue', action='store_true', dest='edited', help='take the text in which you have settled a conflict',
    )
    whole = parser.add_argument_group('instead of a merge, or where the two were never the same')
    whole.add_argument(
        '--append-unique', action='store_true', help='carry what only root has to the end of the docs copy',
    )
    whole.add_argument(
        '--keep', choices=tuple(filter(None, KEPT)), metavar='FILE', help='take one file as it is: source, copy',
    )
    whole.add_argument('--archive', metavar='DIR', help='move the copy that is not kept (default: root) to DIR')
    whole.add_argument('--lose-unique', action='store_true', help='with --keep: let go what only the other copy has')
    words, names = names_apart(argv, parser)
    args = parser.parse_intermixed_args(words if not names else [*words, *(f'./{name}' for name in names)])
    _refuse_combinations(args, parser)
    return args


def _refuse_combinations(args: argparse.Namespace, parser: Parser) -> None:
    if args.all == bool(args.names):
        parser.error('name one or more paths, or say --all')
    if args.append_unique and (args.keep or args.archive is not None):
        parser.error('--append-unique goes with neither --keep nor --archive: each of them decides alone')
    if args.lose_unique and not args.keep:
        parser.error('--lose-unique needs --keep source or --keep copy')
    if args.conflict_markers and (args.keep or args.archive is not None or args.append_unique):
        parser.error('--conflict-markers is for a merge, and goes with none of --keep, --archive, --append-unique')
    if args.edited and (args.keep or args.archive is not None or args.append_unique or args.conflict_markers):
        parser.error('--continue takes the merge that you edited; it cannot be combined with another way')


def accept_parser() -> Parser:
    parser = Parser(
        prog='sot-guard accept',
        usage='%(prog)s (PATH... | --all) --reason TEXT',
        description='Let two copies differ, for exactly the contents that are staged now. Adds an\n'
        '[[accept]] to the configuration; when one of the two changes, check refuses\n'
        'them again.',
        epilog='exit status: 0 accepted, 2 refused',
    )
    parser.add_argument('names', nargs='*', metavar='PATH', help='a file of the pair; of several copies, the copy')
    parser.add_argument('--all', action='store_true', help='every pair that check --all refuses: the past')
    parser.add_argument('--reason', required=True, metavar='TEXT', help='why they differ, for the next reader')
    return parser


def schema_parser() -> Parser:
    parser = Parser(
        prog='sot-guard schema',
        usage='%(prog)s [report | config]',
        description='Print a JSON Schema: of what check --format json prints (report), or of\n'
        '.sot-guard.toml and of [tool.sot-guard] in pyproject.toml (config). Within a\n'
        'schema_version of the report keys are only ever added; what a key means, and\n'
        'the values that it may have, stay.',
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
        description='List all tracked files that may be copies of each other, guarded or not, with\n'
        'the evidence, and propose a configuration. Writes nothing.',
        epilog='exit status: 0 listed, whatever was found, 2 it cannot be told',
    )
    parser.add_argument(
        '--format', choices=names, default='table', metavar='NAME',
        help=f'print it in this format: {", ".join(names)} (default: table)',
    )
    return parser
