"""Who a mail is from and for, in fields as mail programs wrote them, well or badly."""

from __future__ import annotations

import pytest

from ingest.addresses import parse


@pytest.mark.parametrize(
    ("field", "told"),
    [
        (
            "=?utf-8?q?Sol=C3=A8ne?= Gauthier <s@a.example>\r\n =?utf-8?q?=2C?= Amadou Diallo <a@b.example>",
            [("Solène Gauthier", "s@a.example"), ("Amadou Diallo", "a@b.example")],
        ),
        (
            "Ida <ida@a.example> =?utf-8?q?=2C_Ren=C3=A9?= Duval <rene@b.example>, x@c.example",
            [("Ida", "ida@a.example"), ("René Duval", "rene@b.example"), ("", "x@c.example")],
        ),
        (
            "ida@a.example\n =?utf-8?q?=2C?= =?utf-8?b?w5xuYWw=?= <unal@b.example>",
            [("", "ida@a.example"), ("Ünal", "unal@b.example")],
        ),
        (
            "Ida <ida@a.example> =?utf-8?b?LA==?= <b@b.example>",
            [("Ida", "ida@a.example"), ("", "b@b.example")],
        ),
    ],
)
def test_a_comma_that_was_encoded_parts_two_people(field: str, told: list[tuple[str, str]]) -> None:
    assert [(each.name, each.address) for each in parse([field]).mailboxes] == told


def test_a_comma_inside_an_encoded_name_parts_nobody() -> None:
    found = parse(["=?utf-8?q?Duval=2C_Ren=C3=A9?= <rene@b.example>"]).mailboxes
    assert [(each.name, each.address) for each in found] == [("Duval, René", "rene@b.example")]


def test_an_encoded_word_between_two_addresses_of_one_sender_changes_nothing() -> None:
    parsed = parse(["Ida <ida@a.example> =?utf-8?q?via_list?= <list@b.example>"])
    assert [each.address for each in parsed.mailboxes] == ["list@b.example"]
    assert parsed.shown_instead == "ida@a.example"
