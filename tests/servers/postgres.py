"""A private PostgreSQL for the tests: its own data folder, its own free port on loopback, gone afterwards."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

DEBIAN = Path("/usr/lib/postgresql/15/bin")


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, None where PostgreSQL is not installed."""
    if (DEBIAN / "initdb").exists():
        return DEBIAN
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found and shutil.which("postgres") else None


@dataclass(frozen=True)
class Postgres:
    """A running server. Databases come and go by name."""

    port: int

    def url(self, name: str) -> str:
        """What keepwarm is given for a database of this server."""
        return f"postgresql+psycopg://keepwarm@127.0.0.1:{self.port}/{name}"

    def create(self, name: str, *, template: str = "template0") -> str:
        """A new database, and its URL."""
        self._run("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever still has it open."""
        self._run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _run(self, statement: str, *names: str) -> None:
        where = f"host=127.0.0.1 port={self.port} user=keepwarm dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """A server for as long as the block lasts. PostgreSQL refuses to run as root, so root lends it a user."""
    folder = binaries()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed")
    user = _other_user() if os.geteuid() == 0 else None
    base = Path(tempfile.mkdtemp(prefix="keepwarm-pg-"))
    process = None
    try:
        if user is not None:
            shutil.chown(base, user)
        data, port = base / "data", _free_port()
        subprocess.run(
            [
                folder / "initdb",
                "-D",
                data,
                "-U",
                "keepwarm",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "-N",
                "--no-locale",
            ],
            check=True,
            user=user,
            cwd=base,
            stdout=subprocess.DEVNULL,
        )
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "max_connections": "50",
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "32MB",
            "timezone": "Pacific/Auckland",  # nothing may depend on the server's zone
        }
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        with (base / "log").open("wb") as log:
            process = subprocess.Popen(
                [folder / "postgres", "-D", data, "-p", str(port), *options],
                user=user, cwd=base, stdout=log, stderr=log,
            )  # fmt: skip
        _wait_until_ready(folder, port, process, base / "log")
        yield Postgres(port)
    finally:
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # fast shutdown
            process.wait(60)
        shutil.rmtree(base, ignore_errors=True)


def _other_user() -> str:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise RuntimeError("root needs a user `postgres` or `nobody` to lend PostgreSQL")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(folder: Path, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    ready: list[str | Path] = [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port), "-t", "30"]
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
        if subprocess.run(ready, check=False).returncode == 0:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.1)
    raise RuntimeError("PostgreSQL did not become ready within a minute")
