"""The plan of the house as the tests read it: storeys, rooms and files."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "colere"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

ROOM_FILES = {
    "__init__.py", "rules.py", "events.py", "models.py", "permissions.py", "queries.py", "actions.py", "handlers.py",
    "jobs.py", "metrics.py", "forms.py", "schemas.py", "views.py", "api.py", "urls.py", "extensions.py", "apps.py",
    "admin.py",
}  # fmt: skip
ROOM_FOLDERS = {file.removesuffix(".py") for file in ROOM_FILES} | {"jinja2", "migrations", "management", "static"}


def domains() -> list[Path]:
    """The folder of every domain: foundation, and the rooms of care, culture and insights."""
    groups = [SRC / name for name in ("care", "culture", "insights")]
    rooms = [room for group in groups if group.is_dir() for room in sorted(group.iterdir()) if _is_package(room)]
    return [*([SRC / "foundation"] if _is_package(SRC / "foundation") else []), *rooms]


def platform_rooms() -> list[Path]:
    return [room for room in sorted((SRC / "platform").iterdir()) if _is_package(room)]


def _is_package(folder: Path) -> bool:
    return (folder / "__init__.py").exists()


def python_files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        for file in sorted(folder.rglob("*.py")):
            if "node_modules" not in file.parts:
                yield file


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(), filename=str(file))


def part_of_room(file: Path, room: Path) -> str:
    """The name of the room's file that this one is, or belongs to: `actions/closing.py` is part of "actions"."""
    return file.relative_to(room).parts[0].removesuffix(".py")


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tracked_files() -> list[Path]:
    """What git would publish: tracked files and new ones that are not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@cache
def storeys() -> dict[str, int]:
    """Dotted package → its height; packages side by side have the same height. Read from the import contracts."""
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    heights: dict[str, int] = {}

    def measure(container: str, bottom: int) -> int:
        layers = next(c["layers"] for c in contracts if c["type"] == "layers" and c["containers"] == [container])
        for layer in reversed(layers):
            bottom += 1
            top = bottom
            for name in (word.strip(" ()") for word in layer.replace(":", "|").split("|")):
                package = f"{container}.{name}"
                heights[package] = bottom
                if any(c.get("containers") == [package] for c in contracts):
                    top = max(top, measure(package, bottom))
            bottom = top
        return bottom

    measure("colere", 0)
    return heights


def height(module: str) -> int:
    """How high the package that holds this module stands."""
    words = module.split(".")
    for end in range(len(words), 0, -1):
        if found := storeys().get(".".join(words[:end])):
            return found
    raise LookupError(f"{module} is in no layer of the import contracts")
