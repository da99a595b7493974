"""Locks say which files, never where from: each machine has its own registry."""

import json
import re

import pytest

from tests.architecture.house import PROJECT, ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_has_hashes_and_no_addresses(lock):
    text = lock.read_text()
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--index|--extra-index|--find-links)", text, flags=re.MULTILINE)
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_lock_of_the_front_end_has_hashes_and_no_addresses():
    text = (ROOT / "frontend" / "package-lock.json").read_text()
    assert "://" not in re.sub(r'"(url|funding)": "[^"]*"', "", text)
    for path, about in json.loads(text)["packages"].items():
        assert "resolved" not in about, path
        assert "integrity" in about or not path or about.get("link"), path


def test_every_dependency_is_locked():
    def names(requirements):
        return {re.match(r"[A-Za-z0-9._-]+", line)[0].lower().replace("_", "-") for line in requirements}

    def locked(lock):
        return set(re.findall(r"^([a-z0-9._-]+)==", (ROOT / "requirements" / lock).read_text(), flags=re.MULTILINE))

    wanted = names(PROJECT["project"]["dependencies"])
    assert wanted <= locked("colere.txt")
    assert wanted | names(PROJECT["dependency-groups"]["dev"]) <= locked("dev.txt")
    assert locked("colere.txt") <= locked("dev.txt")


def test_both_locks_name_the_same_versions():
    def versions(lock):
        return set(re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / lock).read_text(), flags=re.MULTILINE))

    assert versions("colere.txt") <= versions("dev.txt")
