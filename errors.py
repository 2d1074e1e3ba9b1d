"""Everything that can go wrong, as a tree; each message says where, what and what to do.

KeepwarmError                     exit 1
├── UsageError                    exit 2
├── ConfigurationError            exit 3
├── SignInNeeded                  exit 4
├── ServerUnreachable             exit 5
│   ├── CertificateRefused        exit 5
│   └── ServerBusy                exit 5
├── AlreadyRunning                exit 75
├── FolderMissing
├── FolderNeedsAttention
├── UnreadableMessage
├── MailRefused
├── DeliveryUnclear
├── ModelMissing
├── SchemaNewer
├── DatabaseUnusable
└── NotFound

No message of an error carries a candidate's words or a secret: they reach logs and screens.
"""

from __future__ import annotations

from typing import ClassVar


class KeepwarmError(Exception):
    """keepwarm could not go on.

    `where` names the file, account, folder or key; `what` says what happened; `mend` says what to do.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        super().__init__(str(self))

    def __str__(self) -> str:
        said = f"{self.where}: {self.what}" if self.where else self.what
        return f"{said} {self.mend}" if self.mend else said


class UsageError(KeepwarmError):
    """The command was called in a way it does not understand."""

    exit_code = 2


class ConfigurationError(KeepwarmError):
    """The configuration is invalid; every problem is named at once."""

    exit_code = 3


class SignInNeeded(KeepwarmError):
    """The server refused the login; keepwarm does not try again until something changed."""

    exit_code = 4


class ServerUnreachable(KeepwarmError):
    """The server could not be reached, hung up or asked to slow down.

    `retry_after_seconds` is the time the server named, None where it named none.
    """

    exit_code = 5

    def __init__(
        self, what: str, *, where: str = "", mend: str = "", retry_after_seconds: float | None = None
    ) -> None:
        self.retry_after_seconds = retry_after_seconds
        super().__init__(what, where=where, mend=mend)


class CertificateRefused(ServerUnreachable):
    """The server could not prove who it is, so no password was sent; trying again does not help."""


class ServerBusy(ServerUnreachable):
    """The server asks to be left alone for a while, and is, across restarts too."""


class AlreadyRunning(KeepwarmError):
    """Another keepwarm reads mail into this database."""

    exit_code = 75


class FolderMissing(KeepwarmError):
    """The server has no such folder; the ones it has are listed."""


class FolderNeedsAttention(KeepwarmError):
    """A folder changed in a way that keepwarm does not follow without being told."""


class UnreadableMessage(KeepwarmError):
    """One message could not be read; it goes into quarantine with its bytes and the rest goes on."""


class MailRefused(KeepwarmError):
    """The mail server does not take the report; it was not sent."""


class DeliveryUnclear(KeepwarmError):
    """The line broke after the report was handed over; whether it left, a look into the mailbox tells."""


class ModelMissing(KeepwarmError):
    """The language model is not there or is not the one it should be."""


class SchemaNewer(KeepwarmError):
    """The database was written by a newer keepwarm."""


class DatabaseUnusable(KeepwarmError):
    """The database cannot be opened, is locked, full, read-only or damaged."""


class NotFound(KeepwarmError):
    """No such contact, flag or file, or more than one fits."""
