"""What git publishes says nothing about the machine that it was written on."""

import re
import stat

from tests.architecture.house import ROOT, short, tracked_files

HOMES = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work)/")
HOSTS = ["pypi" + r"\.org", "pythonhosted" + r"\.org", "npm" + r"js\.", "deb" + r"ian\.org"]
REGISTRIES = re.compile(rf"//[\w.-]*(?:{'|'.join(HOSTS)})")
SECRETS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b")
SKIPPED = {".png", ".jpg", ".ico", ".woff2", ".parquet", ".xlsx", ".gz", ".zst"}


def texts():
    for file in tracked_files():
        if file.suffix not in SKIPPED and file.name != "package-lock.json":
            yield file, file.read_text(errors="replace")


def found(pattern):
    return [f"{short(file)}: {match.group()}" for file, text in texts() for match in [pattern.search(text)] if match]


def test_no_file_names_a_folder_of_somebodys_machine():
    wrong = [line for line in found(HOMES) if "test_published_files" not in line]
    assert not wrong


def test_no_file_names_a_registry():
    assert not found(REGISTRIES)


def test_no_file_holds_a_secret():
    assert not found(SECRETS)


def test_the_commands_can_be_run():
    for name in ("colere", ".ci/run"):
        assert (ROOT / name).stat().st_mode & stat.S_IXUSR, f"chmod +x {name}"
