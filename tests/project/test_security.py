"""SECURITY.md promises what an ordinary run of the tests holds."""
from __future__ import annotations

import ast
import re

from tests.support.project import PROJECT

PAGE = (PROJECT / 'SECURITY.md').read_text()


def test_each_promise_names_tests_that_an_ordinary_run_has() -> None:
    # by their names alone, and behind the names of their files
    tests = {
        name: [ast.unparse(decorator) for decorator in node.decorator_list]
        for file in (PROJECT / 'tests').rglob('test_*.py') for node in ast.parse(file.read_text()).body
        if isinstance(node, ast.FunctionDef) for name in (node.name, f'{file.name}::{node.name}')
    }
    promises = PAGE.partition('## What is promised\n')[2].partition('\n## ')[0].split('\n- ')[1:]
    assert len(promises) > 8
    for promise in promises:
        named = re.findall(r'`(test_\w+(?:\.py::\w+)?)`', promise)
        assert named, promise
        for test in named:
            assert 'pytest.mark.exhaustive' not in tests[test], test
