"""An authority of the tests' own, which signs certificates of mail servers, as a company may have one of its own."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

OPENSSL = shutil.which("openssl")
EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")


@dataclass(frozen=True)
class Authority:
    """Its folder holds its key and `ca.pem`, which those who trust it are given."""

    folder: Path

    @property
    def file(self) -> Path:
        """What `SSL_CERT_FILE` names."""
        return self.folder / "ca.pem"

    def certificate_for(self, name: str, days: int = 2) -> ssl.SSLContext:
        """What a server needs that is called `name` ("DNS:localhost", "IP:127.0.0.1")."""
        key, request, signed = (self.folder / f"server.{kind}" for kind in ("key", "csr", "pem"))
        _openssl("req", *EC, "-keyout", key, "-subj", "/CN=mail", "-addext", f"subjectAltName={name}", "-out", request)
        by = ("-CA", self.file, "-CAkey", self.folder / "ca.key", "-CAcreateserial", "-copy_extensions", "copy")
        _openssl("x509", "-req", "-in", request, *by, "-days", days, "-out", signed)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(signed, key)
        return context


def new_authority(folder: Path) -> Authority:
    """An authority nobody else knows, in a folder of its own."""
    folder.mkdir()
    made = Authority(folder)
    constraints = ("-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")
    own = ("-keyout", folder / "ca.key", "-out", made.file)
    _openssl("req", "-x509", *EC, *own, "-subj", "/CN=Our own authority", "-days", 2, *constraints)
    return made


def _openssl(*words: object) -> None:
    assert OPENSSL is not None
    done = subprocess.run([OPENSSL, *map(str, words)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
