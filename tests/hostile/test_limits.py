"""Hostile input: whatever a repository holds, a run ends in bounded time, memory and output.

Each run is the real program, under limits of its own that the kernel holds: processor time and address space, for it
and for each git that it starts. The limits are some three times what is measured here.
"""
from __future__ import annotations

import json
import os
import random
import re
import resource
import subprocess
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.repo import Repo
from tests.support.repo import SCRIPT

MEGABYTE = 1 << 20
FILE, LINK = b'100644', b'120000'
# what a log, a comment or a page takes
MAX_TEXT = 300_000
MAX_ERRORS = 200_000
MAX = {'markdown': 65_536, 'github': 300_000, 'json': 40_000_000, 'html': 40_000_000}


class Result(NamedTuple):
    status: int
    out: bytes
    err: bytes


def limited(*argv: str, seconds: int = 12, megabytes: int = 400, program: str = str(SCRIPT)) -> Result:
    """Run the program under limits; a process that reaches one is ended by the kernel, or finds no memory."""
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEGABYTE, megabytes * MEGABYTE))
    done = subprocess.run(
        # a thread reserves far more address space than it uses
        (program, *argv), env=os.environ | {'MALLOC_ARENA_MAX': '1'}, stdin=subprocess.DEVNULL,
        capture_output=True, check=False, preexec_fn=limit,
    )
    assert done.returncode in (0, 1, 2), (argv, done.returncode, done.stderr[-300:])
    assert b'Traceback' not in done.stderr
    assert b'not enough memory' not in done.stderr
    assert len(done.stderr) < MAX_ERRORS
    return Result(done.returncode, done.stdout, done.stderr)


def checked(*argv: str, seconds: int = 12, megabytes: int = 400) -> Result:
    """Check with a report in each format that is read by people, or is for scripts; all of them are bounded."""
    reports = [word for name in MAX for word in ('--report', f'{name}=../report.{name}')]
    result = limited('check', *argv, *reports, seconds=seconds, megabytes=megabytes)
    assert len(result.out) < MAX_TEXT
    for name, most in MAX.items():
        report = Path(f'../report.{name}')
        assert report.stat().st_size < most, name
    return result


def imported(repo: Repo, files: Iterable[tuple[bytes, bytes, bytes]], *, on_disk: bool = False) -> None:
    """Commit files (path, mode, content), and stage them."""
    data = repo.path.parent / 'import'
    with data.open('wb') as f:
        f.write(b'commit refs/heads/main\ncommitter x <x@example.org> 0 +0000\ndata 1\nm\n')
        for path, mode, content in files:
            f.write(b'M %s inline %s\ndata %d\n%s\n' % (mode, path, len(content), content))
    with data.open('rb') as f:
        subprocess.run(('git', 'fast-import', '--quiet'), cwd=repo.path, stdin=f, check=True)
    data.unlink()
    repo.git(*(('reset', '-q', '--hard') if on_disk else ('read-tree', 'main')))


def indexed(repo: Repo, entries: Iterable[tuple[bytes, bytes, bytes]]) -> None:
    """Stage entries (path, mode, id)."""
    lines = b''.join(b'%s %s 0\t%s\0' % (mode, oid, path) for path, mode, oid in entries)
    subprocess.run(('git', 'update-index', '-z', '--index-info'), cwd=repo.path, input=lines, check=True)


