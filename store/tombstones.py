"""Who was erased, as HMACs under a key of our own: they are recognised, and cannot be read back."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.bulk import among
from store.models import ErasedPlaceRow, SecretRow, TombstoneRow

KEY = "tombstones"
KEY_BYTES = 32


@dataclass(frozen=True)
class Tombstones:
    """Everybody who was erased. Addresses are compared in lower case and without a tag (`+jobs`)."""

    key: bytes = field(default=b"", repr=False)
    marks: Mapping[str, datetime | None] = field(default_factory=dict, repr=False)  # None: for good

    def __bool__(self) -> bool:
        """Whether anybody was erased at all."""
        return bool(self.marks)

    def cover(self, address: str, at: datetime | None = None) -> bool:
        """Whether an address is that of somebody erased; with `at` whether mail of that moment is not kept.

        Of somebody who lapsed, what they write afterwards is kept.
        """
        return bool(address) and self._holds(address_digest(self.key, address), at)

    def cover_name(self, name_key: str, at: datetime | None = None) -> bool:
        """The same for a folded full name; it counts where there is no address."""
        return bool(name_key) and self._holds(name_digest(self.key, name_key), at)

    def _holds(self, digest: str, at: datetime | None) -> bool:
        if digest not in self.marks:
            return False
        until = self.marks[digest]
        return until is None or at is None or at <= until


def read(session: Session) -> Tombstones:
    """All of them."""
    marks = {
        digest: None if is_for_good else at
        for digest, at, is_for_good in session.execute(
            select(TombstoneRow.digest, TombstoneRow.at, TombstoneRow.is_for_good)
        )
    }
    return Tombstones(_key(session), marks) if marks else Tombstones()


def add(
    session: Session,
    erasure_id: int,
    *,
    addresses: Iterable[str],
    name_keys: Iterable[str],
    at: datetime,
    is_for_good: bool,
) -> int:
    """Mark somebody as erased; how many marks that took. Who was erased for good stays so."""
    key = _key(session)
    digests = {address_digest(key, one) for one in addresses} | {name_digest(key, one) for one in name_keys}
    for digest in sorted(digests):
        known = session.get(TombstoneRow, digest)
        if known is None:
            session.add(TombstoneRow(digest=digest, erasure_id=erasure_id, at=at, is_for_good=is_for_good))
        else:
            known.at, known.is_for_good = at, known.is_for_good or is_for_good
    session.flush()
    return len(digests)


def lift(session: Session, address: str) -> bool:
    """Let the bearer of an address be stored again, with all else that was marked with it."""
    mark = session.get(TombstoneRow, address_digest(_key(session), address))
    if mark is None:
        return False
    session.execute(delete(TombstoneRow).where(TombstoneRow.erasure_id == mark.erasure_id))
    return True


def note_places(session: Session, places: Iterable[tuple[int, int | None, int | None]]) -> None:
    """Remember where mail of theirs lies on a server: folder, UIDVALIDITY and UID."""
    wanted = {(folder, validity, uid) for folder, validity, uid in places if validity and uid}
    for folder, validity in sorted({place[:2] for place in wanted}):
        known = uids(session, folder, validity)
        session.add_all(
            ErasedPlaceRow(folder_id=folder, uidvalidity=validity, uid=uid)
            for _, _, uid in sorted(place for place in wanted if place[:2] == (folder, validity))
            if uid not in known
        )
    session.flush()


def uids(session: Session, folder: int, uidvalidity: int) -> set[int]:
    """Where mail of theirs lies in a folder."""
    query = select(ErasedPlaceRow.uid).where(
        ErasedPlaceRow.folder_id == folder, ErasedPlaceRow.uidvalidity == uidvalidity
    )
    return set(session.scalars(query))


def erased_among(session: Session, addresses: Collection[str]) -> set[str]:
    """Those of the addresses whose bearers were erased."""
    key = _key(session, may_make=False)
    if not key:
        return set()
    digests = {address_digest(key, one): one for one in addresses if one}
    held = select(TombstoneRow.digest).where(among(session, TombstoneRow.digest, sorted(digests)))
    return {digests[digest] for digest in session.scalars(held)}


def address_digest(key: bytes, address: str) -> str:
    """What stands for an address."""
    local, _, domain = address.strip().lower().rpartition("@")
    return _digest(key, f"address {local.partition('+')[0]}@{domain}")


def name_digest(key: bytes, name_key: str) -> str:
    """What stands for a folded name."""
    return _digest(key, f"name {name_key}")


def _digest(key: bytes, value: str) -> str:
    return hmac.new(key, value.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _key(session: Session, *, may_make: bool = True) -> bytes:
    row = session.get(SecretRow, KEY)
    if row is None and may_make:
        row = SecretRow(name=KEY, value=secrets.token_bytes(KEY_BYTES))
        session.add(row)
        session.flush()
    return row.value if row is not None else b""
