"""`./colere` sets up what is missing, once, and says what to do when it cannot.

The registries are played by three small scripts that note each call; everything else is real.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

UV = """#!/bin/sh
echo "uv $1 $2" >> "$CALLS"
[ -e "$CALLS.no-registry" ] && [ "$3" != "--help" ] && { echo "error: no route to the registry" >&2; exit 2; }
[ "$1" = venv ] && { for last; do :; done; exec "$PYTHON" -m venv --without-pip "$last"; }
exit 0
"""
NODE = """#!/bin/sh
echo "${NODE_VERSION:-v20.19.0}"
"""
NPM = """#!/bin/sh
echo "npm $1" >> "$CALLS"
[ -e "$CALLS.no-registry" ] && { echo "npm error network" >&2; exit 1; }
case "$1" in
    ci) mkdir -p node_modules ;;
    run) cd ../src/colere/platform/ui/static/ui && mkdir -p dist && echo '{}' > dist/manifest.json ;;
esac
"""
COMMAND = "import beside, os, sys; print('colere', *sys.argv[1:], 'in', os.getcwd())\n"
FILES = {
    "frontend/package-lock.json": "{}",
    "frontend/src/main.ts": "",
    "src/run/colere.py": COMMAND,
    "src/run/beside.py": "",
    "src/colere/platform/ui/static/ui/mark.svg": "",
}


class Checkout:
    """A small checkout with the real set-up in it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.calls_file, self.path = folder / "checkout", folder / "calls", folder / "bin"
        for name in ("colere", "tools/bootstrap.py", "pyproject.toml"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        shutil.copytree(ROOT / "requirements", self.root / "requirements")
        for name, text in FILES.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text)
        self.path.mkdir()
        for name, text in {"uv": UV, "node": NODE, "npm": NPM}.items():
            (self.path / name).write_text(text)
            (self.path / name).chmod(0o755)

    def run(self, *arguments: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": f"{self.path}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "HOME": str(self.root.parent),
            "CALLS": str(self.calls_file),
            "PYTHON": sys.executable,
            "PYTHONPATH": str(self.root / "src/run"),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_INDEX_URL": "https://registry.example/simple",  # else pip is asked for it, which takes half a second
            **surroundings,
        }
        return subprocess.run(
            [str(self.root / "colere"), *arguments],
            env=environment,
            cwd=self.root.parent,
            capture_output=True,
            text=True,
        )

    def calls(self) -> list[str]:
        """What was asked of the registries since the last time."""
        calls = self.calls_file.read_text().splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        return calls

    def cut_off(self, *, is_cut: bool) -> None:
        Path(f"{self.calls_file}.no-registry").touch() if is_cut else Path(f"{self.calls_file}.no-registry").unlink()


@pytest.fixture
def checkout(tmp_path):
    return Checkout(tmp_path)


def test_the_first_start_sets_up_and_hands_over(checkout):
    done = checkout.run("report", "--json", PIP_INDEX_URL="", PYTHONDONTWRITEBYTECODE="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"colere report --json in {checkout.root.parent}\n"
    assert "this happens once" in done.stderr
    assert {"uv venv --quiet", "uv pip install", "npm ci", "npm run"} <= set(checkout.calls())
    assert list(checkout.root.glob("src/run/__pycache__/*.pyc")), "else each start compiles everything again"


def test_the_second_start_asks_nobody_and_says_nothing(checkout):
    checkout.run()
    checkout.calls()
    done = checkout.run("report")
    assert (done.returncode, done.stderr, checkout.calls()) == (0, "", [])


def test_a_changed_page_is_built_again_and_nothing_else(checkout):
    checkout.run()
    checkout.calls()
    (checkout.root / "frontend/src/main.ts").write_text("export {}")
    assert checkout.run().returncode == 0
    assert checkout.calls() == ["npm run"]


def test_a_changed_lock_is_installed_again(checkout):
    checkout.run()
    checkout.calls()
    with (checkout.root / "requirements/colere.txt").open("a") as lock:
        lock.write("# changed\n")
    done = checkout.run()
    assert "Bringing Colere up to date" in done.stderr
    calls = checkout.calls()
    assert "uv pip install" in calls and "npm ci" not in calls


def test_without_the_registry_it_says_so_and_goes_on_later(checkout):
    checkout.cut_off(is_cut=True)
    done = checkout.run("report")
    assert done.returncode == 1
    assert done.stdout == "" and "Traceback" not in done.stderr
    assert "no route to the registry" in done.stderr and "run the same command again" in done.stderr
    checkout.cut_off(is_cut=False)
    done = checkout.run("report")
    assert done.returncode == 0 and done.stdout.startswith("colere report")


def test_an_interrupted_set_up_goes_on_where_it_stopped(checkout):
    (checkout.path / "npm").write_text("#!/bin/sh\nkill -9 $PPID\n")
    assert checkout.run("report").returncode != 0
    checkout.calls()
    (checkout.path / "npm").write_text(NPM)
    assert checkout.run("report").returncode == 0
    assert [call for call in checkout.calls() if call.startswith("uv")] == []


def test_half_installed_packages_are_installed_anew(checkout):
    checkout.run()
    (checkout.root / ".venv/stamps/colere.txt").unlink()
    (checkout.root / ".venv/unfinished").touch()
    checkout.calls()
    assert checkout.run().returncode == 0
    assert "uv venv --quiet" in checkout.calls()


def test_without_any_python_it_says_what_to_install(checkout):
    path = checkout.root.parent / "nothing"
    path.mkdir()
    for tool in ("sh", "dirname"):
        (path / tool).symlink_to(shutil.which(tool))
    script = (checkout.root / "colere").read_text().replace("/usr/bin/python3", "/nowhere/python3")
    (checkout.root / "colere").write_text(script)
    done = checkout.run(PATH=str(path))
    assert done.returncode == 1
    assert "needs Python 3.11 or newer" in done.stderr


@pytest.mark.parametrize(
    ("version", "suits"),
    [
        ("v18.20.0", False),
        ("v20.18.9", False),
        ("v20.19.0", True),
        ("v21.7.0", False),
        ("v22.11.0", False),
        ("v24.1.0", True),
    ],
)
def test_node_from_the_path_must_suit_vite(checkout, monkeypatch, version, suits):
    import bootstrap

    monkeypatch.setenv("NODE_VERSION", version)
    assert bootstrap.suits(str(checkout.path / "node")) is suits
