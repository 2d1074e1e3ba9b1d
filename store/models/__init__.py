"""The tables, as SQLAlchemy 2 typed models; times are UTC, labels are the words of `domain`."""

from __future__ import annotations

from store.models.base import Base, Id
from store.models.deeds import DeedRow
from store.models.identity import MergeRow, PairRow
from store.models.mailboxes import AccountRow, FolderRow, LocationRow, QuarantineRow
from store.models.messages import AttachmentRow, EventRow, MessageRow, ParticipantRow, ReferenceRow, ThreadRow
from store.models.people import AddressRow, ChangeRow, ContactRow, DetailRow, LogRow, StageRow
from store.models.privacy import BackupRow, ErasedPlaceRow, ErasureRow, SecretRow, TombstoneRow
from store.models.readings import CorrectionRow, MentionRow, ProcessRow, SignalRow
from store.models.service import FlagMarkRow, FlagRow, JobRow, OutboxRow

__all__ = [
    "AccountRow",
    "AddressRow",
    "AttachmentRow",
    "BackupRow",
    "Base",
    "ChangeRow",
    "ContactRow",
    "CorrectionRow",
    "DeedRow",
    "DetailRow",
    "ErasedPlaceRow",
    "ErasureRow",
    "EventRow",
    "FlagMarkRow",
    "FlagRow",
    "FolderRow",
    "Id",
    "JobRow",
    "LocationRow",
    "LogRow",
    "MentionRow",
    "MergeRow",
    "MessageRow",
    "OutboxRow",
    "PairRow",
    "ParticipantRow",
    "ProcessRow",
    "QuarantineRow",
    "ReferenceRow",
    "SecretRow",
    "SignalRow",
    "StageRow",
    "ThreadRow",
    "TombstoneRow",
]