def blob(repo: Repo, pieces: Iterable[bytes]) -> bytes:
    command = 'git', '-c', 'core.looseCompression=1', 'hash-object', '-w', '--stdin'
    with subprocess.Popen(command, cwd=repo.path, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None and process.stdout is not None
        for piece in pieces:
            process.stdin.write(piece)
        process.stdin.close()
        return process.stdout.read().strip()


def large(repo: Repo, megabytes: int) -> None:
    """A pair of very large texts, which cost little to store."""
    chunks = [(letter * 99 + b'\n') * 10_000 for letter in (b'a', b'b')]
    oids = [blob(repo, (chunk for _ in range(megabytes))) for chunk in chunks]
    indexed(repo, [(b'GUIDE.md', FILE, oids[0]), (b'docs/GUIDE.md', FILE, oids[1])])


# ---- large contents

@pytest.mark.state('R-TYPE-08')
@pytest.mark.parametrize('packed', [False, True], ids=['loose', 'packed'])
def test_a_very_large_pair_is_summed_and_not_held(repo: Repo, packed: bool) -> None:
    large(repo, 150)
    if packed:
        repo.git('-c', 'pack.compression=1', '-c', 'core.bigFileThreshold=1m', 'repack', '-adq')
        repo.git('commit', '-q', '-m', 'x')
        repo.git('gc', '-q')
    result = checked('--all', seconds=10, megabytes=160)
    assert result.status == 1
    assert b'150,000,000 bytes' in result.out and b'(no diff: more than 524,288 bytes in a file)' in result.out
    assert limited('resolve', '--dry-run', 'GUIDE.md', megabytes=160).status == 2
    assert limited('scan', megabytes=160).status == 0


@pytest.mark.exhaustive
@pytest.mark.state('R-TYPE-08')
def test_a_pair_of_a_gigabyte(repo: Repo) -> None:
    large(repo, 1000)
    result = checked('--all', seconds=15, megabytes=160)
    assert result.status == 1 and b'1,000,000,000 bytes' in result.out
    assert limited('resolve', '--dry-run', 'GUIDE.md', seconds=15, megabytes=160).status == 2
    assert limited('scan', seconds=15, megabytes=160).status == 0


def test_a_configuration_of_100_megabytes(repo: Repo) -> None:
    repo.commit_pair()
    indexed(repo, [(b'.sot-guard.toml', FILE, blob(repo, (b'#' * MEGABYTE for _ in range(100))))])
    for words in (['--staged'], ['--all']):
        result = limited('check', *words, megabytes=160)
        assert result.status == 2 and b'larger than 262,144 bytes' in result.err


# ---- hostile texts: each is one side, the other side, and what both were

Text = Callable[[], tuple[bytes, bytes, bytes]]


def one_line_of_8_megabytes() -> tuple[bytes, bytes, bytes]:
    return b'x' * 8_000_000, b'y' * 8_000_000, b'x\n'


def one_line_of_50_megabytes() -> tuple[bytes, bytes, bytes]:
    return b'x' * 50_000_000, b'y' * 50_000_000, b'x\n'


def one_line_of_2_megabytes() -> tuple[bytes, bytes, bytes]:
    return b'x' * 2_000_000, b'y' * 2_000_000, b'x\n'


def one_line_that_is_looked_into() -> tuple[bytes, bytes, bytes]:
    return b'x' * 500_000, b'y' * 500_000, b'x\n'


def different_lines() -> tuple[bytes, bytes, bytes]:
    return b''.join(b'%d\n' % n for n in range(200_000)), b''.join(b'%d\n' % -n for n in range(200_000)), b'x\n'


def lines_of_150_kinds() -> tuple[bytes, bytes, bytes]:
    chosen = random.Random(1)
    sides = [b''.join(b'l%d\n' % chosen.randrange(150) for _ in range(200_000)) for _ in range(2)]
    return sides[0], sides[1], b'x\n'


def lines_of_100_kinds_to_be_merged() -> tuple[bytes, bytes, bytes]:
    chosen = random.Random(1)
    sides = [b''.join(b'l%d\n' % chosen.randrange(100) for _ in range(110_000)) for _ in range(2)]
    return sides[0], sides[1], b'x\n'


def periodic_lines() -> tuple[bytes, bytes, bytes]:
    return b'a\nb\nc\n' * 20_000, b'b\na\nc\nd\n' * 15_000, b'a\nb\n' * 1000


def quotes_in_quotes() -> tuple[bytes, bytes, bytes]:
    return (b'>' * 50 + b'a\n') * 9000, (b'>' * 50 + b'b\n') * 9000, b'x\n'


def quotes_and_lazy_lines() -> tuple[bytes, bytes, bytes]:
    text = b'x\n> > > > > - \n' * 4900
    return text + b'a\n', text + b'b\n', b'x\n'


def quotes_far_above_lazy_lines() -> tuple[bytes, bytes, bytes]:
    text = b'> - \nx\n' * 900 + b'> y\n' * 8000
    return text + b'a\n', text + b'b\n', b'x\n'


def comments_that_are_never_closed() -> tuple[bytes, bytes, bytes]:
    text = b'a <!-- {/* {% comment %} ` b\n' * 9000
    return text + b'a\n', text + b'b\n', b'x\n'


def a_list_in_a_list() -> tuple[bytes, bytes, bytes]:
    return b'- ' * 250_000 + b'a\n', b'- ' * 250_000 + b'b\n', b'x\n'


def lists_in_lists() -> tuple[bytes, bytes, bytes]:
    return (b'- ' * 25 + b'a\n') * 9000, (b'- ' * 25 + b'b\n') * 9000, b'x\n'


def brackets() -> tuple[bytes, bytes, bytes]:
    return b'[' * 500_000 + b'\n', b'[' * 500_000 + b'x\n', b'x\n'


def tags() -> tuple[bytes, bytes, bytes]:
    return b'<a\n\n' * 4900, b'<b\n\n' * 4900, b'x\n'


def backticks() -> tuple[bytes, bytes, bytes]:
    return b'`' * 500_000 + b'\n', b'`' * 500_000 + b'x\n', b'x\n'


def stars() -> tuple[bytes, bytes, bytes]:
    return b'*' * 500_000 + b'\n', b'*a' * 200_000 + b'\n', b'x\n'


def a_wide_table() -> tuple[bytes, bytes, bytes]:
    table = b'|a' * 100_000 + b'|\n' + b'|-' * 100_000 + b'|\n'
    return table + b'|b\n' * 5000, table + b'|c\n' * 5000, b'x\n'


def a_heading_above_2000() -> tuple[bytes, bytes, bytes]:
    below = b''.join(b'## %d\n' % n for n in range(1900))
    return b'# ' + b'a' * 400_000 + b'\n' + below, b'# ' + b'b' * 400_000 + b'\n' + below, b'x\n'


def sections_that_begin_alike() -> tuple[bytes, bytes, bytes]:
    sides = [b''.join(b'## a\n' + b'x\n' * 100 + b'%d\n' % (sign * n) for n in range(1, 1990)) for sign in (1, -1)]
    return sides[0], sides[1], b'x\n'


def very_many_headings() -> tuple[bytes, bytes, bytes]:
    return b''.join(b'# %d\n' % n for n in range(9999)), b''.join(b'# %d\n' % -n for n in range(9999)), b'x\n'


def link_definitions() -> tuple[bytes, bytes, bytes]:
    return b'[a]:\n' * 9990, b'[a]:\n"\n' * 4990, b'x\n'


def front_matter_without_end() -> tuple[bytes, bytes, bytes]:
    return b'---\n' + b'--- x\n' * 80_000, b'---\n---' + b' ' * 500_000 + b'x\n', b'x\n'


def very_many_items() -> tuple[bytes, bytes, bytes]:
    return b'# L\n\n' + b'- a\n' * 200_000, b'# L\n\n' + b'- b\n' * 200_000, b'# L\n\n'


def items_with_dates() -> tuple[bytes, bytes, bytes]:
    sides = [b''.join(b'- 2020-01-0%d %d\n' % (day, n) for n in range(4000)) for day in (1, 2)]
    return b'# L\n\n' + sides[0], b'# L\n\n' + sides[1], b'# L\n\n- 2019-01-01 a\n'


def conflicts_and_a_long_rule() -> tuple[bytes, bytes, bytes]:
    rule = b'=' * 400_000 + b'\n'
    sides = [b''.join(b'%d\n%s\nk\nk\nk\nk\n' % (n, side) for n in range(2000)) for side in (b'a', b'b', b'c')]
    return rule + sides[0], rule + sides[1], rule + sides[2]


def quotes_of_a_million_lines() -> tuple[bytes, bytes, bytes]:
    return b'# a\n' + b'>\n' * 500_000, b'# b\n' + b'>\n' * 500_000, b'# c\n'


def json_in_json() -> tuple[bytes, bytes, bytes]:
    return b'[' * 500_000, b'[' * 100_000 + b']' * 100_000, b'1'


def json_leaves_far_down() -> tuple[bytes, bytes, bytes]:
    opening, end = b'[' * 900, b']' * 900
    return opening + b'1,' * 200_000 + b'1' + end, opening + b'2,' * 200_000 + b'1' + end, b'1'


def a_long_json_key_above_many_leaves() -> tuple[bytes, bytes, bytes]:
    key = b'{"' + b'k' * 300_000 + b'":['
    return key + b'1,' * 100_000 + b'1]}', key + b'2,' * 100_000 + b'1]}', b'1'


def huge_json_numbers() -> tuple[bytes, bytes, bytes]:
    return b'[' + b'9' * 900_000 + b']', b'[' + b'8' * 900_000 + b',1e999999999]', b'1'


def one_json_key_again_and_again() -> tuple[bytes, bytes, bytes]:
    return b'{' + b'"a":1,' * 120_000 + b'"a":1}', b'{' + b'"a":2,' * 120_000 + b'"a":1}', b'1'


def many_json_keys() -> tuple[bytes, bytes, bytes]:
    return json.dumps({f'{n:x}': 1 for n in range(45_000)}).encode(), b'{}', b'1'


def a_million_json_keys() -> tuple[bytes, bytes, bytes]:
    return json.dumps({f'{n:x}': 1 for n in range(1_000_000)}).encode(), b'{}', b'1'


RARE = pytest.mark.exhaustive


@pytest.mark.parametrize(
    'text', [
        pytest.param(one_line_of_8_megabytes, marks=pytest.mark.state('R-TYPE-10')),
        pytest.param(one_line_of_50_megabytes, marks=[RARE, pytest.mark.state('R-TYPE-10')]),
        pytest.param(one_line_of_2_megabytes, marks=pytest.mark.state('R-TYPE-12')),
        pytest.param(one_line_that_is_looked_into, marks=[RARE, pytest.mark.state('R-TYPE-12')]),
        pytest.param(different_lines, marks=pytest.mark.state('R-TYPE-11')),
        pytest.param(lines_of_150_kinds, marks=[RARE, pytest.mark.state('R-TYPE-09')]),
        pytest.param(lines_of_100_kinds_to_be_merged, marks=[RARE, pytest.mark.state('R-TYPE-09')]),
        pytest.param(periodic_lines, marks=pytest.mark.state('R-TYPE-09')),
        quotes_and_lazy_lines, pytest.param(quotes_far_above_lazy_lines, marks=RARE),
        pytest.param(comments_that_are_never_closed, marks=RARE),
        pytest.param(quotes_in_quotes, marks=RARE), pytest.param(a_list_in_a_list, marks=RARE),
        pytest.param(lists_in_lists, marks=RARE), pytest.param(brackets, marks=RARE), pytest.param(tags, marks=RARE),
        pytest.param(backticks, marks=RARE), pytest.param(stars, marks=RARE), pytest.param(a_wide_table, marks=RARE),
        pytest.param(a_heading_above_2000, marks=RARE), pytest.param(sections_that_begin_alike, marks=RARE),
        pytest.param(very_many_headings, marks=RARE),
        pytest.param(link_definitions, marks=RARE), pytest.param(front_matter_without_end, marks=RARE),
        pytest.param(very_many_items, marks=RARE), pytest.param(items_with_dates, marks=RARE),
        conflicts_and_a_long_rule,
        pytest.param(quotes_of_a_million_lines, marks=RARE),
        pytest.param(json_in_json, marks=RARE), json_leaves_far_down, a_long_json_key_above_many_leaves,
        pytest.param(huge_json_numbers, marks=RARE), pytest.param(one_json_key_again_and_again, marks=RARE),
        pytest.param(many_json_keys, marks=RARE), pytest.param(a_million_json_keys, marks=RARE),
    ], ids=lambda text: text.__name__,
)
def test_hostile_texts(repo: Repo, text: Text) -> None:
    name = 'PROJECT_INDEX.json' if 'json' in text.__name__ else 'GUIDE.md'
    root, docs, base = text()
    paths = name.encode(), b'docs/' + name.encode()
    imported(repo, [(path, FILE, base) for path in paths], on_disk=True)
    for path, content in zip(paths, (root, docs), strict=True):
        repo.write(path, content)
    repo.git('add', '-A')
    assert checked('--staged').status == 1
    for options in ((), ('--append-unique',)):
        result = limited('resolve', '--dry-run', *options, name)
        assert len(result.out) < MAX_TEXT
    assert limited('scan').status == 0


# ---- hostile configuration

def tables(count: int) -> str:
    return ''.join(f'[[pair]]\nsource = "{n:x}"\ncopies = ["{n + 1:x}"]\n' for n in range(count))


CONFIGURATIONS = {
    '5,000 pairs in a chain': (tables(5000), 2),
    'a long chain below many copies': (
        tables(2500) + f'[[pair]]\nsource = "{2500:x}"\ncopies = {[f"z{n}" for n in range(15_000)]}\n', 2,
    ),
    'many patterns and many names': (f'canonical = {["x"] * 20_000}\nexclude = {["y"] * 20_000}', 2),
    'as many as are allowed': (f'canonical = {["x"] * 1000}\nexclude = {["y"] * 950 + ["*a*a*a*b"] * 50}', 1),
    'a pattern with very many wildcards': (f'exclude = ["{"*a" * 60_000}b"]', 2),
    'a pattern with as many as are allowed': (f'exclude = ["{"*a" * 20}b"]', 1),
    'a pattern of sets that do not end': (f'exclude = ["{"[a-z" * 40_000}b"]', 2),
    'arrays in arrays': ('a = ' + '[' * 100_000, 2),
    'tables in tables': ('a = ' + '{b = ' * 40_000, 2),
    'a long dotted key': ('a.' * 200 + 'a = 1', 2),
    'many long dotted keys': (''.join(f'k{n}.' + 'a.' * 290 + 'a = 1\n' for n in range(400)), 2),
    'a huge array': (f'include = [{"1," * 120_000}]', 2),
    'many unknown keys': (''.join(f'{n} = 1\n' for n in range(25_000)), 2),
}


@pytest.mark.parametrize(('text', 'status'), CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_hostile_configuration(repo: Repo, text: str, status: int) -> None:
    repo.put('.sot-guard.toml', text)
    repo.put_pair('a' * 200, 'a\n', 'b\n')
    repo.put_pair('GUIDE.md', 'a\n', 'b\n')
    result = limited('check', '--staged', seconds=6, megabytes=250)
    assert (result.status, len(result.out) < MAX_TEXT) == (status, True)
    is_valid = status == 1 or '[[pair]]' in text
    assert limited('scan', seconds=6, megabytes=250).status == (0 if is_valid else 2)


def test_hostile_attributes(repo: Repo) -> None:
    names = ((folder, b'%02d.md' % n) for n in range(60) for folder in (b'', b'docs/'))
    imported(repo, ((folder + name, FILE, folder + b'\n') for folder, name in names))
    macros = ''.join(f'[attr]m{n} m{n + 1} a{n}\n' for n in range(2000))
    repo.put('.gitattributes', macros + ''.join(f'*{n}*a*b*c*d text eol=crlf filter=f{n}\n' for n in range(100_000)))
    assert checked('--all', seconds=9).status == 1


# ---- many of everything

def test_very_many_entries(repo: Repo) -> None:
    one, two = blob(repo, [b'1\n']), blob(repo, [b'2\n'])
    others = ((b'src/%d/%d.md' % (n % 1000, n), FILE, one) for n in range(200_000))
    indexed(repo, [*others, (b'GUIDE.md', FILE, one), (b'docs/GUIDE.md', FILE, two)])
    repo.put('.sot-guard.toml', f'roots = {["src/*", *(f"src/{n}*x" for n in range(40))]}')
    assert limited('check', '--all').status == 1
    result = limited('scan')
    assert result.status == 0 and result.out.count(b'\n') < 20


@pytest.mark.parametrize('count', [300, pytest.param(10_000, marks=RARE)])
def test_very_many_findings(repo: Repo, count: int) -> None:
    imported(repo, (
        (b'%s%05d.md' % (folder, n), FILE, b'%s %d\n' % (folder, n)) for n in range(count) for folder in (b'', b'docs/')
    ))
    result = checked('--all', seconds=30)
    assert result.status == 1
    assert b'and %s more' % f'{count - 110:,}'.encode() in result.out
    assert f'{count:,} pairs differ.'.encode() in result.out
    page = Path('../report.markdown').read_text()
    left = re.search(r'and ([\d,]+) more, not shown', page)
    shown = page.count('\n## `') + page.count('\n- **divergent**')
    assert shown + (int(left[1].replace(',', '')) if left else 0) == count
    assert Path('../report.github').read_text().count('\n') == 10
    sarif = limited('check', '--all', '--format', 'sarif', seconds=30).out
    assert len(sarif) < 2500 * count
    assert limited('check', '--all', '--format', 'json', seconds=30).out.count(b'"status": "divergent"') == count


@pytest.mark.parametrize(
    'letter', [
        pytest.param(b'n', id='plain', marks=RARE), pytest.param(b'\x01', id='C0'),
        pytest.param('\u202e'.encode(), id='bidi', marks=RARE), pytest.param(b'\xff', id='no UTF-8', marks=RARE),
    ],
)
def test_names_as_long_as_a_system_takes_them(repo: Repo, letter: bytes) -> None:
    one, two = blob(repo, [b'1\n']), blob(repo, [b'2\n'])
    names = [b'%03d%s.md' % (n, letter * (3590 // len(letter))) for n in range(130)]
    indexed(repo, [(folder + name, FILE, oid) for name in names for folder, oid in ((b'', one), (b'docs/', two))])
    result = checked('--all')
    assert result.status == 1
    assert b'130 pairs differ.' in result.out and b' more\n' in result.out
    assert len(limited('scan').out) < 1_100_000
    # and as notes: what is not guarded, and what is not tracked
    repo.put('.sot-guard.toml', 'exclude = ["*"]')
    assert limited('check', '--staged').status == 0


def test_a_name_longer_than_any_system_takes(repo: Repo) -> None:
    one, two = blob(repo, [b'1\n']), blob(repo, [b'2\n'])
    indexed(repo, [(folder + b'n' * 20_000 + b'.md', FILE, oid) for folder, oid in ((b'', one), (b'docs/', two))])
    result = checked('--all')
    assert result.status == 1 and b'[cut: the name has 20,003 bytes]' in result.out
    repo.git('read-tree', '--empty')
    indexed(repo, [(folder + b'n' * 1_000_000 + b'.md', FILE, oid) for folder, oid in ((b'', one), (b'docs/', two))])
    result = limited('check', '--all')
    assert (result.status, result.out) == (2, b'')
    assert result.err == b'sot-guard: git diff-index: stopped, a record has more than 65,536 bytes\n'


def test_very_many_names_on_command_lines(repo: Repo) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    names = repo.path.parent / 'names'
    names.write_text('docs/GUIDE.md\n' + ''.join(f'd/{n}.md\n' for n in range(100_000)))
    with names.open('rb') as f:
        done = subprocess.run(
            ('xargs', SCRIPT, 'check', '--staged', '--no-history'), stdin=f, capture_output=True,
            check=False,
        )
    assert done.returncode == 123  # what xargs makes of a 1
    assert (processes := done.stdout.count(b'1 pair differs.')) > 4
    assert len(done.stderr) < 5000 * processes


# ---- symlinks

def test_chains_and_farms_of_links(repo: Repo) -> None:
    def chain() -> Iterator[tuple[bytes, bytes, bytes]]:
        for n in range(39):
            yield b'c/%d' % n, LINK, b'%d' % (n + 1)
        yield b'c/39', FILE, b'the end\n'
        yield b'c/x/y', FILE, b'\n'
        for n in range(150):
            yield b'%d.md' % n, LINK, b'c/0'
            yield b'docs/%d.md' % n, LINK, b'../c/' + b'x/../' * 400 + b'0'
    imported(repo, chain())
    result = checked('--all', seconds=20)
    assert result.status == 0 and not result.out
    assert limited('scan', seconds=20).status == 0


def test_a_link_whose_text_is_a_megabyte(repo: Repo) -> None:
    imported(repo, [(b'GUIDE.md', LINK, b'a/' * 500_000), (b'docs/GUIDE.md', FILE, b'one\n')])
    result = checked('--all')
    assert result.status == 1 and b'is a symlink to an untracked path' in result.out
    assert limited('scan').status == 0


# ---- histories

def history(repo: Repo, commits: int, message: bytes = b'm', *, touching: bool) -> None:
    data = repo.path.parent / 'import'
    with data.open('wb') as f:
        for number in range(commits):
            f.write(b'commit refs/heads/main\ncommitter x <x@example.org> %d +0000\ndata %d\n%s\n' % (
                number, len(message), message,
            ))
            for path in (b'GUIDE.md', b'docs/GUIDE.md') if touching or not number else (b'src',):
                text = b'%s %d\n' % (path, number)
                f.write(b'M 100644 inline %s\ndata %d\n%s\n' % (path, len(text), text))
    with data.open('rb') as f:
        subprocess.run(('git', 'fast-import', '--quiet'), cwd=repo.path, stdin=f, check=True)
    repo.git('reset', '-q', '--hard')
    repo.put('GUIDE.md', 'new\n')


@pytest.mark.parametrize(
    ('commits', 'touching'), [(3000, True), pytest.param(80_000, True, marks=RARE),
                              pytest.param(80_000, False, marks=RARE)],
)
def test_long_histories(repo: Repo, commits: int, touching: bool) -> None:
    history(repo, commits, touching=touching)
    result = checked('--staged', '--verbose')
    assert result.status == 1 and b'History: ' in result.out
    assert limited('resolve', '--dry-run', 'GUIDE.md', seconds=60).status == 2
    assert limited('scan', seconds=30).status == 0


def test_subjects_without_end(repo: Repo) -> None:
    history(repo, 50, b's' * 60_000, touching=True)
    result = checked('--staged', '--verbose', megabytes=300)
    assert result.status == 1 and b'never identical in 50 commits' in result.out
    history_of_one = repo.git('commit-tree', '-p', 'HEAD', '-m', 's' * 100_000, 'HEAD^{tree}').strip()
    repo.git('reset', '-q', '--soft', history_of_one)
    repo.commit('s' * 100_000)
    repo.put('GUIDE.md', 'newer\n')
    result = checked('--staged', '--verbose', megabytes=300)
    assert result.status == 1
    assert b'unknown (git log: stopped, a record has more than 65,536 bytes' in result.out


def test_a_commit_of_the_far_future(repo: Repo) -> None:
    repo.commit_pair()
    repo.put('GUIDE.md', 'two\n')
    tree = repo.git('write-tree').decode().strip()
    text = f'tree {tree}\nparent {repo.git("rev-parse", "HEAD").decode().strip()}\n' + ''.join(
        f'{role} x <x@example.org> 999999999999999999 +0000\n' for role in ('author', 'committer')
    ) + '\nm\n'
    done = subprocess.run(
        ('git', 'hash-object', '-t', 'commit', '-w', '--stdin', '--literally'), input=text.encode(),
        capture_output=True, check=True,
    )
    repo.git('reset', '-q', '--soft', done.stdout.decode().strip())
    repo.put('GUIDE.md', 'three\n')
    result = checked('--staged')
    assert result.status == 1 and b' differ since ' in result.out


# ---- scan

def test_a_scan_has_an_end(repo: Repo) -> None:
    one, two = blob(repo, [b'1\n']), blob(repo, [b'1\n', b'2\n'])
    deep = ((b'docs/%d/GUIDE.md' % n, FILE, one) for n in range(6000))
    indexed(repo, [(b'GUIDE.md', FILE, one), (b'docs/GUIDE.md', FILE, two), *deep])
    result = limited('scan', seconds=8)
    assert result.status == 0
    # below the table what its words mean, and the way to a configuration
    assert len(result.out.splitlines()) == 5003
    assert result.err == b'sot-guard: 1,001 more likely copies were not examined\n'
