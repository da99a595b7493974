"""Who acts is never forgotten: actions and queries ask for the actor."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import domains, part_of_room, python_files, short, tree

# Reads for the machine alone, which no person's question reaches.
WITHOUT_ACTOR: dict[str, str] = {}


def public_functions(part: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """What other rooms may call: in a package, what its `__init__.py` offers."""
    for room in domains():
        offered = offered_by(room / part / "__init__.py")
        for file in python_files(room):
            if part_of_room(file, room) == part:
                for node in tree(file).body:
                    if isinstance(node, ast.FunctionDef) and is_public(node.name, offered):
                        yield f"{short(file)}:{node.lineno} {node.name}", node


def is_public(name: str, offered: set[str] | None) -> bool:
    return not name.startswith("_") and (offered is None or name in offered)


def offered_by(init: Path) -> set[str] | None:
    if not init.exists():
        return None
    imports = [node for node in tree(init).body if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name for node in imports for alias in node.names}


def parameters(function: ast.FunctionDef) -> list[str]:
    arguments = function.args
    return [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def test_every_action_has_an_actor():
    wrong = [place for place, function in public_functions("actions") if "actor" not in parameters(function)]
    assert not wrong, f"An action is done by somebody: {wrong}"


def test_every_query_has_an_actor():
    wrong = [
        place
        for place, function in public_functions("queries")
        if "actor" not in parameters(function) and place.split()[-1] not in WITHOUT_ACTOR
    ]
    assert not wrong, f"A query starts from what its actor may see: {wrong}"


def test_arguments_after_the_subject_are_named():
    """`close(conversation, actor=…, reason=…)`; an actor may come first in a query: `list_open(actor, …)`."""
    wrong = []
    for part in ("actions", "queries"):
        for place, function in public_functions(part):
            positional = [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)]
            if len([name for name in positional if name != "actor"]) > 1:
                wrong.append(place)
    assert not wrong, f"Put a * after the subject: {wrong}"
