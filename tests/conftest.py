"""What every test may ask for, and where a test run lives.

A run has a `COLERE_HOME` of its own in the temporary directory (with xdist: each worker has one), so that no test can
touch a person's data. `--database postgresql` runs the same tests on a PostgreSQL server: the one that `DATABASE_URL`
names, else one that the run starts for itself (`tests/postgres.py`).
"""

from __future__ import annotations

import atexit
import fcntl
import gc
import importlib.util
import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
import pytest
from django.conf import settings
from hypothesis import settings as hypothesis_settings

from tests import postgres
from tests.people import Cast, Member, Recorded, record_cast
from tests.worlds import Worlds

if TYPE_CHECKING:
    from django.core.mail import EmailMessage
    from django.test import Client
    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import SettingsWrapper

pytest_plugins = ["tests.earlier"]

ON_BOTH_DATABASES = ("tests/platform/", "tests/domains/")
FOR_THE_RUN = "COLERE_TEST_RUN"  # a directory that all workers of the run share
MADE_ONCE = "COLERE_TEST_MADE"  # one that several runs share, if somebody starts several
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ

# Imports make much and leave little.
USUAL_THRESHOLDS = gc.get_threshold()
gc.set_threshold(100_000)

# Before NumPy is imported: the threads of one worker would wait for those of another.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# A shell that starts a run in the background has it ignore Ctrl-C, which the programs under test would inherit.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A run tries forty examples of each property, other ones each time; `--hypothesis-profile=thorough` tries a thousand.
hypothesis_settings.register_profile("suite", max_examples=40, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=1000, deadline=None)
hypothesis_settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=["sqlite", "postgresql"],
        default="sqlite",
        help="Which database the tests run on. postgresql takes only the tests that are meant to run on both.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Prepare the surroundings before Django reads its settings; workers get theirs from the first process."""
    if IS_WORKER:
        return
    signal.signal(signal.SIGTERM, end_in_good_order)
    home = Path(tempfile.mkdtemp(prefix="colere-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    os.environ["COLERE_HOME"] = os.environ[FOR_THE_RUN] = str(home)
    os.environ.setdefault(MADE_ONCE, str(home))
    if importlib.util.find_spec("colere.config"):
        os.environ["DJANGO_SETTINGS_MODULE"] = "colere.config.settings"
    os.environ.pop("DATABASE_URL", None)
    if config.getoption("--database") == "postgresql" and not config.getoption("numprocesses", None):
        os.environ["DATABASE_URL"] = start_server(config, home)
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        django.setup()
    settings.DATABASES  # noqa: B018  (pytest-django sets Django up only when the settings have been read)


def end_in_good_order(_number: int, _frame: Any) -> None:
    """Told to stop, a run stops its servers and removes what it wrote; told twice, it does so undisturbed."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def start_server(config: pytest.Config, home: Path) -> str:
    """The address of a PostgreSQL server that stops with this run, also when the run is told to stop."""
    server = postgres.start(home)
    config.add_cleanup(server.stop)
    return server.url


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config: pytest.Config, specs: list[Any]) -> None:
    """A data directory for each worker, and a server: an open transaction of one would hold back the log of another."""
    for number, spec in enumerate(specs):
        home = Path(os.environ["COLERE_HOME"], f"worker{number}")
        home.mkdir()
        spec.env["COLERE_HOME"] = str(home)
        if config.getoption("--database") == "postgresql":
            spec.env["DATABASE_URL"] = start_server(config, home)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """On PostgreSQL, do not even import a file of which nothing can run there: some import slow libraries."""
    if config.getoption("--database") != "postgresql" or not collection_path.match("test_*.py"):
        return None
    name = collection_path.relative_to(config.rootpath).as_posix()
    is_about_the_database = name.startswith(ON_BOTH_DATABASES) and not name.endswith("pages.py")
    return None if is_about_the_database or "mark.postgres" in collection_path.read_text() else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what is meant for both databases; a browser only where there is one."""
    on_postgresql = config.getoption("--database") == "postgresql"
    chosen = [item for item in items if not on_postgresql or _is_for_both(item)]
    if len(chosen) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
        items[:] = chosen


def pytest_collection_finish() -> None:
    """From here on only what tests make and leave is looked through for what nobody holds any more.

    What has been imported stays until the end; to look through it again and again is a twentieth of the work of a run.
    """
    gc.freeze()
    gc.set_threshold(*USUAL_THRESHOLDS)
    atexit.register(gc.unfreeze)  # then Python takes all apart, or libraries would complain of what is left


def _is_for_both(item: pytest.Item) -> bool:
    """On another database a test tells something new only if it touches one.

    A page is drawn the same on both; of the tests of pages those run twice that are about what the database finds.
    """
    if item.get_closest_marker("sqlite"):
        return False
    if item.get_closest_marker("postgres"):
        return True
    if item.path.stem.endswith("pages"):
        return False
    asked_for = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return item.nodeid.startswith(ON_BOTH_DATABASES) and bool(asked_for or item.get_closest_marker("django_db"))


@pytest.fixture(scope="session")
def made_once() -> Callable[[str, Callable[[Path], None]], Path]:
    """`made_once("blank", make)`: a folder that the first who asks has made, for all. Copy it; do not use it."""

    def find_or_make(name: str, make: Callable[[Path], None]) -> Path:
        folder = Path(os.environ[MADE_ONCE], name)
        with folder.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                making = folder.with_suffix(".unfinished")
                shutil.rmtree(making, ignore_errors=True)
                make(making)
                making.rename(folder)
        return folder

    return find_or_make


@pytest.fixture(scope="session")
def blank_home(made_once: Callable[[str, Callable[[Path], None]], Path]) -> Path:
    """A home whose database has its tables, made once."""
    from tests.crash.processes import Installation

    def make(home: Path) -> None:
        done = Installation(home).colere("jobs")  # the first command makes the database, and says nothing of it
        assert (done.returncode, done.stderr) == (0, "")

    return made_once("blank", make)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> None:
    """The tests' database: on SQLite a copy of the blank home's, which is quicker than to migrate once more."""
    from django.db import connection
    from django.test.utils import setup_databases

    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            setup_databases(verbosity=0, interactive=False, serialized_aliases=())
            return
        test = connection.settings_dict["TEST"]["NAME"]
        shutil.copy(request.getfixturevalue("blank_home") / "colere.sqlite3", test)
        connection.close()
        connection.settings_dict["NAME"] = test


@pytest.fixture(scope="session")
def worlds(recorded_cast: Recorded, tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    """Databases in which something has happened; see tests/worlds.py."""
    return Worlds(tmp_path_factory.mktemp("worlds"), recorded_cast)


@pytest.fixture(autouse=True)
def _quick_passwords(request: pytest.FixtureRequest) -> None:
    """Argon2 is slow on purpose; a test that signs somebody in does not need that."""
    if "django_db_setup" in request.fixturenames or "settings" in request.fixturenames:
        settings: SettingsWrapper = request.getfixturevalue("settings")
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def recorded_cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Recorded:
    """The rows of the cast, made once by the product's own actions."""
    with django_db_blocker.unblock():
        return record_cast()


@pytest.fixture
def cast(worlds: Worlds, db: None) -> Cast:
    """The people of the tests; see tests/people.py."""
    return worlds.cast.enter()


@pytest.fixture
def sign_in(client: Client) -> Callable[[Member], Client]:
    """`sign_in(cast.lead)` gives a browser without a screen in which that person is signed in."""

    def enter(member: Member) -> Client:
        client.force_login(member.account)
        return client

    return enter


@pytest.fixture
def published(db: None) -> Callable[..., list[Any]]:
    """What the log was told since the test began: `published()` or `published("customers.CustomerCreated")`."""
    from colere.platform.events.models import LogLine

    before = LogLine.objects.order_by("-id").values_list("id", flat=True).first() or 0

    def lines(kind: str | None = None) -> list[Any]:
        found = LogLine.objects.filter(id__gt=before).order_by("id")
        return list(found.filter(kind=kind) if kind else found)

    return lines


@pytest.fixture
def run_jobs(db: None) -> Callable[[], int]:
    """Do the waiting jobs, and those that they enqueue, until none is due; gives how many were done."""
    from colere.platform.jobs import worker

    return worker.run_until_idle


@pytest.fixture
def mailbox(settings: SettingsWrapper) -> Iterator[list[EmailMessage]]:
    """The mail that the test has sent."""
    from django.core import mail

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    yield mail.outbox


@pytest.fixture(scope="session", autouse=True)
def _emptied_between_tests() -> Iterator[None]:
    """After a test with real transactions; see tests/emptying.py."""
    from django.test import TransactionTestCase

    from tests.emptying import empty_database

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_database)
        yield
