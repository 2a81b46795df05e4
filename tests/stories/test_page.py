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

from tests.support.repo import Repo
from tests.support.repo import Run

pytestmark = [
    pytest.mark.xdist_group('browser'),
    pytest.mark.skipif(not shutil.which('chromedriver'), reason='Chromium and its driver are not installed'),
]

ROOT = '# Log\n\n## BUILD-3 only root\n\nthree\n\n## BUILD-2 moved\n\ntwo\n\n## BUILD-1 changed\n\none\n\nsame line\n'
DOCS = '# Log\n\n## BUILD-1 changed\n\neins\n\nsame line\n\n## BUILD-2 moved\n\ntwo\n\n## BUILD-4 only docs\n\nfour\n'
HOSTILE = (
    '# <script>document.title = "owned"</script>\n\n<img src=x onerror="document.title=1">\n'
    '<style>body{display:none}</style>\n\n</pre></details><a href="javascript:alert(1)">{{ 7 * 7 }} {% raw %}\n'
    '\nright \u202e left\n\x1b[31m\n'
    '<link rel=stylesheet href=https://example.org/x.css><iframe src=https://example.org></iframe>\n'
)


def browser(place: Path, **preferences: Any) -> webdriver.Chrome:
    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which('chromium'))
    for argument in (
        '--headless=new', '--no-sandbox', '--disable-dev-shm-usage', '--window-size=1400,1000',
        f'--user-data-dir={place}/profile',
    ):
        options.add_argument(argument)
    options.set_capability('goog:loggingPrefs', {'browser': 'ALL', 'performance': 'ALL'})
    if preferences:
        options.add_experimental_option('prefs', preferences)
    return webdriver.Chrome(options, Service(str(shutil.which('chromedriver'))))


@pytest.fixture(scope='module')
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    driver = browser(tmp_path_factory.mktemp('chromium'))
    yield driver
    driver.quit()


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


def test_the_two_copies_stand_side_by_side(chromium: webdriver.Chrome, page: str) -> None:
    chromium.get(page)
    rows = chromium.find_elements(By.CSS_SELECTOR, '#pair-2 .sides details')
    assert [row.get_attribute('class') for row in rows] == ['root', 'same', 'changed', 'same', 'docs']
    left, right = rows[2].find_elements(By.CSS_SELECTOR, '.cell')
    assert abs(left.rect['y'] - right.rect['y']) < 2
    assert left.rect['x'] + left.rect['width'] <= right.rect['x'] + 1
    assert [one.text.lstrip('0123456789') for one in left.find_elements(By.CSS_SELECTOR, '.new')] == ['one']
    assert rows[0].find_element(By.CSS_SELECTOR, '.none').text == 'not here'
    assert not rows[1].get_attribute('open')
    assert log(chromium, 'browser') == []
    assert requests(chromium) == []


def test_links_keyboard_and_names(chromium: webdriver.Chrome, page: str) -> None:
    chromium.get(page)
    links = chromium.find_elements(By.CSS_SELECTOR, '.summary a')
    assert [link.text for link in links] == ['BINARY.md', 'LOG.md', 'PROJECT_INDEX.json']
    links[1].send_keys(Keys.ENTER)
    assert chromium.current_url.endswith('#pair-2')
    segments = chromium.find_elements(By.CSS_SELECTOR, '#pair-2 .strip a')
    assert segments[0].accessible_name == 'section 1: only root'
    segments[1].send_keys(Keys.ENTER)
    row = chromium.find_element(By.ID, 'row-2-1')
    assert row.get_attribute('open')
    assert row.is_displayed()
    headings = chromium.find_elements(By.CSS_SELECTOR, 'h1, h2')
    assert [heading.accessible_name for heading in headings][:2] == [
        'Root and docs copies', 'BINARY.md and docs/BINARY.md were never identical.',
    ]


def test_a_command_is_copied(chromium: webdriver.Chrome, page: str) -> None:
    chromium.get(page)
    button = chromium.find_element(By.CSS_SELECTOR, '#pair-2 .commands button')
    line = chromium.find_element(By.CSS_SELECTOR, '#pair-2 .commands code').text
    assert button.accessible_name == f'Copy the command: {line}'
    button.click()
    WebDriverWait(chromium, 20).until(lambda _: button.text in ('Copied', 'Selected'))
    if button.text == 'Selected':
        assert chromium.execute_script('return getSelection().toString()') == line


def test_with_scripts_off_and_in_the_dark(page: str, tmp_path: Path) -> None:
    driver = browser(tmp_path, **{'profile.managed_default_content_settings.javascript': 2})
    try:
        dark = {'features': [{'name': 'prefers-color-scheme', 'value': 'dark'}]}
        driver.execute_cdp_cmd('Emulation.setEmulatedMedia', dark)
        driver.get(page)
        assert not driver.find_element(By.CSS_SELECTOR, '.commands button').is_displayed()
        assert 'three' in driver.find_element(By.CSS_SELECTOR, '#pair-2 .sides').text
        colour = driver.find_element(By.TAG_NAME, 'body').value_of_css_property('background-color')
        assert max(map(int, re.findall(r'\d+', colour)[:3])) < 60
        assert log(driver, 'browser') == []
    finally:
        driver.quit()


def test_a_hostile_document_is_text(chromium: webdriver.Chrome, repo: Repo, run: Run, tmp_path: Path) -> None:
    name = '<b>&"\'.md'
    repo.put_pair(name, HOSTILE, '# other\n')
    run('check', '--report', f'html={tmp_path}/page.html')
    log(chromium, 'performance')
    chromium.get(f'file://{tmp_path}/page.html')
    assert chromium.title == 'Root and docs copies'
    text = chromium.find_element(By.CSS_SELECTOR, '.sides').text
    for line in ('<script>document.title = "owned"</script>', '{{ 7 * 7 }} {% raw %}', '\\u202e', '\\x1b[31m'):
        assert line in text
    assert name in chromium.find_element(By.TAG_NAME, 'h2').text
    active = 'iframe, link, img, main script, main style, a[href^=javascript]'
    assert chromium.find_elements(By.CSS_SELECTOR, active) == []
    assert chromium.find_element(By.TAG_NAME, 'body').is_displayed()
    assert log(chromium, 'browser') == []
    assert requests(chromium) == []


def test_a_long_pair_opens_at_once(chromium: webdriver.Chrome, repo: Repo, run: Run, tmp_path: Path) -> None:
    texts = [''.join(f'## E-{n}\n\ntext {n} of {side}\n\nmore\n\n' for n in range(400)) for side in 'ab']
    repo.put_pair('LOG.md', texts[0], texts[1])
    run('check', '--report', f'html={tmp_path}/page.html')
    chromium.get(f'file://{tmp_path}/page.html')
    assert len(chromium.find_elements(By.CSS_SELECTOR, '.sides details')) == 400
    timing = chromium.execute_script('return performance.getEntriesByType("navigation")[0].domComplete')
    assert timing < 5000  # not a benchmark: what does not open at once takes many times that


def test_a_text_that_is_too_long_is_cut(repo: Repo, run: Run) -> None:
    repo.put_pair('LOG.md', 'x\n' * 30_000, 'y\n' * 30_000)
    out = run('check', '--format', 'html').out
    assert out.count('(the rest is left out: the page would be too long)') == 2


def test_nothing_to_show(repo: Repo, run: Run) -> None:
    repo.commit_pair()
    assert '<p>Every pair is the same.</p>' in run('check', '--format', 'html').out
