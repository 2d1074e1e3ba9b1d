"""Whose relationship has changed since it was judged: the database itself takes note, whoever writes.

A judgement reads many tables, and many commands write to them. Triggers on those tables mark the contacts
concerned, in the same transaction: nobody can forget it, and a process that is killed loses no mark. They
are taken away before the tables change and put back afterwards, for SQLite renames tables in between.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

_PRESENT = "SELECT contact_id FROM participants WHERE message_id = {message}"
_WITH_THE_EVENT = """
    SELECT other.contact_id FROM events AS told JOIN events AS same ON same.uid = told.uid
    JOIN participants AS other ON other.message_id = same.message_id WHERE told.message_id = {message}"""
_WITH_THE_UID = f"""
    SELECT other.contact_id FROM events AS same JOIN participants AS other
    ON other.message_id = same.message_id WHERE same.uid = {{row}}.uid UNION {_PRESENT}"""  # noqa: S608
# Where the mail itself goes, each of its people is marked by their own row.
_STILL_PRESENT = f"{_PRESENT} AND EXISTS (SELECT 1 FROM messages WHERE id = {{message}})"  # noqa: S608
_CONCERNED = f"""{_PRESENT}
    UNION SELECT contact_id FROM signals WHERE message_id = {{message}}
    UNION SELECT contact_id FROM stages WHERE message_id = {{message}}
    UNION {_WITH_THE_EVENT}"""  # noqa: S608  our own names
# A doubted mail is believed once the mail of ours that it answers is there.
_DOUBTED_ANSWERS = """
    SELECT writer.contact_id FROM message_references AS answer
    JOIN messages AS doubted ON doubted.id = answer.message_id
    JOIN participants AS writer ON writer.message_id = doubted.id
    WHERE answer.target = {row}.message_id AND doubted.suspicion <> ''"""
# Whose mail a colleague answered has an answer only while the colleague is one.
_WRITTEN_TO_BY = """
    SELECT {row}.id UNION SELECT other.contact_id FROM participants AS author
    JOIN participants AS other ON other.message_id = author.message_id
    WHERE author.contact_id = {row}.id AND author.field = 'from'"""
_IS_COLLEAGUE = "(coalesce({row}.role_by_hand, {row}.role) = 'colleague')"
_JOINED_OR_LEFT = f"{_IS_COLLEAGUE.format(row='NEW')} <> {_IS_COLLEAGUE.format(row='OLD')}"
_READ_IN_MESSAGES = (
    "account_id, message_id, at, direction, kind, subject, own_words, suspicion, is_bounced, sentiment_label,"
    " sentiment_score, sentiment_evidence, strain_value, strain_score, strain_evidence, is_mere_closing,"
    " has_question_mark, contact_took_place"
)


@dataclass(frozen=True, slots=True)
class _Watched:
    """What concerns whom: a change of a table, and a query for the contacts; `{row}` is the row changed."""

    name: str
    table: str
    change: str  # INSERT, DELETE, UPDATE, or UPDATE OF columns
    whom: str
    when: str = ""

    @property
    def trigger(self) -> str:
        return f"mark_{self.name}"

    @property
    def rows(self) -> tuple[str, ...]:
        """The row as it is, as it was, or both."""
        kind = self.change.partition(" ")[0]
        return {"INSERT": ("NEW",), "DELETE": ("OLD",)}.get(kind, ("OLD", "NEW"))

    @property
    def statements(self) -> str:
        return " ".join(
            "UPDATE contacts SET judged_by = '' WHERE judged_by <> '' AND id IN ("  # noqa: S608
            f"{self.whom.format(row=row, message=f'{row}.message_id')});"
            for row in self.rows
        )


_OWN = "SELECT {row}.contact_id"
_WATCHED = (
    _Watched("participant_added", "participants", "INSERT", _OWN),
    _Watched("participant_changed", "participants", "UPDATE", f"{_OWN} UNION {_PRESENT}"),
    _Watched("participant_gone", "participants", "DELETE", f"{_OWN} UNION {_STILL_PRESENT}"),
    _Watched("signal_added", "signals", "INSERT", f"{_OWN} UNION {_PRESENT}"),
    _Watched("signal_changed", "signals", "UPDATE", f"{_OWN} UNION {_PRESENT}"),
    _Watched("signal_gone", "signals", "DELETE", f"{_OWN} UNION {_STILL_PRESENT}"),
    _Watched("stage_added", "stages", "INSERT", _OWN),
    _Watched("stage_changed", "stages", "UPDATE", _OWN),
    _Watched("stage_gone", "stages", "DELETE", _OWN),
    _Watched("talk_added", "log_entries", "INSERT", _OWN),
    _Watched("talk_changed", "log_entries", "UPDATE", _OWN),
    _Watched("talk_gone", "log_entries", "DELETE", _OWN),
    _Watched("address_added", "addresses", "INSERT", _OWN),
    _Watched("address_changed", "addresses", "UPDATE", _OWN),
    _Watched("address_gone", "addresses", "DELETE", _OWN),
    _Watched("event_added", "events", "INSERT", _WITH_THE_EVENT),
    _Watched("event_changed", "events", "UPDATE", _WITH_THE_EVENT),
    _Watched(
        "event_gone", "events", "DELETE",
        _WITH_THE_UID,
    ),
    _Watched(
        "mail_changed", "messages", f"UPDATE OF {_READ_IN_MESSAGES}",
        _CONCERNED.replace("{message}", "{row}.id"),
    ),
    _Watched(
        "mail_sent", "messages", "INSERT", _DOUBTED_ANSWERS, when="NEW.direction = 'outbound'"
    ),
    _Watched("mail_sent_gone", "messages", "DELETE", _DOUBTED_ANSWERS, when="OLD.direction = 'outbound'"),
    _Watched(
        "mail_sent_changed", "messages", "UPDATE OF message_id, direction, suspicion", _DOUBTED_ANSWERS
    ),
    _Watched(
        "person_changed", "contacts",
        "UPDATE OF name, role, role_by_hand, also_role, is_in_address_book, muted_at, created_at",
        "SELECT {row}.id",
    ),
    _Watched(
        "colleague_joined_or_left", "contacts", "UPDATE OF role, role_by_hand", _WRITTEN_TO_BY,
        when=_JOINED_OR_LEFT,
    ),
    _Watched("colleague_gone", "contacts", "DELETE", _WRITTEN_TO_BY, when=_IS_COLLEAGUE.format(row="OLD")),
    _Watched("account_changed", "accounts", "UPDATE OF name, own_addresses", "SELECT id FROM contacts"),
    # What a person did to a flag, or took back: whether it still holds is for the next judgement to say.
    _Watched("flag_changed", "flags", "UPDATE OF state, contact_id", _OWN),
)  # fmt: skip


def put_in_place(connection: Connection) -> None:
    """Let the database take note from now on."""
    for statement in _creating(connection.dialect.name):
        connection.exec_driver_sql(statement)


def take_away(connection: Connection) -> None:
    """Take no note any more."""
    is_sqlite = connection.dialect.name == "sqlite"
    for one in _WATCHED:
        if is_sqlite:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {one.trigger}")
        else:
            connection.exec_driver_sql(f"DROP FUNCTION IF EXISTS {one.trigger}() CASCADE")


def _creating(dialect: str) -> Iterator[str]:
    for one in _WATCHED:
        head = f"CREATE TRIGGER {one.trigger} AFTER {one.change} ON {one.table} FOR EACH ROW"
        condition = f" WHEN ({one.when})" if one.when else ""
        if dialect == "sqlite":
            yield f"{head}{condition} BEGIN {one.statements} END"
            continue
        yield (
            f"CREATE FUNCTION {one.trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {one.statements} RETURN NULL; END $$"
        )
        yield f"{head}{condition} EXECUTE FUNCTION {one.trigger}()"
