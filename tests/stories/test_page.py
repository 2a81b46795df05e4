"""The page, in a real browser."""
from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from tests.support.npm import npm_package
from tests.support.repo import PROGRAM
from tests.support.repo import Repo
from tests.support.repo import Run

pytestmark = [
    pytest.mark.xdist_group('browser'),
    pytest.mark.skipif(not shutil.which('chromedriver'), reason='Chromium and its driver are not installed'),
]

AXE = 'axe-core@4.11.0'
ROOT = (
    '# Log\n\n## BUILD-3 only root\n\nthree\n\n## BUILD-2 moved\n\ntwo\n\n'
    '## BUILD-1 changed\n\nthe first entry\n\nsame line\n'
)
DOCS = (
    '# Log\n\n## BUILD-1 changed\n\nthe last entry\n\nsame line\n\n'
    '## BUILD-2 moved\n\ntwo\n\n## BUILD-4 only docs\n\nfour\n'
)
HOSTILE = (
    '# <script>document.title = "owned"</script>\n\n<img src=x onerror="document.title=1">\n'
    '<style>body{display:none}</style>\n\n</pre></details><a href="javascript:alert(1)">{{ 7 * 7 }} {% raw %}\n'
    '\nright \u202e left\n\x1b[31m\n'
    '<link rel=stylesheet href=https://example.org/x.css><iframe src=https://example.org></iframe>\n'
)


def browser(place: Path, **preferences: Any) -> webdriver.Chrome:
    """A browser that downloads into its place."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which('chromium'))
    for argument in (
        '--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--window-size=1400,1000',
        f'--user-data-dir={place}/profile',
    ):
        options.add_argument(argument)
    options.set_capability('goog:loggingPrefs', {'browser': 'ALL', 'performance': 'ALL'})
    preferences |= {'download.default_directory': str(place)}
    options.add_experimental_option('prefs', preferences)
    driver = webdriver.Chrome(options, Service(str(shutil.which('chromedriver'))))
    driver.set_script_timeout(300)
    return driver


@pytest.fixture(scope='module')
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    driver = browser(tmp_path_factory.mktemp('chromium'))
    yield driver
    driver.quit()


@pytest.fixture(scope='session')
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The checker of accessibility, as a script."""
    if shutil.which('npm') is None:
        pytest.skip('npm is not installed')
    return (npm_package(tmp_path_factory.mktemp('axe'), AXE, 'axe.min.js') / 'axe.min.js').read_text()


@pytest.fixture
def page(repo: Repo, run: Run, tmp_path: Path) -> str:
    repo.put_pair('LOG.md', ROOT, DOCS)
    repo.put_pair('PROJECT_INDEX.json', '{"a": 1}', '{"a": 2}')
    repo.put_pair('BINARY.md', b'\0a', b'\0b')
    run('check', '--report', f'html={tmp_path}/page.html')
    return f'file://{tmp_path}/page.html'


def log(driver: webdriver.Chrome, name: str) -> list[dict[str, str]]:
    return list(driver.get_log(name))  # type: ignore[no-untyped-call]


def requests(driver: webdriver.Chrome) -> list[str]:
    """What the page has asked for, itself aside."""
    urls = [url for entry in log(driver, 'performance') if '"Network.requestWillBeSent"' in entry['message']
            for url in re.findall(r'"url":"([^"]+)"', entry['message'])]
    return [url for url in urls if not url.startswith(('file:', 'data:', 'chrome'))]


def test_the_two_files_stand_side_by_side(chromium: webdriver.Chrome, page: str) -> None:
    chromium.get(page)
    rows = chromium.find_elements(By.CSS_SELECTOR, '#pair-2 .row')
    kinds = [str(row.get_attribute('class')).split()[1] for row in rows]
    assert kinds == ['same', 'copy', 'changed', 'same', 'source']
    assert not rows[0].is_displayed()  # what is the same is hidden until it is asked for
    left, right = (rows[2].find_element(By.CSS_SELECTOR, f'.{side}') for side in ('left', 'right'))
    assert (left.text, right.text) == ('the first entry', 'the last entry')
    assert left.rect['y'] == right.rect['y'] and left.rect['x'] + left.rect['width'] < right.rect['x']
    summary = rows[2].find_element(By.TAG_NAME, 'summary')
    words = [row.text for row in rows[2].find_elements(By.CSS_SELECTOR, 'del, ins')]
    assert words == ['first', 'last']
    assert summary.text.split('\n') == ['LOG.md, lines 11\u201315', 'docs/LOG.md, lines 3\u20137']
    summary.click()
    assert not left.is_displayed()  # closed is closed
    assert log(chromium, 'browser') == []
    assert requests(chromium) == []


