"""The keyring of the desktop, where there is one; its library is an extra, imported when it is needed."""

from __future__ import annotations

from types import ModuleType

from errors import SignInNeeded

SERVICE = "keepwarm"
INSTALL = "Run: pip install 'keepwarm[keyring]' (with pipx: pipx inject keepwarm keyring)."


def is_there() -> bool:
    """Whether something better than a file keeps secrets here."""
    try:
        import keyring
    except ImportError:
        return False
    # Below 1 stand the keyrings that refuse, forget or keep in plain text.
    return bool(keyring.get_keyring().priority >= 1)


def read(username: str, *, where: str, service: str = SERVICE) -> str | None:
    """What is kept under a name, None where nothing is. Raises `SignInNeeded` where none can be asked."""
    keyring, refused = _library(where)
    try:
        return str(kept) if (kept := keyring.get_password(service, username)) else None
    except refused as error:
        raise _unusable(error, where) from None


def write(username: str, secret: str, *, where: str, service: str = SERVICE) -> None:
    """Keep a secret under a name. Raises `SignInNeeded` where no keyring takes it."""
    keyring, refused = _library(where)
    try:
        keyring.set_password(service, username, secret)
    except refused as error:
        raise _unusable(error, where) from None


def delete(username: str, *, where: str, service: str = SERVICE) -> None:
    """Forget what is kept under a name; nothing happens where nothing is."""
    if read(username, where=where, service=service) is None:
        return
    keyring, refused = _library(where)
    try:
        keyring.delete_password(service, username)
    except refused as error:
        raise _unusable(error, where) from None


def _library(where: str) -> tuple[ModuleType, type[Exception]]:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise SignInNeeded("the keyring's library is not installed.", where=where, mend=INSTALL) from None
    return keyring, KeyringError


def _unusable(error: Exception, where: str) -> SignInNeeded:
    from keyring.errors import KeyringLocked, NoKeyringError

    if isinstance(error, NoKeyringError):
        said = "there is no keyring on this machine, or this session has none."
        mend = "On a server use password_command or password_credential."
    elif isinstance(error, KeyringLocked):
        said, mend = "the keyring is locked.", "Unlock it, then try again."
    else:
        said, mend = f"the keyring refuses ({type(error).__name__}).", "Try: keyring --list-backends"
    return SignInNeeded(said, where=where, mend=mend)
