"""Colere is Apache-2.0; everything that comes with it has a licence that fits. The texts are read from the packages."""

import json
import re
from importlib import metadata

import pytest

from tests.architecture.house import ROOT

FITS = {
    "0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "HPND", "ISC", "MIT",
    "MIT-0", "MPL-2.0", "OFL-1.1", "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
}  # fmt: skip

# docs/decisions/0003-licences.md: a library used as it is, through its interface, and only with PostgreSQL.
EXCEPTIONS = {"psycopg": "LGPL", "psycopg-binary": "LGPL"}

CLASSIFIED = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "Zope Public License": "ZPL-2.1",
}
SPELLED = {
    "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0", "apache license, version 2.0": "Apache-2.0",
    "apache license version 2.0": "Apache-2.0", "apache-2": "Apache-2.0", "apache": "Apache-2.0",
    "bsd license": "BSD", "3-clause bsd": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause", "bsd 3-clause": "BSD-3-Clause", "the mit license": "MIT",
    "mit license": "MIT", "psf": "PSF-2.0", "new bsd": "BSD-3-Clause", "expat license": "MIT",
}  # fmt: skip


def locked() -> list[str]:
    names = set()
    for lock in ("all.txt", "build.txt"):
        text = (ROOT / "requirements" / lock).read_text()
        names |= set(re.findall(r"^([a-z0-9._-]+)==", text, flags=re.MULTILINE))
    return sorted(names)


def licences(name: str) -> set[str]:
    """What the package's own metadata says, as SPDX names."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return set(re.split(r"\s+(?:AND|OR|WITH)\s+|[()\s]+", expression)) - {"", "LLVM-exception"}
    classified = [line.split(" :: ")[-1] for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    if found := {CLASSIFIED.get(name, name) for name in classified if name != "OSI Approved"}:
        return found
    first_line = (about.get("License") or "").strip().split("\n")[0]
    return {SPELLED.get(part.lower(), part) for part in re.split(r"\s+AND\s+", first_line)}


@pytest.mark.parametrize("name", locked())
def test_a_python_package_has_a_licence_that_fits(name):
    try:
        found = licences(name)
    except metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not for this platform")
    if name in EXCEPTIONS:
        assert all(EXCEPTIONS[name] in licence for licence in found)
    else:
        assert found <= FITS, f"{name} says {found}; see docs/decisions/0003-licences.md"


def test_the_packages_of_the_front_end_have_licences_that_fit():
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())
    packages = {path: about for path, about in lock["packages"].items() if path.startswith("node_modules/")}
    assert packages
    wrong = {
        path: about.get("license")
        for path, about in packages.items()
        if not set(re.split(r"\s+(?:AND|OR)\s+|[()\s]+", about.get("license", "none"))) - {""} <= FITS
    }
    assert not wrong


def test_our_own_licence_is_the_whole_text():
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text
