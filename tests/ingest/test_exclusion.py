"""Whose mail is not kept, told from the header alone."""

from __future__ import annotations

import pytest

from ingest.exclusion import Exclusions, is_excluded, is_left_out
from tests.ingest.mails import mail

OWN = "tomas@agency.example"
RULES = Exclusions(("boss@birchlane.example", "@agency.example"), frozenset({OWN}))


@pytest.mark.parametrize(
    ("sender", "recipients", "is_out"),
    [
        ("boss@birchlane.example", [OWN], True),
        ("boss@birchlane.example", [OWN, "ada@pinegrove.example"], True),  # named in person
        ("lena@birchlane.example", [OWN], False),
        (OWN, ["boss@birchlane.example"], True),
        (OWN, ["boss@birchlane.example", "ada@pinegrove.example"], False),
        ("kim@agency.example", [OWN], True),
        ("kim@berlin.agency.example", [OWN, "lee@agency.example"], True),
        ("kim@agency.example", [OWN, "ada@pinegrove.example"], False),  # somebody from outside reads along
        ("ada@pinegrove.example", [OWN, "kim@agency.example"], False),
        (OWN, ["kim@agency.example"], True),
        (OWN, [], True),  # a note to oneself, in the domain that is named
        (OWN, ["ada@pinegrove.example", "kim@agency.example"], False),
        ("kim@otheragency.example", [OWN], False),
        ("kim@agency.example.org", [OWN], False),
        ("kim@agency.example", [], True),
        ("", [], False),
    ],
)
def test_who_is_left_out(sender: str, recipients: list[str], is_out: bool) -> None:
    assert is_excluded(sender, recipients, RULES) is is_out


def test_without_a_rule_everything_is_kept() -> None:
    assert not is_excluded(OWN, [OWN], Exclusions(own=frozenset({OWN})))


def test_own_addresses_at_a_provider_are_nobodys_domain() -> None:
    rules = Exclusions(("boss@birchlane.example",), frozenset({OWN}))

    assert not is_excluded(OWN, [OWN], rules)
    assert not is_excluded("kim@agency.example", [OWN], rules)


def test_the_header_of_a_mail_tells() -> None:
    rules = Exclusions(("@birchlane.example",), frozenset({"tomas@alderpost.example"}))

    assert is_left_out(mail(), rules)
    assert not is_left_out(mail(extra="Cc: Ada <ada@pinegrove.example>\n"), rules)
    assert not is_left_out(b"", rules)
