from __future__ import annotations

import pytest

from sot_guard.analysis.title_order import in_order


@pytest.mark.parametrize(
    ('first', 'second', 'known', 'titles'),
    [
        ('1.2.0-rc.1', '1.2.0', '1.1.0', ['1.2.0', '1.2.0-rc.1']),
        ('1.2.0-rc.1', '1.2.0-rc.10', '1.1.0', ['1.2.0-rc.10', '1.2.0-rc.1']),
        ('1.2.0-beta', '1.2.0-rc', '1.1.0', ['1.2.0-rc', '1.2.0-beta']),
        ('1.2.0', 'Unreleased', '1.1.0', ['Unreleased', '1.2.0']),
        (
            '1.1.0 (2024-02-05)',
            '1.2.0 (2024-03-05)',
            '1.0.0 (2024-01-02)',
            ['1.2.0 (2024-03-05)', '1.1.0 (2024-02-05)'],
        ),
        (
            '1.1.0 (2024-03-05)',
            '1.2.0 (2024-03-05)',
            '1.0.0 (2024-01-02)',
            ['1.2.0 (2024-03-05)', '1.1.0 (2024-03-05)'],
        ),
        ('2024-03-05', 'Unreleased', '2024-01-01', ['Unreleased', '2024-03-05']),
        ('1.2.0', '1.2.0.post1', '1.1.0', ['1.2.0.post1', '1.2.0']),
        ('1.2.0-patch.1', '1.2.0', '1.1.0', ['1.2.0-patch.1', '1.2.0']),
        ('1.2.0.post1', '1.2.0.1', '1.1.0', ['1.2.0.1', '1.2.0.post1']),
        ('1.2.0a', '1.2.0', '1.1.0', ['1.2.0', '1.2.0a']),
        ('LOG-7 a', 'LOG-8 b', 'LOG-6 c', ['LOG-8 b', 'LOG-7 a']),
        ('b', 'a', '0', ['b', 'a']),
        ('1.9.0', '1.10.0', '1.8.0', ['1.10.0', '1.9.0']),
        ('1.1.0', '1.2.0', '1.0.0 1.0.0', ['1.2.0', '1.1.0']),
        ('other', '1.1', '1.0', ['other', '1.1']),
        ('1.2', '1.1', 'other', ['1.2', '1.1']),
        ('1.1', 'other', '1.0', ['1.1', 'other']),
        # nothing says in which order they stand
        ('1.1', '1.2', 'other', ['1.1', '1.2']),
    ],
)
def test_titles_come_in_the_order_of_the_document(first: str, second: str, known: str, titles: list[str]) -> None:
    new = [title.encode() for title in (first, second)]
    documents = [[title, *map(str.encode, [known])] for title in new]
    assert [new[number].decode() for number in in_order(new, documents)] == titles


def test_an_order_that_rises_is_kept_too() -> None:
    assert list(in_order([b'1.2', b'1.1'], [[b'0.9', b'1.0', b'1.2'], [b'0.9', b'1.0', b'1.1']])) == [1, 0]
    assert list(in_order([b'1.2', b'1.1'], [[b'0.9', b'1.0', b'0.8']])) == [0, 1]


def test_steps_with_a_number_come_in_their_order() -> None:
    steps = [b'## Step 1: Build', b'## Step 2: Test']
    assert list(in_order([b'## Step 4: Watch', b'## Step 3: Deploy'], [steps])) == [1, 0]
    # a number that stands elsewhere says nothing
    assert list(in_order([b'## 4 steps', b'## Then 3 and 2 steps'], [steps])) == [0, 1]
    known = [[b'## For Python 1', b'## For Python 2']]
    assert list(in_order([b'## For Python 4', b'## For Python 3'], known)) == [0, 1]


def test_versions_that_never_go_the_other_way_come_before_dates() -> None:
    new = [b'1.9.1 (2024-03-05)', b'2.1.0 (2024-03-04)']
    series = [b'2.0.0 (2024-01-02)', b'1.9.0 (2024-01-01)']
    assert list(in_order(new, [series])) == [1, 0]
    # a log of two series by date
    by_date = [b'1.8.4 (2024-01-05)', b'2.0.0 (2024-01-04)', b'1.8.3 (2024-01-03)', b'1.8.2 (2024-01-02)']
    assert list(in_order(new, [by_date])) == [0, 1]
    # one with a mistake
    assert list(in_order(new, [[*by_date, b'1.8.1 (2024-01-09)']])) == [1, 0]


def test_an_order_that_most_titles_have_counts() -> None:
    assert list(in_order([b'1.1', b'1.2'], [[b'1.0', b'0.8', b'0.9', b'0.7', b'0.6']])) == [1, 0]
