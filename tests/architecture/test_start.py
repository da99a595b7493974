"""A start is quick because it loads only what a page needs."""

import os
import subprocess
import sys

LATE = ["numpy", "scipy", "sklearn", "statsmodels", "ibis", "sqlglot", "duckdb", "polars", "pandas", "holidays"]
LATE += ["pyspark", "fsrs", "typst"]


def modules_after(code, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys\nprint(*sys.modules)"],
        env={**os.environ, "COLERE_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "colere.config.settings"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_importing_colere_imports_nothing_else(tmp_path):
    loaded = modules_after("import colere", tmp_path)
    assert not loaded & {"django", *LATE}


def test_a_web_process_starts_without_the_analysts_tools(tmp_path):
    loaded = modules_after("import colere.config.asgi", tmp_path)
    assert "django" in loaded
    assert not loaded & set(LATE)
