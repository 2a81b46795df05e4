"""The include forms of documentation tools, and what else a text is made of. Pure: a text in, its parts out."""
from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class Form(NamedTuple):
    """An include form: its name, its pattern from the beginning of a line, and where its paths may begin.

    `from_project`: at each folder above the file too, as where the tool's configuration or its sources are.
    """

    name: str
    pattern: re.Pattern[str]
    from_project: bool = False


def _form(name: str, pattern: str, *, from_project: bool = False) -> Form:
    return Form(name, re.compile(rf'[ \t]*+(?:{pattern})[ \t]*+(?:\n|\Z)'), from_project)


# the parts that several forms share; no quantifier here gives back what it has taken, or else it is bounded
_QUOTED = r'(?P<quote>["\'])(?P<path>[^"\'\n]++)(?P=quote)'
_ARGUMENTS = r'(?:"(?:[^"\\]|\\.){0,500}+"|\'(?:[^\'\\]|\\.){0,500}+\'|[^"\'%!]|[%!](?!\})){0,500}+'
_FENCE = r'(?P<fence>`{3,}+|~{3,}+|:{3,}+)[ \t]*+'
_FENCE_END = r'(?:[ \t]*+(?P=fence)|\Z)'
_OPTIONS = r'(?:(?:[ \t]*+(?::[\w-]++:[^\n]*+)?\n){0,12}+|[ \t]*+---\n(?:[^\n]*+\n){0,10}?---\n)'
_DIRECTIVE = r'\.\.[ \t]++(?:md|literal)?include::[ \t]++(?P<path>[^\n]++)(?:\n[ \t]++:[\w-]++:[^\n]*+){0,12}+'
FORMS = (
    _form('agents import', r'@(?P<path>[^\s@]++)'),
    _form('MkDocs snippet', rf'-++8<-++[ \t]++{_QUOTED}', from_project=True),
    _form(
        'MkDocs snippet block', r'-++8<-++[ \t]*+\n\s*+(?P<path>[^;\n][^\n]*+)\n\s*+-++8<-++', from_project=True,
    ),
    _form(
        'include-markdown', rf'\{{[%!][-+]?\s*+include(?:-markdown)?\s++{_QUOTED}{_ARGUMENTS}[%!]\}}',
        from_project=True,
    ),
    _form('markdown-include', r'\{!(?P<path>[^!{}\n]++)!(?:[^!{}\n]*+!)?\}', from_project=True),
    _form('MyST include', rf'{_FENCE}\{{(?:literal)?include\}}[ \t]++(?P<path>[^\n]++)\n{_OPTIONS}{_FENCE_END}'),
    _form('MyST eval-rst', rf'{_FENCE}\{{eval-rst\}}[ \t]*+\n\s*+{_DIRECTIVE}\n\s*+{_FENCE_END}'),
    _form('reStructuredText include', _DIRECTIVE),
    _form('AsciiDoc include', r'include::(?:\{docdir\}/)?(?P<path>[^\[\n]++)\[[^\]\n]*+\]'),
    _form('mdBook include', r'\{\{[ \t]*+#(?:rustdoc_)?include[ \t]++(?P<path>[^{}\n]++)\}\}'),
    _form('VitePress include', r'<!--[ \t]*+@include:[ \t]*+(?P<path>(?:(?!-->)[^\s<>])++)[ \t]*+-->'),
    _form('Quarto include', r'\{\{<[ \t]++include[ \t]++(?P<path>[^<>{}\n]++)>\}\}'),
    _form(
        'Jekyll include_relative',
        r'(?:\{%-?\s*+capture\s++(?P<name>\w++)\s*+-?%\}\s*+)?'
        r'\{%-?\s*+include_relative\s++(?P<path>[^\s%{}]++)[^%{}]{0,500}+%\}'
        r'(?(name)\s*+\{%-?\s*+endcapture\s*+-?%\}\s*+\{\{-?\s*+(?P=name)\s*+\|\s*+markdownify\s*+-?\}\})',
    ),
)
# all that a form can begin with, to tell other lines apart soon
_FIRST_CHARACTERS = frozenset('@-{`~:.i<')
# MDX names what it imports, and includes it where it renders that name
_IMPORT = re.compile(
    rf'import[ \t]++(?P<name>\w++)(?:,[ \t]*+\{{[^{{}}\n]*+\}})?[ \t]++from[ \t]++{_QUOTED}[ \t]*+;?[ \t]*+(?:\n|\Z)',
)
_RENDER = re.compile(r'<(?P<name>[A-Z]\w*+)(?:\s[^<>]{0,500}?)?(?:/>|>\s*+</(?P=name)>)[ \t]*+(?:\n|\Z)')

