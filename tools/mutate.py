"""Changes one thing after the other in the functions of some modules; a test has to fail for each.

    python -m tools.mutate sot_guard/merging/proof --tests tests/unit/merging

The tests are collected and run once, which says what tests call a function. Each mutant is a fork of that process with
another code in one function, and those tests are run until one fails. Survivors are printed; tools/mutants.md says why
some may live. The exit status is 1 if there are any.
"""
from __future__ import annotations

import argparse
import ast
import copy
import gc
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from types import CodeType
from types import FrameType
from types import FunctionType
from typing import Any
from typing import NamedTuple

import pytest
from _pytest.runner import runtestprotocol

MAX_SECONDS = 20
_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Mult: ast.Add,
    ast.Break: ast.Continue, ast.Continue: ast.Break,
}


class Mutant(NamedTuple):
    path: Path
    line: int
    what: str
    name: str
    code: CodeType


def changes(tree: ast.AST) -> Iterator[tuple[ast.AST, str, ast.AST, str]]:
    """Each node of a function, the field in which something may be changed, and what stands there then."""
    notes = {child for node in ast.walk(tree) if isinstance(node, ast.AnnAssign) for child in ast.walk(node.annotation)}
    for node in ast.walk(tree):
        if node in notes:
            continue
        for field in ('op', 'ops'):
            old = getattr(node, field, None)
            for number, one in enumerate(old if isinstance(old, list) else [old]):
                if type(one) in _SWAPPED:
                    yield node, f'{field}.{number}', _SWAPPED[type(one)](), type(one).__name__
        yield from ((node, *change) for change in _changes(node))


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST, str]]:
    match node:
        case ast.UnaryOp():
            yield '', node.operand, f'without {type(node.op).__name__}'
        case ast.Constant(bool() as value):
            yield '', ast.Constant(not value), repr(value)
        case ast.Constant(int() as value):
            yield '', ast.Constant(value + 1), repr(value)
        case ast.Break() | ast.Continue():
            yield '', _SWAPPED[type(node)](), type(node).__name__
        case ast.Expr(ast.Constant()):
            pass
        case ast.Expr() | ast.AugAssign():
            yield '', ast.Pass(), 'left out'
        case ast.IfExp():
            yield '', node.body, 'always'
            yield '', node.orelse, 'never'
        case ast.If() | ast.While():
            yield 'test', ast.Constant(False), 'never'
            yield 'test', ast.Constant(True), 'always'
        case ast.comprehension() if node.ifs:
            yield 'ifs', ast.Constant(None), 'without if'


class _Change(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return self.new if node is self.old else super().generic_visit(node)


def mutants(path: Path) -> Iterator[Mutant]:
    """Each change of each function of a module, as the code that the function has then."""
    source = path.read_text()
    for number, _ in enumerate(changes(ast.parse(source))):
        tree = ast.parse(source)
        node, field, new, what = list(changes(tree))[number]
        function = next((one for one in _functions(tree) if any(child is node for child in ast.walk(one))), None)
        if function is None or any(child is node for default in _signature(function) for child in ast.walk(default)):
            continue
        line = getattr(node, 'lineno', None) or getattr(getattr(node, 'target', None), 'lineno', 0) or function.lineno
        if field == 'ifs':
            node.ifs = []  # type: ignore[attr-defined]
        elif field == 'test':
            node.test = new  # type: ignore[attr-defined]
        elif field:
            name, _, index = field.partition('.')
            old = getattr(node, name)
            setattr(node, name, [*old[:int(index)], new, *old[int(index) + 1:]] if isinstance(old, list) else new)
        else:
            tree = _Change(node, ast.copy_location(copy.deepcopy(new), node)).visit(tree)
        module = compile(ast.fix_missing_locations(tree), str(path), 'exec', dont_inherit=True)
        yield Mutant(path, line, what, function.name, _code_of(module, function))


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """The functions of a module and of its classes."""
    for node in tree.body:
        for one in node.body if isinstance(node, ast.ClassDef) else [node]:
            if isinstance(one, ast.FunctionDef):
                yield one


def _signature(function: ast.FunctionDef) -> list[ast.AST]:
    return [function.args, *function.decorator_list, *([function.returns] if function.returns else [])]


def _code_of(code: CodeType, function: ast.FunctionDef) -> CodeType:
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    todo = [code]
    while todo:
        here = todo.pop()
        if here.co_name == function.name and here.co_firstlineno == first:
            return here
        todo += [one for one in here.co_consts if isinstance(one, CodeType)]
    raise LookupError(function.name)


class Plugin:
    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = {str(path.resolve()): path for path in paths}
        self.survivors: list[Mutant] = []
        self.count = 0

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        called: dict[tuple[str, int], list[pytest.Item]] = defaultdict(list)
        for number, item in enumerate(session.items):
            seen: set[tuple[str, int]] = set()

            def profile(frame: FrameType, event: str, argument: object, seen: set[tuple[str, int]] = seen) -> None:
                if event == 'call' and frame.f_code.co_filename in self.paths:
                    seen.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))
            sys.setprofile(profile)
            _run(session.items, number)
            sys.setprofile(None)
            for place in seen:
                called[place].append(item)
        functions = {
            (one.__code__.co_filename, one.__code__.co_firstlineno): one
            for one in gc.get_objects() if isinstance(one, FunctionType) and one.__code__.co_filename in self.paths
        }
        for path, short in self.paths.items():
            for mutant in mutants(short):
                place = path, mutant.code.co_firstlineno
                self.count += 1
                if not self._is_killed(functions.get(place), mutant, called[place]):
                    self.survivors.append(mutant)
                    text = short.read_text().splitlines()[mutant.line - 1].strip()
                    print(f'{short}:{mutant.line}: {mutant.what}: {text}', flush=True)
        print(f'{self.count - len(self.survivors):,} of {self.count:,} killed')
        return True

    def _is_killed(self, function: FunctionType | None, mutant: Mutant, items: list[pytest.Item]) -> bool:
        if function is None or not items:
            return False
        child = os.fork()
        if not child:
            signal.alarm(MAX_SECONDS)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            os.dup2(1, 2)
            function.__code__ = mutant.code
            os._exit(int(any(_run(items, number) for number in range(len(items)))))
        return os.waitpid(child, 0)[1] != 0


def _run(items: Sequence[pytest.Item], number: int) -> bool:
    """Whether a test fails."""
    after = items[number + 1] if number + 1 < len(items) else None
    return any(report.failed for report in runtestprotocol(items[number], nextitem=after, log=False))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog='python -m tools.mutate', description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('places', type=Path, nargs='+', metavar='MODULE')
    parser.add_argument('--tests', nargs='+', required=True, metavar='TEST')
    args = parser.parse_args()
    paths = [file for place in args.places for file in ([place] if place.suffix else sorted(place.rglob('*.py')))]
    plugin = Plugin(paths)
    options = '-q', '-x', '-o', 'addopts=', '-p', 'no:xdist', '-p', 'no:cacheprovider'
    pytest.main([*args.tests, *options], plugins=[plugin])
    return int(bool(plugin.survivors))


if __name__ == '__main__':
    raise SystemExit(main())
