"""Make the locks in `requirements/` anew from `pyproject.toml`: `./colere lock [--upgrade]`.

Every lock names each package with its version and the hashes of its files, and no address: whoever installs uses the
registry that is set up on that machine, and gets the same files or none.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "colere.txt": ["pyproject.toml", "--extra", "postgres"],
    "dev.txt": ["pyproject.toml", "--extra", "postgres", "--group", "dev"],
    "all.txt": [
        "pyproject.toml",
        "--extra",
        "postgres",
        "--extra",
        "spark",
        "--extra",
        "encoder",
        "--group",
        "dev",
    ],
    "build.txt": ["--group", "build"],
    "uv.txt": ["--group", "uv"],
    "node.txt": ["--group", "node"],
}
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--custom-compile-command=./colere lock",
    "--no-annotate",
    "--quiet",
]


def main(uv: str, arguments: list[str]) -> int:
    """Compile each lock; what is locked already stays as it is unless `--upgrade` says otherwise."""
    for name, sources in LOCKS.items():
        done = subprocess.run(
            [uv, "pip", "compile", *sources, *OPTIONS, *arguments, f"--output-file=requirements/{name}"], cwd=ROOT
        )
        if done.returncode:
            return done.returncode
        sys.stderr.write(f"  requirements/{name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1], sys.argv[2:]))