_FRONT_MATTER = re.compile(r'(---|\+\+\+)[ \t]*\n(?:[^\n]*\n)*?\1[ \t]*(?:\n|\Z)')
_COMMENTS = (
    ('<!--', '-->'), ('{/*', '*/}'), ('{#', '#}'), ('{% comment %}', '{% endcomment %}'), ('////\n', '\n////'),
)
# comments of one line, anchors and fields, which show nothing
_MARKDOWN_LABEL = re.compile(
    r'[ \t]*+(?:%[ \t][^\n]*+|\([\w .:-]++\)=|\[\]\(\)\{[^{}\n]*+\}|<a[ \t](?:id|name)="[^"<>\n]*+"></a>)[ \t]*+'
    r'(?:\n|\Z)',
)
_FIELD = r':[\w -]++:(?:[ \t][^\n]*+)?'
_RST_LABEL = re.compile(
    rf'(?:{_FIELD}|\.\.[ \t]++_[^\n]*+'
    r'|\.\.(?!\S|[ \t]++(?:[\[|]|(?:[\w+.-]++:)++:))[^\n]*+(?:\n[ \t]++[^\n]++)*+)(?:\n|\Z)',
)
_ASCIIDOC_LABEL = re.compile(
    rf'(?:{_FIELD}|//(?!/)[^\n]*+|\[\[[^\[\]\n]*+\]\]|\[#[^\[\]\n]*+\])(?:\n|\Z)',
)
_LABELS = {'markdown': _MARKDOWN_LABEL, 'rst': _RST_LABEL, 'asciidoc': _ASCIIDOC_LABEL}
_TITLE = re.compile(r'(?:#{1,6}(?:[ \t][^\n]*+)?|={1,6}[ \t]++[^\s=][^\n]*+)(?:\n|\Z)')
_UNDERLINED = re.compile(r'(?P<title>[^\n]++)\n[ \t>]*+(?:=++|--++|([\^"\'+#:.])\2{2,}+)[ \t]*+(?:\n|\Z)')
# in Markdown these begin a fence or are a rule
_UNDERLINED_ELSEWHERE = re.compile(r'(?P<title>[^\n]++)\n[ \t]*+([~`*])\2{2,}+[ \t]*+(?:\n|\Z)')
_OVERLINED = re.compile(r'(?P<rule>([=\-~^"\'`+*#:.])\2{2,}+)[ \t]*+\n(?P<title>[^\n]++)\n(?P=rule)[ \t]*+(?:\n|\Z)')
_HEADINGS = {
    'markdown': (_TITLE, _UNDERLINED),
    'rst': (_OVERLINED, _UNDERLINED, _UNDERLINED_ELSEWHERE),
    'asciidoc': (_TITLE, _UNDERLINED, _UNDERLINED_ELSEWHERE),
}
# how far from the beginning of a line a comment may begin
_MAX_INDENT = 40
_CODE_FENCE = re.compile(r'[ \t>]*+(`{3,}+|~{3,}+)')
_BLANK = re.compile(r'(?:[^\S\n]*+\n)++|\s++\Z')
# whose comments and headings are not those of Markdown
_MARKUPS = {'.rst': 'rst', '.rest': 'rst', '.adoc': 'asciidoc', '.asciidoc': 'asciidoc', '.asc': 'asciidoc'}


