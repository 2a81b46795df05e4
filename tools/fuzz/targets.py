"""What is fuzzed: each target holds a promise for any bytes, and an exception says that it is broken."""
from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tools.fuzz import printed
from tools.fuzz import texts
from tools.fuzz import written


class Target(NamedTuple):
    """What holds a promise, and the words that make an input likely to mean something."""

    holds: Callable[[bytes], None]
    words: tuple[bytes, ...]



_TOML = (
    b'docs-dir = ', b'roots = [', b'include = [', b'exclude = [', b'canonical = [', b'duplicates = ', b'"forbid"',
    b'compare = ', b'"text"', b'[[pair]]\n', b'source = ', b'copies = [', b'[[accept]]\n', b'path = ', b'reason = ',
    b'source-id = "' + b'1' * 40 + b'"\n', b'copy-id = "' + b'2' * 40 + b'"\n', b'[tool.sot-guard]\n', b'"a"', b"'a'",
    b'"docs/a"', b'"""', b"'''", b'\\u0000', b'\\ud800', b'[[tool.sot-guard.accept]]\n', b'accept = [', b'..', b'\r\n',
    b'x.y.z = ', b'1979-05-27', b'inf', b'0x1', b'{a = ', b'"*"', b'"[!a]"', b'"**"', b'##[', b'\xe2\x80\xae', b'#',
)
_MARKUP = (
    b'# a\n', b'## BUILD-1\n', b'## BUILD-2 x\n', b'\n\n', b'- i\n', b'* i\n', b'1. i\n', b'| a | b |\n', b'|---|\n',
    b'```\n', b'~~~\n', b'---\n', b'+++\n', b'===\n', b'<!--\n', b'-->\n', b'<div>\n', b'    x\n', b'> q\n', b'\r\n',
    b'\xef\xbb\xbf', b'\0', b'== a\n', b'* a\n', b'.. include:: ', b'Title\n=====\n', b'2024-01-02', b'v1.2.3',
    b'{"a": 1}', b'[1, 2]', b'1e400', b'NaN', b'\xff', b'<<<<<<< ', b'>>>>>>> ', b'=======\n', b'|||||||\n',
    b'version https://git-lfs.github.com/spec/v1\n',
)
_SIGNS = b'##[', b'##vso[', b'\xe2\x80\xae', b'\xc2\x9b', b'\xed\xa0\x80', b'\\', b'"'
_NAMES = (
    b'\nA', b'A.md', b'docs/A.md', b'docs/', b'a.md', b'\n', b'.sot-guard.toml', b'pyproject.toml', b'\t', b' 0\t',
    b'0000 ', b'100644 ', b'\xff', b'\xc3\xa9', b'/', b'sot-guard', b'[tool.sot-guard]\n',
)
_LINKS = (
    b'[a](docs/X.md)', b'<docs/X.md>', b'docs/X.md', b'../X.md', b'[a]: docs/X.md\n', b'.. include:: docs/X.md\n',
    b'%58.md', b'#part', b'?q', b'# h\n', b'- i\n', b'```\n', b'---\n', b'<!-- ', b' -->', b'\0', b'|', b'====\n',
    b'd\xc3\xa9/Y.md', b'd%C3%A9/Y.md', b'`', b'_', b'//', b'/./',
)

TARGETS: dict[str, Target] = {
    'config': Target(written.config, _TOML),
    'appended': Target(written.appended, (*_TOML, b'\0')),
    'escaping': Target(written.escaping, _SIGNS),
    'listings': Target(printed.listings, _NAMES),
    'fast_path': Target(printed.fast_path, (*_NAMES, b'\0')),
    'configuration_of_the_fast_path': Target(printed.configuration_of_the_fast_path, (*_TOML, *_NAMES, b'\0')),
    'objects': Target(printed.objects, (b'\r\n', b'\r', b'\n', b'\xef\xbb\xbf', b'\xef\xbb', b'\0')),
    'log': Target(printed.log, (b'\0', b'\1', b'\2', b':100644 ', b'\n', b'\xff', b'##[', b'\x1b')),
    'files_of_git': Target(printed.files_of_git, (b'commit ', b'1' * 40, b'a' * 64, b'\n', b'\r', b'--all', b' ')),
    'parts': Target(texts.parts, _MARKUP),
    'differences': Target(texts.differences, _MARKUP),
    'carrying': Target(texts.carrying, _MARKUP),
    'entries': Target(texts.entries, _MARKUP),
    'pointers': Target(texts.pointers, _LINKS),
    'merging': Target(texts.merging, _MARKUP),
}
