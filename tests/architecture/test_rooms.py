"""Every room has the same shape, so that a newcomer finds things where they are looked for."""

import ast

from tests.architecture.house import (
    ROOM_FILES,
    ROOM_FOLDERS,
    ROOT,
    SRC,
    domains,
    part_of_room,
    platform_rooms,
    python_files,
    short,
    tree,
)

FORBIDDEN_NAMES = {"utils", "util", "helpers", "common", "services", "managers", "signals", "misc"}


def test_a_domain_has_the_files_of_the_plan_and_no_others():
    strays = [
        short(entry)
        for room in domains()
        for entry in room.iterdir()
        if entry.name != "__pycache__" and entry.name not in (ROOM_FOLDERS if entry.is_dir() else ROOM_FILES)
    ]
    assert not strays, f"A domain has only the files named in docs/contributing/where-things-go.md: {strays}"


def test_nothing_is_called_utils_or_helpers():
    rooms = [*domains(), *platform_rooms()]
    strays = [short(file) for file in python_files(*rooms) if FORBIDDEN_NAMES & {file.stem, file.parent.name}]
    assert not strays, f"Name a module for what it does: {strays}"


def test_templates_of_a_domain_are_in_a_folder_of_its_name():
    strays = [
        short(template)
        for room in domains()
        for template in room.glob("jinja2/**/*.html")
        if template.relative_to(room / "jinja2").parts[0] != room.name
    ]
    assert not strays


def test_every_package_says_what_it_is():
    silent = [
        short(file)
        for file in python_files(SRC)
        if file.name == "__init__.py"
        and not {"migrations", "management", "commands"} & set(file.parts)
        and not ast.get_docstring(tree(file))
    ]
    assert not silent, f"The docstring of a package says what it is, its nouns, its neighbours: {silent}"


def test_every_domain_has_a_page_in_the_docs():
    missing = [room.name for room in domains() if not (ROOT / "docs" / "domains" / f"{room.name}.md").exists()]
    assert not missing, f"Write docs/domains/<name>.md for {missing}"


def test_public_functions_of_the_deciding_files_say_what_the_caller_gets():
    silent = []
    for room in [*domains(), SRC / "stats"]:
        for file in python_files(room):
            if room.name != "stats" and part_of_room(file, room) not in {"rules", "actions", "queries"}:
                continue
            silent += [
                f"{short(file)}:{node.lineno} {node.name}"
                for node in tree(file).body
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
            ]
    assert not silent, f"These need a docstring: {silent}"
