"""A secret from where the configuration says it is: a program, a variable, a credential of systemd."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from errors import SignInNeeded

COMMAND_SECONDS = 60  # a program may ask for a fingerprint or a PIN


def from_command(command: str, *, where: str, what: str = "password") -> str:
    """The first line that a program prints; it is run without a shell, and what it says is never shown.

    `where` names the key of the configuration, `what` the secret that is wanted. Raises `SignInNeeded`.
    """
    try:
        words = shlex.split(command)
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=COMMAND_SECONDS, check=False
        )
    except ValueError:
        raise SignInNeeded("the command has a quote that is not closed.", where=where) from None
    except subprocess.TimeoutExpired:
        raise SignInNeeded(
            f"the program gave nothing within {COMMAND_SECONDS} seconds.", where=where
        ) from None
    except OSError as error:
        mend = "Check that the program is there and may be run."
        raise SignInNeeded(f"the program did not start ({error.strerror}).", where=where, mend=mend) from None
    if done.returncode != 0:
        said = f"the program ended with exit code {done.returncode}."
        raise SignInNeeded(said, where=where, mend="Run it in a terminal to see why.")
    return _first_line(done.stdout, f"the program printed no {what}.", where)


def from_variable(name: str, *, where: str) -> str:
    """The value of a variable of the environment. Raises `SignInNeeded` where it is not set."""
    found = os.environ.get(name, "")
    if not found:
        raise SignInNeeded(
            f"the variable {name} is not set.", where=where, mend="Set it, or name another source."
        )
    return found


def from_credential(name: str, *, where: str, what: str = "password") -> str:
    """The first line of a credential that systemd hands to the service. Raises `SignInNeeded`."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    if not folder:
        raise SignInNeeded(
            f"only a service of systemd has credentials, so there is no {what}.",
            where=where,
            mend=f"Start it by a unit with: LoadCredential={name}:/path/to/file",
        )
    try:
        content = (Path(folder) / name).read_bytes()
    except OSError as error:
        raise SignInNeeded(
            f"systemd handed over no credential {name!r} ({error.strerror}).",
            where=where,
            mend=f"Add to the unit: LoadCredential={name}:/path/to/file",
        ) from None
    return _first_line(content, f"the credential {name!r} holds no {what}.", where)


def _first_line(content: bytes, nothing: str, where: str) -> str:
    first = content.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if not first:
        raise SignInNeeded(nothing, where=where)
    return first
