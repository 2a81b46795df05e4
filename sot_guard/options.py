"""The command line: one parser for each verb, and which words are file names."""
from __future__ import annotations

import argparse
import os
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any
from typing import NoReturn

from sot_guard.errors import UsageError
from sot_guard.reports import FORMATS

VERBS = {
    'check': 'compare the copies that a commit would hold',
    'resolve': 'bring two copies together again, nothing lost',
    'accept': 'let two copies differ as they are now',
    'scan': 'list what may be copies, and propose a configuration',
    'schema': 'print the JSON Schema of the JSON report',
}


class Parser(argparse.ArgumentParser):
    """Errors are one line, raised; options cannot be abbreviated."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_abbrev=False, **kwargs)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f'{self.prog}: {message}; see {self.prog} --help')


def check_parser() -> Parser:
    parser = Parser(
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
        description='Bring the two copies of a document together, nothing lost. Without options: the copy that has not '
        'changed since the two were the same takes the other; where both have, they are merged.',
        epilog='exit status: 0 done, 1 a conflict is left to you and neither copy was touched, 2 refused',
    )
    parser.add_argument('names', nargs='+', metavar='PATH', help='one side of the pair')
    parser.add_argument('--dry-run', action='store_true', help='say what would be done, write nothing')
    whole = parser.add_argument_group('for two copies that were never the same, or not to be merged')
    whole.add_argument('--append-unique', action='store_true', help='carry what only root has to the end of docs')
    whole.add_argument('--archive', metavar='DIR', help='move the copy that is not kept to DIR, unchanged')
    whole.add_argument('--keep', choices=('docs', 'root'), default='', help='take this one (with --archive: docs)')
    whole.add_argument('--lose-unique', action='store_true', help='with --keep: what only the other copy has may go')
    parser.add_argument('--then', choices=('delete', 'link', 'pointer'), default='', help='what root becomes')
    parser.add_argument('--conflict-markers', action='store_true', help='write conflicts into the docs side')
    words, names = names_apart(argv, parser)
    args = parser.parse_intermixed_args(words if not names else [*words, *(f'./{name}' for name in names)])
    if args.append_unique and (args.keep or args.archive is not None):
        parser.error('--append-unique goes with neither --keep nor --archive: each of them decides alone')
    if args.lose_unique and not args.keep:
        parser.error('--lose-unique needs --keep docs or --keep root')
    if args.conflict_markers and (args.keep or args.archive is not None or args.append_unique):
        parser.error('--conflict-markers is for a merge, and goes with none of --keep, --archive, --append-unique')
    return args


def accept_parser() -> Parser:
    parser = Parser(
        prog='sot-guard accept',
        description='Let two copies differ, for exactly the contents that are staged now: an entry of the '
        'configuration. When one of the two changes again, so does the check.',
    )
    parser.add_argument('names', nargs='*', metavar='PATH', help='the copy, or its source if it has one copy')
    parser.add_argument('--all', action='store_true', help='every pair that `check --all` refuses, to begin with')
    parser.add_argument('--reason', required=True, metavar='TEXT', help='why they differ, for the next reader')
    return parser


def schema_parser() -> Parser:
    return Parser(
        prog='sot-guard schema',
        description='Print the JSON Schema of `check --format json`. Within a schema_version keys are only ever added; '
        'what a key means, and the values that it may have, stay.',
    )


def scan_parser(formats: Iterable[str]) -> Parser:
    parser = Parser(
        prog='sot-guard scan',
        description='List all tracked files that may be copies of each other, also those that are not guarded, with '
        'what speaks for it, and propose a configuration. Writes nothing.',
    )
    parser.add_argument('--format', choices=tuple(formats), default='table', help='of the output (default: table)')
    return parser
