"""What a person had put away by a moment: flags marked done, dismissed or asleep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from domain import Finding, FlagState
from store.flag_shelf import CLOSED_BY_HAND, Shelf, adds_news, id_of, ids_of, occasion_of
from store.models import FlagMarkRow, FlagRow


class PutAway:
    """What people said of flags, and when; to be asked of any moment.

    What they said later counts only for flags that had not been raised by then: on a day before keepwarm had
    them, nobody could say it.
    """

    def __init__(self, flags: Iterable[FlagRow], marks: Iterable[FlagMarkRow]) -> None:
        self._shelf = Shelf(flags)
        self._marks: dict[int, list[FlagMarkRow]] = {}
        for mark in marks:
            self._marks.setdefault(mark.flag_id, []).append(mark)

    @classmethod
    def read(cls, session: Session) -> PutAway:
        """All that was ever said, and the flags of everybody of whom anything was."""
        is_marked = FlagRow.id.in_(select(FlagMarkRow.flag_id))
        contacts = select(FlagRow.contact_id).where(is_marked, FlagRow.contact_id.is_not(None))
        names = select(FlagRow.about_name).where(is_marked, FlagRow.contact_id.is_(None))
        of_them = or_(
            FlagRow.contact_id.in_(contacts),
            and_(FlagRow.contact_id.is_(None), FlagRow.about_name.in_(names)),
        )
        marks = select(FlagMarkRow).order_by(FlagMarkRow.at, FlagMarkRow.id)
        rows = session.scalars(select(FlagRow).where(of_them).order_by(FlagRow.id))
        return cls(rows.all(), session.scalars(marks))

    def knows(self, finding: Finding) -> bool:
        """Whether anything was ever said of such a flag: of the same person and reason."""
        return any(row.id in self._marks for row in self._shelf.kin(finding))

    def holds(self, finding: Finding, as_of: datetime) -> bool:
        """Whether what was found at the moment had been put away."""
        kin = self._shelf.kin(finding)
        proofs = {id_of(proof) for proof in finding.evidence}
        was_raised = any(_is_raised(row, as_of) and ids_of(row) & proofs for row in kin)
        return any(
            (mark := self._said_of(row, as_of, was_raised=was_raised)) is not None
            and _covers(mark, finding, as_of)
            for row in kin
        )

    def _said_of(self, row: FlagRow, as_of: datetime, *, was_raised: bool) -> FlagMarkRow | None:
        """The last word on a flag; later ones only where nothing of the same proof had been raised."""
        is_free = not was_raised and not _is_raised(row, as_of)
        said = [mark for mark in self._marks.get(row.id, ()) if mark.at <= as_of or is_free]
        return said[-1] if said else None


def _is_raised(row: FlagRow, as_of: datetime) -> bool:
    return row.raised_at is not None and row.raised_at <= as_of


def _covers(mark: FlagMarkRow, finding: Finding, as_of: datetime) -> bool:
    """Whether what was said of a flag holds for the finding, which adds nothing new to it."""
    if mark.state == FlagState.SNOOZED:
        if mark.until is None or mark.until <= as_of:
            return False
    elif mark.state not in CLOSED_BY_HAND:
        return False
    shared = ids_of(mark) & {id_of(proof) for proof in finding.evidence}
    if not shared or occasion_of(mark) != finding.occasion:
        return False
    return mark.state == FlagState.SNOOZED or not adds_news(finding, mark)
