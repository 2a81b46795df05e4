"""Two texts as they are compared: what the configuration declares is set aside in both."""
from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from typing import NamedTuple

from sot_guard.analysis.documents import Format
from sot_guard.analysis.documents import format_of
from sot_guard.analysis.views import first_heading
from sot_guard.analysis.views import front_matter
from sot_guard.analysis.views.blank_lines import further_blanks
from sot_guard.analysis.views.lines import Lines
from sot_guard.analysis.views.lines import lines_of
from sot_guard.analysis.views.lines import with_blanks_beside
from sot_guard.analysis.views.region import region_of
from sot_guard.analysis.views.region import UnclearRegion
from sot_guard.analysis.views.table import definition_of
from sot_guard.analysis.views.words import first_line_with
from sot_guard.analysis.views.words import Words
from sot_guard.config.model import FrontMatterKeys
from sot_guard.config.model import Region
from sot_guard.config.model import View
from sot_guard.config.model import Word
from sot_guard.escaping import visible
from sot_guard.escaping import visible_start

# a view that sets more than this share of a file aside is noted
_MAX_SHARE = 0.5
_MAX_CHARACTERS = 60
_MAX_KEYS = 10


class Applied(NamedTuple):
    """What a declared view did."""

    # which one of `differ`, from 0
    number: int
    view: View
    # how many lines of the copy, and of the source, it set aside or, of words, changed
    copy: int
    source: int

    @property
    def is_needed(self) -> bool:
        """Whether it did anything."""
        return bool(self.copy or self.source)


class Remark(NamedTuple):
    """What is wrong with a declared view, or odd: its number, and a sentence."""

    number: int
    text: str