def test_the_verdict_and_the_fix_come_first(chromium: webdriver.Chrome, page: str) -> None:
    """Which sections has only LOG.md, and what is to be typed?"""
    chromium.get(page)
    pair = chromium.find_element(By.ID, 'pair-2')
    lines = pair.text.split('\n')
    assert lines[0] == 'LOG.md and docs/LOG.md were never identical, but share 5 of 8 lines.'
    assert lines[1:5] == ['2 the same', '1 changed', '1 only in LOG.md', '1 only in docs/LOG.md']
    assert lines[5].startswith('Fix: ') and ' resolve --append-unique LOG.md && git add ' in lines[6]
    assert lines[7:10] == ['Copy', '1 section only in LOG.md', 'BUILD-3 only root lines 3\u20135']
    assert not pair.find_element(By.CSS_SELECTOR, '.more dl').is_displayed()


def test_from_difference_to_difference(chromium: webdriver.Chrome, page: str) -> None:
    chromium.get(page)
    chromium.find_elements(By.CSS_SELECTOR, '.summary a')[1].send_keys(Keys.ENTER)
    pair = chromium.find_element(By.ID, 'pair-2')
    at, keys = pair.find_element(By.CLASS_NAME, 'at'), chromium.switch_to.active_element
    assert at.text == '3 differences'
    pair.find_element(By.CLASS_NAME, 'next').click()
    assert at.text == 'difference 1 of 3'
    for key, number in (('n', 2), ('n', 3), ('n', 3), ('p', 2)):
        keys = chromium.switch_to.active_element
        keys.send_keys(key)
        assert at.text == f'difference {number} of 3'
    assert chromium.switch_to.active_element.accessible_name == (
        'changed, moved: line 11 \u2192 line 3 BUILD-1 changed in Log'
    )
    # the map is one stop, arrows go through it
    links = pair.find_elements(By.CSS_SELECTOR, '.map a')
    assert [link.get_attribute('tabindex') for link in links] == ['0', '-1', '-1']
    chromium.execute_script('arguments[0].focus()', links[0])
    for key, number in ((Keys.ARROW_RIGHT, 2), (Keys.END, 3), (Keys.ARROW_RIGHT, 3), (Keys.HOME, 1)):
        chromium.switch_to.active_element.send_keys(key)
        assert chromium.switch_to.active_element.accessible_name.startswith(f'Difference {number}, ')
    chromium.switch_to.active_element.send_keys(Keys.ENTER)
    # a link is followed by an event that the browser sends later
    WebDriverWait(chromium, 20).until(lambda _: at.text == 'difference 1 of 3')


def test_what_is_the_same_is_shown_on_request(chromium: webdriver.Chrome, page: str) -> None:
    chromium.get(page)
    pair = chromium.find_element(By.ID, 'pair-2')
    pair.find_element(By.CSS_SELECTOR, '.filter summary').click()
    for name, is_shown in (('same', True), ('copy', False)):
        pair.find_element(By.CLASS_NAME, f'show-{name}').click()
        assert pair.find_element(By.CSS_SELECTOR, f'.row.{name}').is_displayed() is is_shown
    pair.find_element(By.CSS_SELECTOR, '.only a').click()  # a link to what the filter hides shows it
    WebDriverWait(chromium, 20).until(lambda _: pair.find_element(By.CSS_SELECTOR, '.row.copy').is_displayed())


def test_a_command_is_copied(chromium: webdriver.Chrome, page: str) -> None:
    chromium.get(page)
    button = chromium.find_element(By.CSS_SELECTOR, '#pair-2 .copy-command')
    line = chromium.find_element(By.CSS_SELECTOR, '#pair-2 .command code').text
    assert button.accessible_name == f'Copy the command: {line}'
    button.click()
    WebDriverWait(chromium, 20).until(lambda _: button.text in ('Copied', 'Selected'))
    if button.text == 'Selected':
        assert chromium.execute_script('return getSelection().toString()') == line


