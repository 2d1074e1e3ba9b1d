"""A mail fetched without its files says what the whole mail says, whatever program made it."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from errors import UnreadableMessage
from ingest import imap
from ingest.archives import RawMail, read_archive
from ingest.imap_mails import Fetched, read_mails
from ingest.mime import read_message
from tests.imap.mailroom import PATIENCE
from tests.imap.unusual_mail import mails
from tests.servers.dovecot import Dovecot
from tests.servers.mailbox_generator import mailbox
from tests.servers.offices import NOW, DovecotOffice

pytestmark = pytest.mark.dovecot

AT = datetime(2026, 3, 1, tzinfo=UTC)
GOLD = Path(__file__).parents[2] / "evaluation" / "gold"
NOT_COMPARED = {"size_bytes", "attachments"}
MOST_UNLIKE = 0.04  # of mail collected because it is broken: the server cuts some of it in other places
UNUSUAL = dict(mails())


def told(raw: bytes) -> dict[str, Any]:
    """What matters of a mail; why, where it cannot be read."""
    try:
        message = read_message(raw, received_at=AT)
    except UnreadableMessage as problem:
        return {"unreadable": str(problem)}
    found = {name: getattr(message, name) for name in message.__slots__ if name not in NOT_COMPARED}
    found["files"] = [(file.name, file.content_type) for file in message.attachments]
    return found


def fetched(dovecot: Dovecot, raws: list[bytes]) -> list[Fetched]:
    """These mails as they come from a real server, in order."""
    office = DovecotOffice(dovecot)
    for raw in raws:
        office.deliver(raw, at=AT)
    with imap.connect(office.account(), office.password, patience=PATIENCE) as connection:
        connection.open("INBOX")
        harvests = list(read_mails(connection, connection.uids(), together=100))
    assert not [one for one in harvests if one.gone or one.not_given]
    return [mail for harvest in harvests for mail in harvest.mails]


@pytest.fixture(scope="module")
def unusual(dovecot: Dovecot) -> dict[str, Fetched]:
    """The unusual mails as fetched, by their names."""
    return dict(zip(UNUSUAL, fetched(dovecot, list(UNUSUAL.values())), strict=True))


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_mail_says_the_same_as_the_whole(unusual: dict[str, Fetched], name: str) -> None:
    seen, meant = told(unusual[name].raw), told(UNUSUAL[name])
    if name == "long":  # as far as it is fetched
        seen["own_words"], meant["own_words"] = seen["own_words"][:200_000], meant["own_words"][:200_000]
    assert seen == meant


def test_files_stay_on_the_server_and_are_told_with_their_size(unusual: dict[str, Fetched]) -> None:
    fetched_mail, whole = unusual["a file"].raw, UNUSUAL["a file"]
    (seen,), (meant,) = (read_message(raw, received_at=AT).attachments for raw in (fetched_mail, whole))
    assert b"JVBERi0xLjQKJcfs" not in fetched_mail
    assert (seen.name, seen.content_type) == (meant.name, meant.content_type)
    assert seen.size == pytest.approx(meant.size, rel=0.01)


def test_html_is_left_where_a_plain_text_says_it(unusual: dict[str, Fetched]) -> None:
    assert b"<html>" in UNUSUAL["alternative"]
    assert b"<html>" not in unusual["alternative"].raw
    assert b"<html>" in unusual["a plain part that only stands in"].raw


def test_a_mailbox_of_every_day_is_read_as_from_an_archive(dovecot: Dovecot) -> None:
    raws = [sample.raw for sample in mailbox(150, seed=7, until=NOW)]
    got = fetched(dovecot, raws)
    assert [told(mail.raw) for mail in got] == [told(raw) for raw in raws]
    assert sum(len(mail.raw) for mail in got) < 0.5 * sum(map(len, raws))


def test_gold_mail_is_read_as_from_an_archive(dovecot: Dovecot) -> None:
    raws = list(_gold())
    assert len(raws) > 200
    assert [told(mail.raw) for mail in fetched(dovecot, raws)] == [told(raw) for raw in raws]


def _gold() -> Iterator[bytes]:
    spec = importlib.util.spec_from_file_location("gold_render", GOLD / "render.py")
    assert spec is not None
    assert spec.loader is not None
    render: Any = importlib.util.module_from_spec(spec)
    sys.modules["gold_render"] = render
    spec.loader.exec_module(render)
    for path in sorted((GOLD / "scenarios").glob("*.yaml")):
        scenario = render.load(path)
        renderer = render.Renderer(scenario)
        for label in scenario["messages"]:
            yield renderer.render(label).as_bytes()


@pytest.mark.data
@pytest.mark.parametrize("folder", ["mime", "bounces/sisimai/dos", "mailboxes/notmuch-default"])
def test_public_mail_is_read_as_from_an_archive(dovecot: Dovecot, folder: str) -> None:
    found = read_archive(Path(os.environ["KEEPWARM_DATA"]) / folder)
    raws = [one.raw for one in found if isinstance(one, RawMail)]
    got = fetched(dovecot, raws)
    unlike = [n for n, (mail, raw) in enumerate(zip(got, raws, strict=True)) if told(mail.raw) != told(raw)]
    assert len(unlike) <= MOST_UNLIKE * len(raws), unlike