class Viewed(NamedTuple):
    """Two files as they are compared."""

    copy: Lines
    source: Lines
    applied: tuple[Applied, ...] = ()
    # why the two cannot be compared by these views
    problems: tuple[Remark, ...] = ()
    # what is worth a line
    notes: tuple[Remark, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing but what is declared differs."""
        return not self.problems and self.copy.sha256 == self.source.sha256

    @property
    def needed(self) -> tuple[Applied, ...]:
        """The views that did something."""
        return tuple(one for one in self.applied if one.is_needed)


Texts = tuple[bytes, bytes]


def compare_views(contents: Texts, paths: Texts, differ: Sequence[View]) -> Viewed:
    """Return the views of a copy and its source, in this order."""
    return _Comparison(contents, paths, differ).viewed()


def view_of(content: bytes, view: View, form: Format) -> bytes:
    """Return a text without what a view sets aside in it, the other file lacking that."""
    lines = lines_of(content, form)
    if isinstance(view, Word):
        return lines.changed(Words([view]).replaced).content
    left = lines.without(_gone(lines.texts, view, form, other_has_front_matter=False))
    if view == 'first-heading' and lines.texts[:1] != (first_heading.MARK,):
        left = Lines((first_heading.MARK, *left.texts), (-1, *left.numbers))
    return left.content


def _gone(
    texts: tuple[bytes, ...], view: View, form: Format, *, other_has_front_matter: bool,
) -> Collection[int]:
    """The lines that a view sets aside; UnclearRegion."""
    if isinstance(view, Region):
        found = region_of(texts, view)
        return with_blanks_beside(texts, found) if found else ()
    if isinstance(view, FrontMatterKeys):
        return front_matter.lines_of_keys(texts, view.keys)
    if view == 'front-matter':
        return () if other_has_front_matter else front_matter.whole(texts)
    return first_heading.heading(texts, form) if view == 'first-heading' else further_blanks(texts, form)


# in this order, whatever the order in `differ`: the top of the file first
_ORDER = ('front-matter', 'front-matter-keys', 'first-heading', 'region', 'word', 'blank-lines')


class _Comparison:
    def __init__(self, contents: Texts, paths: Texts, differ: Sequence[View]) -> None:
        self._paths = paths
        self._names = visible(paths[0]), visible(paths[1])
        self._forms = format_of(paths[0]), format_of(paths[1])
        self._copy, self._source = (lines_of(text, form) for text, form in zip(contents, self._forms, strict=True))
        self._sizes = _not_blank(self._copy.texts), _not_blank(self._source.texts)
        self._differ = tuple(enumerate(differ))
        self._applied: list[Applied] = []
        self._problems: list[Remark] = []
        self._notes: list[Remark] = []

    def viewed(self) -> Viewed:
        for name in _ORDER:
            chosen = [(number, view) for number, view in self._differ if definition_of(view).name == name]
            if name == 'word':
                self._substitute([(number, view) for number, view in chosen if isinstance(view, Word)])
                continue
            for number, view in chosen:
                self._cut(number, view)
        applied = tuple(sorted(self._applied, key=lambda one: one.number))
        return Viewed(self._copy, self._source, applied, tuple(self._problems), tuple(self._notes))

    def _cut(self, number: int, view: View) -> None:
        sides = self._copy, self._source
        is_in_both = view == 'front-matter' and all(front_matter.block(lines.texts) for lines in sides)
        if view == 'first-heading':
            gone = self._headings(number)
        else:
            gone = [self._gone(number, view, side, is_in_both=is_in_both) for side in (0, 1)]
        counts = [_not_blank(lines.texts[place] for place in found) for lines, found in zip(sides, gone, strict=True)]
        self._copy, self._source = (lines.without(found) for lines, found in zip(sides, gone, strict=True))
        self._applied.append(Applied(number, view, len(gone[0]), len(gone[1])))
        if is_in_both:
            self._note_keys(number)
        for name, count, size in zip(self._names, counts, self._sizes, strict=True):
            if count > _MAX_SHARE * size:
                self._notes.append(Remark(number, f'sets {count:,} of {size:,} lines of {name} aside'))

    def _gone(self, number: int, view: View, side: int, *, is_in_both: bool) -> Collection[int]:
        """The lines of a file that a view sets aside; what speaks against it is noted."""
        texts = (self._copy, self._source)[side].texts
        try:
            return _gone(texts, view, self._forms[side], other_has_front_matter=is_in_both)
        except UnclearRegion as e:
            self._problems.append(Remark(number, f'{self._names[side]} {e}'))
            return ()

    def _headings(self, number: int) -> list[Collection[int]]:
        """The lines of the first headings; what speaks against one is noted."""
        texts = self._copy.texts, self._source.texts
        found = first_heading.headings(texts, self._forms)
        for side in (side for side in (0, 1) if found[side]):
            problem = self._problem_of_heading(side, first_heading.dated(texts[side], found[side]))
            self._problems += [Remark(number, f'{problem}; remove first-heading')] * bool(problem)
        return [*found]

    def _problem_of_heading(self, side: int, dated: bytes | None) -> str:
        name = self._names[side]
        if first_heading.is_changelog(self._paths[side]):
            return f'{name} is a changelog'
        if dated is None:
            return ''
        return f'the first heading of {name} has a version or a date ("{visible_start(dated, _MAX_CHARACTERS)}")'

    def _note_keys(self, number: int) -> None:
        keys = front_matter.keys_apart(self._copy.texts, self._source.texts)
        shown = (visible_start(key.encode('utf-8', 'surrogatepass'), _MAX_CHARACTERS) for key in keys[:_MAX_KEYS])
        said = ', '.join(f'"{key}"' for key in shown)
        text = f'both files have front matter, so it is compared; to name keys: {{front-matter = [{said}]}}'
        self._notes.append(Remark(number, text))

    def _substitute(self, words: Sequence[tuple[int, Word]]) -> None:
        """Replace all words of the source at once, so that two words can be swapped."""
        texts, numbers = self._source
        for number, word in words:
            at = first_line_with(word.copy, texts)
            if at is not None:
                known = f'"{_shown(word.copy)}" is in {self._names[1]} already (line {numbers[at] + 1:,})'
                self._notes.append(Remark(number, f'{known}; check that it means the same'))
            changed = Words([word]).count_lines(texts)
            if not changed:
                text = f'"{_shown(word.source)}" does not occur in {self._names[1]}; remove this word'
                self._problems.append(Remark(number, text))
            self._applied.append(Applied(number, word, 0, changed))
        if words:
            self._source = self._source.changed(Words([word for _, word in words]).replaced)


def _not_blank(texts: Iterable[bytes]) -> int:
    return sum(map(bool, texts))


def _shown(word: str) -> str:
    return visible_start(word.encode('utf-8', 'surrogateescape'), _MAX_CHARACTERS)