def test_with_scripts_off_in_the_dark_and_narrow(page: str, tmp_path: Path) -> None:
    driver = browser(tmp_path, **{'profile.managed_default_content_settings.javascript': 2})
    try:
        show(driver, 'dark', 400)
        driver.get(page)
        assert [one.is_displayed() for one in driver.find_elements(By.CSS_SELECTOR, '.scripted')] == (
            [False] * len(driver.find_elements(By.CSS_SELECTOR, '.scripted'))
        )
        assert 'three' in driver.find_element(By.CSS_SELECTOR, '#pair-2 .rows').text
        colour = driver.find_element(By.TAG_NAME, 'body').value_of_css_property('background-color')
        assert max(map(int, re.findall(r'\d+', colour)[:3])) < 60
        # one below the other, each below its path
        left, right = (driver.find_element(By.CSS_SELECTOR, f'.row.changed .{side}') for side in ('left', 'right'))
        assert left.rect['x'] == right.rect['x'] and left.rect['y'] < right.rect['y']
        assert driver.execute_script('return document.documentElement.scrollWidth') <= 400
        assert log(driver, 'browser') == []
    finally:
        driver.quit()


def show(driver: webdriver.Chrome, scheme: str, width: int) -> None:
    features = {'features': [{'name': 'prefers-color-scheme', 'value': scheme}]}
    driver.execute_cdp_cmd('Emulation.setEmulatedMedia', features)
    size = {'width': width, 'height': 1000, 'deviceScaleFactor': 1, 'mobile': False}
    driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride', size)


def test_a_hostile_document_is_text(chromium: webdriver.Chrome, repo: Repo, run: Run, tmp_path: Path) -> None:
    name = '<b>&"\'.md'
    repo.put_pair(name, HOSTILE, '# other\n')
    run('check', '--report', f'html={tmp_path}/page.html')
    log(chromium, 'performance')
    chromium.get(f'file://{tmp_path}/page.html')
    assert chromium.title == 'sot-guard: 1 pair to fix'
    text = chromium.find_element(By.CSS_SELECTOR, '.rows').text
    for line in ('<script>document.title = "owned"</script>', '{{ 7 * 7 }} {% raw %}', '\\u202e', '\\x1b[31m'):
        assert line in text
    assert name in chromium.find_element(By.TAG_NAME, 'h2').text
    active = 'iframe, link, img, main script, main style, a[href^=javascript]'
    assert chromium.find_elements(By.CSS_SELECTOR, active) == []
    assert chromium.find_element(By.TAG_NAME, 'body').is_displayed()
    assert log(chromium, 'browser') == []
    assert requests(chromium) == []


# ---- reconciled by clicks

def sections(*entries: tuple[int, str]) -> str:
    return '# Log\n\n' + '\n'.join(f'## E-{number} entry\n\n{text}' for number, text in entries)


