"""Apache Spark: the Parquet files are read where they lie, by one machine or by a cluster.

Every machine of the cluster must see the facts directory under the same path (a shared directory).
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from colere.platform.metrics.engines import Rows
from colere.platform.metrics.engines.errors import EngineMissing
from colere.platform.metrics.facts import Fact
from colere.platform.metrics.manifest import Manifest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TYPES = {
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "string": "STRING",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
}
SETTINGS = {
    "spark.app.name": "colere report",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "16",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
HERE = "local[*]"


class Spark:
    """A session with the master at `master`, such as spark://host:7077; by default with this machine alone."""

    dialect = "pyspark"

    def __init__(self, master: str = "") -> None:
        _check_installed()
        self.master = master or HERE
        self.session: SparkSession | None = None
        self.is_guest = False
        self.root = Path()
        self.views: dict[str, list[str]] = {}
        """The files that each view reads: to look into them takes Spark as long as a small question."""

    def prepare(self, root: Path, state: Manifest, facts: Sequence[Fact]) -> None:
        """Begin a session, or be a guest in the one that this process has; the driver is on this machine."""
        from pyspark.sql import SparkSession

        self.root, self.views = root.resolve(), {}
        self.is_guest = SparkSession.getActiveSession() is not None
        self.session = _session(self.master)

    def ask(self, text: str, fact: Fact, files: Sequence[str]) -> tuple[str, Rows]:
        """The text, run on a view of the files, and its rows."""
        if self.session is None:
            raise RuntimeError("Spark was asked before it was prepared.")
        paths = [str(self.root / file) for file in files]
        if self.views.get(fact.name) != paths:
            self._view(self.session, fact, paths)
            self.views[fact.name] = paths
        adapted = _adapted(text)
        return adapted, [row.asDict() for row in self.session.sql(adapted).collect()]

    def close(self) -> None:
        """End the session and let the cluster go; a session that was there before stays."""
        if self.session is not None and not self.is_guest:
            self.session.stop()

    def _view(self, session: SparkSession, fact: Fact, paths: Sequence[str]) -> None:
        if paths:
            chosen = [f"CAST(`{name}` AS {TYPES[kind]}) AS `{name}`" for name, kind in fact.columns.items()]
            rows = session.read.parquet(*[f"file://{path}" for path in paths]).selectExpr(*chosen)
        else:
            rows = session.createDataFrame([], ", ".join(f"`{n}` {TYPES[kind]}" for n, kind in fact.columns.items()))
        rows.createOrReplaceTempView(fact.name)


def _adapted(text: str) -> str:
    """Ibis writes a window that begins at the row itself in a way that Spark does not take."""
    return re.sub(r"BETWEEN CAST\(0 AS INTERVAL \w+\) FOLLOWING", "BETWEEN CURRENT ROW", text)


def _check_installed() -> None:
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        sentence = _("Spark needs the package pyspark. Install it with: pip install 'colere[spark]'")
        raise EngineMissing(sentence) from error
    home = os.environ.get("JAVA_HOME", "")
    if not (shutil.which("java") or (home and Path(home, "bin", "java").exists())):
        raise EngineMissing(_("Spark needs Java 17 or newer, and there is none. Install it, or set JAVA_HOME to it."))


def _session(master: str) -> SparkSession:
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder: Any = SparkSession.builder.master(master)
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    try:
        session: SparkSession = builder.getOrCreate()
    except (PySparkException, OSError, RuntimeError) as error:
        said = {"master": master, "reason": str(error).strip().splitlines()[0]}
        raise EngineMissing(_("Spark at %(master)s could not be reached: %(reason)s") % said) from error
    except Exception as error:  # the Java side has errors of its own kind, which need Java to be named
        if type(error).__module__.startswith("py4j"):
            raise EngineMissing(_("Spark at %(master)s could not be reached.") % {"master": master}) from error
        raise
    session.sparkContext.setLogLevel("ERROR")
    return session
