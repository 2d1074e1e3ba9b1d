"""A CA and server certificates for loopback, made by openssl for one test run."""

from __future__ import annotations

import subprocess
from pathlib import Path

_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]


def make_ca(folder: Path) -> Path:
    """A new CA in `folder`; its certificate."""
    folder.mkdir(parents=True, exist_ok=True)
    subject = [
        "-days",
        "30",
        "-subj",
        "/CN=keepwarm tests",
        "-addext",
        "keyUsage=critical,keyCertSign,cRLSign",
    ]
    _openssl("req", "-x509", *_KEY, "-keyout", "ca.key", "-out", "ca.pem", *subject, folder=folder)
    return folder / "ca.pem"


def make_server(
    folder: Path, *, names: str = "DNS:localhost,IP:127.0.0.1", days: int = 30
) -> tuple[Path, Path]:
    """A certificate by the CA in `folder` for `names`, and its key. `days` below 0: it has expired."""
    _openssl(
        "req", *_KEY, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=server", folder=folder
    )
    (folder / "ext").write_text(f"subjectAltName={names}\nextendedKeyUsage=serverAuth\n")
    signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", str(days), "-extfile", "ext"]
    _openssl("x509", "-req", "-in", "server.csr", *signed, "-out", "server.pem", folder=folder)
    return folder / "server.pem", folder / "server.key"


def _openssl(*arguments: str, folder: Path) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