class Kind(Enum):
    INCLUDE = 'an include form'
    IMPORT = 'an import of MDX'
    RENDER = 'what renders an import'
    HEADING = 'a heading'
    ASIDE = 'what shows nothing: blank lines, front matter, comments, anchors'
    LINE = 'any other line'


class Item(NamedTuple):
    """A part of a text: its first line, from 1, and the path or the name in it; `quoted`: in a fence or indented."""

    kind: Kind
    text: str
    line: int
    path: str = ''
    name: str = ''
    from_project: bool = False
    quoted: bool = False


def markup_of(path: bytes) -> str:
    """Return whose lists, comments and headings a file has: rst, asciidoc, or markdown for any other."""
    return _MARKUPS.get(posixpath.splitext(path.decode('utf-8', 'replace'))[1].lower(), 'markdown')


def scan(text: str, path: bytes) -> Iterator[Item]:
    """The parts of a text in their order; together they are all of it."""
    scanner = _Scanner(text, markup_of(path), {end: text.rfind(end) for _, end in _COMMENTS})
    at, line, fence = 0, 1, ''
    front = _FRONT_MATTER.match(text)
    while at < len(text):
        item = Item(Kind.ASIDE, front[0], line) if front and not at else scanner.item(at, line, fence)
        if item.kind is Kind.LINE:
            fence = _fence_after(item.text, fence)
        yield item
        at += len(item.text)
        line += item.text.count('\n')


def _fence_after(line: str, fence: str) -> str:
    """The mark of the fence that is open after a line, if there is one."""
    match = _CODE_FENCE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return '' if match[1].startswith(fence) and not line.strip().strip(fence[0]) else fence


class _Scanner(NamedTuple):
    """`ends`: where each kind of comment ends for the last time; beyond it none is looked for."""

    text: str
    markup: str
    ends: dict[str, int]

    def item(self, at: int, line: int, fence: str) -> Item:
        """The part that begins at a place, which is that of a line or behind a comment."""
        if blank := _BLANK.match(self.text, at):
            return Item(Kind.ASIDE, blank[0], line)
        content = self.text[at:self.text.find('\n', at) + 1 or None]
        quoted = bool(fence) or content.startswith(('    ', '\t'))
        for form in FORMS if content.lstrip(' \t')[0] in _FIRST_CHARACTERS else ():
            if match := form.pattern.match(self.text, at):
                return Item(Kind.INCLUDE, match[0], line, match['path'].strip(), '', form.from_project, quoted)
        if not fence and (item := self._beside_lines(at, line)):
            return item
        return Item(Kind.LINE, content, line, quoted=quoted)

    def _beside_lines(self, at: int, line: int) -> Item | None:
        """What is neither an include form nor a line of text."""
        if match := _IMPORT.match(self.text, at):
            return Item(Kind.IMPORT, match[0], line, match['path'], match['name'])
        if match := _RENDER.match(self.text, at):
            return Item(Kind.RENDER, match[0], line, name=match['name'])
        if end := self._end_of_comment(at):
            return Item(Kind.ASIDE, self.text[at:end], line)
        if match := _LABELS[self.markup].match(self.text, at):
            return Item(Kind.ASIDE, match[0], line)
        if match := self._heading(at):
            return Item(Kind.HEADING, match[0], line)
        return None

    def _end_of_comment(self, at: int) -> int:
        at += len(self.text[at:at + _MAX_INDENT]) - len(self.text[at:at + _MAX_INDENT].lstrip(' \t'))
        for begin, end in _COMMENTS:
            if self.text.startswith(begin, at) and self.ends[end] >= at + len(begin):
                return self.text.index(end, at + len(begin)) + len(end)
        return 0

    def _heading(self, at: int) -> re.Match[str] | None:
        patterns = _HEADINGS[self.markup]
        return next(filter(None, (pattern.match(self.text, at) for pattern in patterns)), None)
