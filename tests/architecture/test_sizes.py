"""Files up to 400 lines, functions up to 40 without their docstring; where one is larger, a reader has agreed."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import ROOT, SRC, python_files, short, tree

FILE_LINES, FUNCTION_LINES = 400, 40

REVIEWED = {
    "tests/platform/metrics/crashing.py:die_at": "one scene: what counts as a step, and the catch-up that dies at it",
}


def sources() -> Iterator[Path]:
    folders = [folder for folder in (SRC, ROOT / "tools", ROOT / "bench", ROOT / "tests") if folder.is_dir()]
    return (file for file in python_files(*folders) if file.parent.name != "migrations")


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {short(file): lines for file in sources() if (lines := len(file.read_text().splitlines())) > FILE_LINES}
    assert not long.keys() - REVIEWED.keys(), f"Split by what the parts do: {long}"


def test_no_function_is_longer_than_a_screen():
    long = []
    for file in sources():
        for node in functions(tree(file)) if may_have_a_long_one(file) else ():
            if length(node) > FUNCTION_LINES and (name := f"{short(file)}:{node.name}") not in REVIEWED:
                long.append(f"{name} ({length(node)})")
    assert not long, f"Split, or add to REVIEWED why splitting would hide the thought: {long}"


def may_have_a_long_one(file: Path) -> bool:
    """Whether as many lines stand between a `def` and the next line that is not further in: quicker than parsing."""
    began: list[tuple[int, int]] = []  # indent and number of each `def` that is still open
    is_in_text = False
    for number, line in enumerate([*file.read_text().splitlines(), "end"]):
        words, was_in_text = line.lstrip(), is_in_text
        is_in_text ^= line.count('"""') % 2 == 1
        if was_in_text or not words or words.startswith((")", "#")):
            continue
        indent = len(line) - len(words)
        while began and indent <= began[-1][0]:
            if number - began.pop()[1] > FUNCTION_LINES:
                return True
        if words.startswith(("def ", "async def ")):
            began.append((indent, number))
    return False


def functions(block: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function in there; expressions, which hold most nodes and no function of several lines, are passed over."""
    for node in ast.iter_child_nodes(block):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node
        if isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield from functions(node)


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or 0) - first.lineno + 1 if is_docstring else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring
