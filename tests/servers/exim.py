"""A private mail server (Exim) on free ports of loopback, with TLS and a login; it serves one Maildir."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import certificates

USER, PASSWORD = "dana", "pass word 7"
_CONFIGURATION = """
exim_user = @USER@
exim_group = @GROUP@
primary_hostname = mail.agency.example
qualify_domain = agency.example
spool_directory = @BASE@/spool
log_file_path = @BASE@/spool/%slog
pid_file_path = @BASE@/spool/pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = @STARTTLS@ : @TLS@
tls_on_connect_ports = @TLS@
tls_advertise_hosts = *
tls_certificate = @BASE@/tls/server.pem
tls_privatekey = @BASE@/tls/server.key
deliver_drop_privilege
keep_environment =
acl_smtp_rcpt = whoever_has_signed_in

begin acl
whoever_has_signed_in:
  accept authenticated = *
         domains = agency.example
  deny   message = relaying is not permitted

begin routers
everything:
  driver = accept
  domains = agency.example
  transport = into_the_maildir

begin transports
into_the_maildir:
  driver = appendfile
  maildir_format
  directory = @MAILDIR@
  user = @USER@
  group = @GROUP@
  delivery_date_add
  envelope_to_add
  return_path_add

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_advertise_condition = ${if def:tls_in_cipher}
  server_condition = ${if and {{eq{$auth2}{@LOGIN@}} {eq{$auth3}{@PASSWORD@}}}}
  server_set_id = $auth2
"""


def program() -> str | None:
    """Where Exim is; None where it is not installed."""
    return shutil.which("exim4", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


@dataclass(frozen=True)
class Exim:
    """A server at work; `sendmail` is the program that hands it a mail on this machine."""

    starttls: int
    tls: int
    ca: Path
    sendmail: Path
    log: Path


@contextlib.contextmanager
def running(base: Path, maildir: Path, *, user: str) -> Iterator[Exim]:
    """A server for as long as the block lasts; root lends it `user`, who owns the Maildir."""
    owner = pwd.getpwnam(user) if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    spool = base / "spool"
    spool.mkdir(parents=True)
    ca = certificates.make_ca(base / "tls")
    certificates.make_server(base / "tls")
    server = Exim(_free_port(), _free_port(), ca, base / "sendmail", spool / "mainlog")
    text = _CONFIGURATION
    for key, value in {
        "USER": owner.pw_name, "GROUP": str(owner.pw_gid), "BASE": base, "MAILDIR": maildir,
        "STARTTLS": server.starttls, "TLS": server.tls, "LOGIN": USER, "PASSWORD": PASSWORD,
    }.items():  # fmt: skip
        text = text.replace(f"@{key}@", str(value))
    (base / "exim.conf").write_text(text, encoding="utf-8")
    server.sendmail.write_text(f'#!/bin/sh\nexec {program()} -C {base}/exim.conf "$@"\n')
    server.sendmail.chmod(0o755)
    if os.getuid() == 0:
        for path in (spool, base / "tls", *(base / "tls").iterdir()):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    command = [str(program()), "-C", str(base / "exim.conf"), "-bdf"]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        _wait_until_ready(process, server)
        yield server
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_ready(process: subprocess.Popen[bytes], server: Exim) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end and process.poll() is None:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", server.starttls), timeout=1) as line,
        ):
            if line.recv(200).startswith(b"220"):
                return
        time.sleep(0.05)
    raise RuntimeError(server.log.read_text()[-2000:] if server.log.exists() else "Exim did not start")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
