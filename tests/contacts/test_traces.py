"""What stored mail shows of people is found with work that grows with the mail, and no faster."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from sqlalchemy.orm import Session

from contacts.traces import forwards, replies
from store.database import Database
from tests.store.mailbox import RECRUITER, Store, day

MAILS = 150


def steps_of_looking(session: Session, people: list[int]) -> int:
    """How many thousand steps SQLite takes."""
    steps = count()
    raw = session.connection().connection.dbapi_connection
    assert raw is not None
    raw.set_progress_handler(lambda: next(steps) and None, 1_000)
    try:
        for look in (replies, forwards):
            list(look(session, people, since=day(0)))
    finally:
        raw.set_progress_handler(None, 0)
    return next(steps)


def test_four_times_the_mail_of_one_pair_takes_four_times_the_work_and_not_sixteen(
    sqlite_database: Database,
) -> None:
    found = []
    with sqlite_database.write() as session:
        store = Store(session)
        people = [store.person("Ada Quist", "ada@quist.example"), store.person("Bo Lind", "bo@lind.example")]
        for number in range(4 * MAILS):
            at = day(0) + timedelta(hours=number)
            sender, to = (people[0], (RECRUITER,)) if number % 2 else (RECRUITER, (people[1],))
            row = store.mail(at, sender, to, message_id=f"<{number}@desk>")
            row.content_key = f"{number:064d}"
            if number in (MAILS - 1, 4 * MAILS - 1):
                session.flush()
                found.append(steps_of_looking(session, people))
    few, many = found
    assert few > 0
    assert many < 6 * few