def test_two_logs_are_reconciled_by_clicks(
    chromium: webdriver.Chrome, repo: Repo, run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Two logs of 2,000 lines: some sections moved, some changed, some in one file alone."""
    texts = {number: ''.join(f'line {line} of {number}\n' for line in range(17)) for number in range(100)}
    copy = {number: text for number, text in texts.items() if number not in (30, 31)}
    source = {number: text for number, text in texts.items() if number not in (60, 61)}
    copy[40] += 'copy\n'
    source[40] += 'source\n'
    source[50] = source[50].replace('line 3', 'LINE 3')
    moved = [*range(10, 100), *range(10)]
    repo.put_pair(
        'LOG.md', sections(*copy.items()), sections(*((one, source[one]) for one in moved if one in source)),
    )
    run('check', '--report', f'html={tmp_path}/page.html')
    chromium.get(f'file://{tmp_path}/page.html')
    counts = [one.text for one in chromium.find_elements(By.CSS_SELECTOR, '.counts li')]
    assert counts == ['85 the same', '10 moved', '2 changed', '2 only in LOG.md', '2 only in docs/LOG.md']
    label = chromium.find_element(By.CSS_SELECTOR, '.row.moved .kind').get_attribute('textContent')
    assert str(label).startswith('moved: line 3 \u2192 line 1,')
    save, undecided = (chromium.find_element(By.CLASS_NAME, name) for name in ('save', 'undecided'))
    assert not save.is_enabled()
    for number, choice in ((30, 'leave out'), (40, 'both'), (50, 'docs/LOG.md')):
        row = next(one for one in chromium.find_elements(By.CSS_SELECTOR, '.row') if f'E-{number} ' in one.text)
        chromium.execute_script('arguments[0].scrollIntoView({block: "center"})', row)
        next(one for one in row.find_elements(By.CSS_SELECTOR, '.decide label') if one.text == choice).click()
    assert undecided.text == '3 undecided'
    rest = chromium.find_element(By.CLASS_NAME, 'rest')
    chromium.execute_script('arguments[0].scrollIntoView({block: "center"})', rest)
    rest.click()
    assert undecided.text == 'all decided: merged text'
    folder = tmp_path_factory.mktemp('downloads')
    chromium.execute_cdp_cmd('Browser.setDownloadBehavior', {'behavior': 'allow', 'downloadPath': str(folder)})
    save.click()
    saved = folder / 'LOG.md'
    WebDriverWait(chromium, 60).until(lambda _: saved.exists() and saved.stat().st_size)
    both = {**texts, 40: texts[40] + 'source\n', 50: source[50]}
    kept = [(one, both[one]) for one in moved if one != 30]
    expected = sections(*kept).replace(
        f'{texts[40]}source\n', f'{texts[40]}source\n\n## E-40 entry\n\n{texts[40]}copy\n',
    )
    assert saved.read_text() == expected
    shown = chromium.find_element(By.CSS_SELECTOR, '.merged code').text
    assert shown == f'{PROGRAM} resolve --continue --from ~/Downloads/LOG.md LOG.md && git add LOG.md docs/LOG.md'
    result = run('resolve', '--continue', '--from', str(saved), 'LOG.md')
    assert (result.status, result.err) == (0, '')
    assert repo.read('LOG.md') == repo.read('docs/LOG.md') == saved.read_bytes()


# ---- for everybody

DOCUMENTS = {
    'LOG.md': (ROOT, DOCS),
    'GUIDE.md': ('# A\n\none two three\n' + 'x\n' * 30, '# A\n\none TWO three\n' + 'x\n' * 30),
    'PLAIN.txt': ('a\nb\nc\n', 'a\nB\nc\nd\n'),
    'PROJECT_INDEX.json': ('{"a": 1}', '{"a": 2}'),
    'BINARY.md': ('\0a', '\0b'),
    'HOSTILE.md': (HOSTILE, '# other\n'),
    'LONG.md': (
        ''.join(f'## E-{n}\n\ntext {n} of a\n\n' for n in range(40)),
        ''.join(f'## E-{n}\n\ntext {n} of b\n\n' for n in reversed(range(60))),
    ),
}


def violations(driver: webdriver.Chrome, axe: str, page: Path) -> list[object]:
    driver.get(f'file://{page}')
    driver.execute_script(axe)
    found = driver.execute_async_script(
        'const done = arguments[0]; for (const one of document.querySelectorAll("details")) one.open = true;'
        'for (const one of document.querySelectorAll(".row")) one.style.contentVisibility = "visible";'
        'axe.run(document, {resultTypes: ["violations"]}).then(found => done(found.violations.map('
        'one => [one.id, one.nodes.length, one.nodes[0].html, one.nodes[0].failureSummary])));',
    )
    return list(found)


def test_axe_finds_nothing(chromium: webdriver.Chrome, axe: str, page: str) -> None:
    try:
        for scheme, width in (('light', 1400), ('dark', 400)):
            show(chromium, scheme, width)
            assert violations(chromium, axe, Path(page.removeprefix('file://'))) == []
    finally:
        chromium.execute_cdp_cmd('Emulation.clearDeviceMetricsOverride', {})


@pytest.mark.exhaustive
@pytest.mark.parametrize('width', [400, 1400])
@pytest.mark.parametrize('scheme', ['light', 'dark'])
def test_axe_finds_nothing_in_any_document(
    chromium: webdriver.Chrome, repo: Repo, run: Run, axe: str, tmp_path: Path, scheme: str, width: int,
) -> None:
    for name, texts in DOCUMENTS.items():
        repo.put_pair(name, *texts)
    run('check', '--report', f'html={tmp_path}/page.html')
    show(chromium, scheme, width)
    assert violations(chromium, axe, tmp_path / 'page.html') == []


def test_a_long_pair_opens_at_once(chromium: webdriver.Chrome, repo: Repo, run: Run, tmp_path: Path) -> None:
    texts = [''.join(f'## E-{n}\n\ntext {n} of {side}\n\nmore\n\n' for n in range(400)) for side in 'ab']
    repo.put_pair('LOG.md', texts[0], texts[1])
    run('check', '--report', f'html={tmp_path}/page.html')
    chromium.get(f'file://{tmp_path}/page.html')
    assert len(chromium.find_elements(By.CSS_SELECTOR, '.row')) == 400
    timing = chromium.execute_script('return performance.getEntriesByType("navigation")[0].domComplete')
    assert timing < 5000  # not a benchmark: what does not open at once takes many times that


def test_nothing_to_show(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    assert '<p>All pairs match.</p>' in run('check', '--format', 'html').out
