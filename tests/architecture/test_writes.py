"""Rows change only in actions, because an action is where permission, rule, write and event come together.

The lint reads calls by their names, so it misses writes through a variable that holds a queryset; readers watch too.
Escape, with a reason, on the line itself:  `row.save()  # writes: …`
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import domains, part_of_room, platform_rooms, python_files, short, tree

ALWAYS = {"save", "asave", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
ON_QUERYSETS = {"create", "update", "delete"}
QUERYSET_WORDS = {"objects", "filter", "exclude", "all", "visible_to"}
MAY_WRITE = {"actions", "migrations"}
NEVER_WRITE = {"queries", "views", "forms", "schemas", "api", "permissions", "metrics", "rules", "extensions", "events"}


def test_domains_write_only_in_their_actions():
    found = [
        place
        for room in domains()
        for file in python_files(room)
        if part_of_room(file, room) not in MAY_WRITE
        for place in writes(file)
    ]
    assert not found, f"Move the write into an action, or say why not with '# writes: reason': {found}"


def test_the_reading_files_of_the_ground_floor_never_write():
    found = [
        place
        for room in platform_rooms()
        for file in python_files(room)
        if part_of_room(file, room) in NEVER_WRITE
        for place in writes(file)
    ]
    assert not found


def writes(file: Path) -> Iterator[str]:
    lines = file.read_text().splitlines()
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and is_write(node) and "# writes:" not in lines[node.end_lineno - 1]:
            yield f"{short(file)}:{node.lineno}"


def is_write(call: ast.Call) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "execute" and call.args and isinstance(call.args[0], ast.Constant):
        return str(call.args[0].value).lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    if call.func.attr in ON_QUERYSETS:
        return bool(QUERYSET_WORDS & set(names_in(call.func.value)))
    return call.func.attr in ALWAYS


def names_in(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute):
            yield part.attr


def test_the_lint_sees_what_it_should():
    def judged(code: str) -> bool:
        call = ast.parse(code, mode="eval").body
        assert isinstance(call, ast.Call)
        return is_write(call)

    assert judged("person.save(update_fields=['name'])")
    assert judged("Person.objects.filter(id=3).update(name='Ada')")
    assert judged("Person.objects.create(name='Ada')")
    assert judged("cursor.execute('DELETE FROM people')")
    assert not judged("settings.update(theme='dark')")
    assert not judged("cursor.execute('SELECT 1')")
