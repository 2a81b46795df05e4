"""SECURITY.md promises what a test holds."""
from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
PAGE = (TESTS.parent / 'SECURITY.md').read_text()


def test_each_promise_names_tests_that_exist() -> None:
    promises = PAGE.partition('## What is promised\n')[2].partition('\n## ')[0].split('\n- ')[1:]
    assert len(promises) > 8
    for promise in promises:
        named = re.findall(r'`(test_\w+\.py)::(test_\w+)`', promise)
        assert named, promise
        for file, test in named:
            functions = {node.name for node in ast.parse((TESTS / file).read_text()).body
                         if isinstance(node, ast.FunctionDef)}
            assert test in functions, (file, test)
