"""The `colere` command: it finds what it needs, and speaks in sentences."""

import os
import shutil
import signal
import subprocess
import sys

import pytest
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.utils import OperationalError

from colere import cli
from colere.platform.errors import Invalid
from tests.crash.processes import Installation


def colere(*arguments, home, **surroundings):
    return subprocess.run(
        [sys.executable, "-m", "colere", *arguments],
        env={**os.environ, "COLERE_HOME": str(home), "COLUMNS": "100", **surroundings},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )


def test_help_lists_our_own_commands_with_a_line_each(tmp_path, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    done = Installation(tmp_path).colere("--help")
    assert done.returncode == 0, done.stderr
    for name, line in cli.our_commands().items():
        assert f"  {name} " in done.stdout
        assert line, f"{name} needs a help text"
    assert "makemigrations" not in done.stdout


def test_a_command_that_does_not_exist_gets_a_suggestion(tmp_path):
    done = Installation(tmp_path).colere("migrat")
    assert done.returncode == 2
    assert done.stderr.strip() == "There is no command “migrat”. Did you mean “colere migrate”?"


def test_a_mistake_in_the_arguments_is_explained(tmp_path):
    done = Installation(tmp_path).colere("migrate", "--no-such-thing")
    assert done.returncode == 2
    assert "--no-such-thing" in done.stderr and "Traceback" not in done.stderr


def test_the_version_is_said_without_loading_anything(tmp_path):
    done = colere("--version", home=tmp_path / "not made")
    assert done.stdout.startswith("colere 0.")
    assert not (tmp_path / "not made").exists()


def test_a_data_directory_that_cannot_be_made_gets_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    done = colere("check", home=tmp_path / "file" / "home")
    assert done.returncode == 1
    assert "COLERE_HOME" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Invalid("That cannot be used."), "That cannot be used."),
        (CommandError("There is no such file."), "There is no such file."),
        (OperationalError("connection refused"), "The database did not answer: connection refused."),
    ],
)
def test_an_error_for_the_person_is_a_sentence_and_status_1(monkeypatch, capsys, error, said):
    def fails(words):
        raise error

    monkeypatch.setattr(cli, "dispatch", fails)
    with pytest.raises(SystemExit) as ended:
        cli.main(["report"])
    assert ended.value.code == 1
    assert said in capsys.readouterr().err


def test_a_bug_is_not_hidden(monkeypatch):
    def fails(words):
        raise KeyError("a bug")

    monkeypatch.setattr(cli, "dispatch", fails)
    with pytest.raises(KeyError):
        cli.main(["report"])


def test_ctrl_c_ends_quietly_with_130():
    busy = "lambda _: print(1, flush=True) or time.sleep(600)"
    code = f"from colere import cli; import time; cli.dispatch = {busy}; cli.main()"
    process = subprocess.Popen([sys.executable, "-uc", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "1\n"
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 130


class Answer(BaseCommand):
    """A command for the test below."""

    def handle(self, *args, **options):
        self.stdout.write("42")


def test_the_first_command_makes_the_database_and_the_second_finds_it(blank_home, tmp_path):
    assert {"secret.key", "colere.sqlite3"} <= {file.name for file in blank_home.iterdir()}, "made by a first command"
    assert (blank_home / "secret.key").stat().st_mode & 0o077 == 0
    second = """
import sys, time
from colere import cli
from django.core.management import get_commands
from tests.packaging.test_command import Answer
get_commands()["answer"] = Answer()
Answer.needs_database = True
cli.main(["answer"])
began = time.process_time()
sys.exit(len(cli.missing_migrations()) or (time.process_time() - began > 0.5))
"""
    home = shutil.copytree(blank_home, tmp_path / "home")
    assert Installation(home).run(second) == "42\n"


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_database_that_lacks_a_migration_is_noticed():
    assert cli.missing_migrations() == set()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    assert {app for app, _ in cli.missing_migrations()} == {"accounts"}


@pytest.mark.django_db
@pytest.mark.postgres
def test_only_one_migrates_at_a_time():
    with cli.only_one_migrates():
        assert connection.is_usable()
