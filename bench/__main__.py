"""All measurements in one command, one JSON out.

    python -m bench [NAME …] [--quick] [--out FILE]

Runs the measurements that stand beside this file, one after the other so that none disturbs another, each as its own
program. `--quick` runs each small enough to see within minutes that it works; its figures are not to be quoted. The
JSON has, by name, what each printed (with its baseline and ratio), the machine, and whether every limit was kept.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
QUICK: dict[str, list[str]] = {
    "jobs": ["--jobs", "1000"],
    "live": ["--streams", "200", "--events", "5"],
    "crash": ["--rounds", "3", "--conversations", "300"],
    "pages": ["--conversations", "3000", "--requests", "10"],
    "facts": ["--rows", "100000"],
    "import_speed": ["--limit", "500"],
    "drivers": ["--rows", "10000", "--rounds", "1", "--repeats", "100"],
    "purchases": ["--rounds", "3"],
    "truths": ["--seeds", "1", "--first", "101"],
    "people_scores": ["--people", "50", "--answers", "50000"],
    "coverage": ["--times", "1"],
    "rows": ["--rows", "200000"],
}


def main() -> None:
    every = (
        "pages",
        "facts",
        "import_speed",
        "live",
        "jobs",
        "crash",
        "drivers",
        "purchases",
        "people_scores",
        "truths",
    )
    every += ("coverage", "rows")
    names = [name for name in every if (HERE / f"{name}.py").exists()]
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--quick", action="store_true", help="small, to see that it works")
    parser.add_argument("--out", type=Path, help="write the JSON here too")
    options = parser.parse_args()
    unknown = set(options.names) - set(names)
    if unknown:
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    started = time.monotonic()
    found = {name: run(name, QUICK[name] if options.quick else []) for name in options.names or names}
    result: dict[str, Any] = {
        "machine": machine(),
        "is_quick": options.quick,
        "seconds": round(time.monotonic() - started, 1),
        "kept": {name: one.get("kept") for name, one in found.items()},
        **found,
    }
    text = json.dumps(result, indent=2)
    print(text)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    if not all(kept is not False and "error" not in found[name] for name, kept in result["kept"].items()):
        raise SystemExit(1)


def run(name: str, words: list[str]) -> dict[str, Any]:
    """What the measurement printed, or how it failed."""
    print(f"{name} …", file=sys.stderr, flush=True)
    done = subprocess.run([sys.executable, str(HERE / f"{name}.py"), *words], stdout=subprocess.PIPE, text=True)
    start = done.stdout.find("{")
    if done.returncode == 0 and start >= 0:
        read: dict[str, Any] = json.loads(done.stdout[start:])
        return read
    return {"error": f"status {done.returncode}", "said": done.stdout[-2000:]}


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cpus": os.cpu_count(),
        "load_before": [round(load, 1) for load in os.getloadavg()],
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }


if __name__ == "__main__":
    main()
