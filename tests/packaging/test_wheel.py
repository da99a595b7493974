"""The wheel alone is the product: in an empty environment, without Node, on a machine that never saw the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.util import cache_from_source
from pathlib import Path

import bootstrap
import pytest

from tests.architecture.house import ROOT, SRC

pytestmark = pytest.mark.packaging


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("colere-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel) -> Iterator[Path]:
    """An environment with nothing in it but the wheel and what the wheel itself asks for.

    It lies on the disk of `.venv`, not among the temporary files: uv links what it has, but not from disk to disk.
    """
    with tempfile.TemporaryDirectory(prefix="from-the-wheel-", dir=bootstrap.VENV) as folder:
        environment = Path(folder, "env")
        uv = bootstrap.find_uv()
        run(uv, "venv", "--quiet", "--python", sys.executable, environment)
        locked = ["--constraints", ROOT / "requirements" / "colere.txt"]
        run(uv, "pip", "install", "--quiet", "--python", environment / "bin/python", *locked, wheel)
        take_bytecode_along(environment)
        yield environment


def take_bytecode_along(environment: Path) -> None:
    """What Python has compiled for these tests it need not compile again: uv installs the same files, by links.

    Python itself looks at size and time of a source before it trusts the bytecode.
    """
    (theirs,) = environment.glob("lib/python*/site-packages")
    ours = Path(sysconfig.get_path("purelib"))
    for source in theirs.rglob("*.py"):
        known = Path(cache_from_source(str(ours / source.relative_to(theirs))))
        kept = source.parent / "__pycache__" / known.name
        if known.exists() and not kept.exists():
            kept.parent.mkdir(exist_ok=True)
            shutil.copy(known, kept)


def run(*command: object, **surroundings: str) -> str:
    environment = {**os.environ, **surroundings} if surroundings else None
    words = [str(word) for word in command]
    done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def bare(environment: Path, home: Path) -> dict[str, str]:
    """Surroundings in which there is no Node, no checkout, and nothing but the new environment."""
    keep = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TMPDIR") if name in os.environ}
    return {**keep, "PATH": str(environment / "bin"), "HOME": str(home)}


def test_the_wheel_holds_everything_that_is_not_python(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    ours = (SRC, "jinja2/**/*"), (SRC, "static/**/*"), (SRC, "locale/**/*.mo"), (SRC, "templates/**/*")
    wanted = {
        f"colere/{file.relative_to(SRC).as_posix()}"
        for folder, pattern in ours
        for file in folder.rglob(pattern)
        if file.is_file()
    }
    assert any(name.endswith("dist/manifest.json") for name in names)
    assert wanted <= names
    assert not [name for name in names if name.startswith(("tests/", "frontend/", "bench/"))]


def test_the_wheel_brings_its_licence(wheel):
    assert any(name.endswith("licenses/LICENSE") for name in zipfile.ZipFile(wheel).namelist())


def test_installed_from_the_wheel_the_demo_works_in_the_users_own_data_directory(installed, tmp_path):
    """What compiles a measure is imported late: a package that nobody declared would only be missed by the report."""
    surroundings = bare(installed, tmp_path)
    said = run_bare(installed, "demo", "--size", "tiny", "--no-serve", surroundings=surroundings)
    assert "/enter/" in said, "a sign-in link for each role"
    assert (tmp_path / ".local/share/colere/colere.sqlite3").exists()
    measures = json.loads(run_bare(installed, "report", "--json", surroundings=surroundings))["measures"]
    assert {"csat", "conversations_opened"} <= {measure["name"] for measure in measures}


def run_bare(environment: Path, *words: str, surroundings: dict[str, str]) -> str:
    command = [str(environment / "bin/colere"), *words]
    done = subprocess.run(
        command, env=surroundings, cwd=surroundings["HOME"], stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
