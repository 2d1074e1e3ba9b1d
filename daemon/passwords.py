"""The password of an account, from where its configuration says: a program, a variable, or a question."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Callable

from config import Account
from errors import SignInNeeded

COMMAND_SECONDS = 60  # a program may ask for a fingerprint or a PIN

Ask = Callable[[str], str]


def password_of(account: Account, name: str, *, ask: Ask | None = None) -> str:
    """The password. Raises `SignInNeeded` where nothing gives one; the program's output is never shown.

    `password_command` is run without a shell; its first line of output counts. `ask` gets the question and
    comes last.
    """
    if account.password_command:
        return _from_command(account.password_command, name)
    if account.password_env:
        found = os.environ.get(account.password_env, "")
        if not found:
            raise SignInNeeded(
                f"the variable {account.password_env} is not set.",
                where=f"accounts.{name}",
                mend="Set it, or use password_command.",
            )
        return found
    if ask is not None:
        return ask(f"Password of {account.username or account.address}")
    raise SignInNeeded(
        "nothing tells the password.",
        where=f"accounts.{name}",
        mend='Set password_command, for example: password_command = "pass show mail/work"',
    )


def _from_command(command: str, name: str) -> str:
    where = f"accounts.{name}.password_command"
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
    first = done.stdout.decode("utf-8", "replace").partition("\n")[0].rstrip("\r")
    if not first:
        raise SignInNeeded("the program printed no password.", where=where)
    return first
