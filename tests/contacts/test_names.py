"""Names as headers and texts write them."""

from __future__ import annotations

import pytest

from contacts.addresses import (
    is_persons,
    is_private_domain,
    is_relay,
    is_robot,
    is_role_address,
    name_from_address,
)
from contacts.identity import Known, Why, fits, is_same_name, who_fits
from contacts.names import called, name_key, parse_name, shown_name


@pytest.mark.parametrize(
    "written",
    [
        "Ødegård, Silje (External)",
        '"Silje Ødegård"',
        "'Silje Ødegård'",
        "SILJE ØDEGÅRD",
        "Dr. Silje Ødegård, PhD",
        "Silje Ødegård via LinkedIn",
        "Silje Ødegård | Fjordkraft AS",
        "Ms Silje Odegard",
        "Silje Ødegård (she/her)",
    ],
)
def test_one_name_has_one_key_however_it_is_written(written: str) -> None:
    assert name_key(written) == "silje odegard"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("MERTENS, JONAS", "Jonas Mertens"),
        ("jonas mertens", "Jonas Mertens"),
        ("Mertens, Jonas [Contractor]", "Jonas Mertens"),
        ("jonas@example.com", ""),
        ("", ""),
        ("Anneke van der Meulen", "Anneke van der Meulen"),
    ],
)
def test_a_name_is_shown_as_a_person_would_write_it(written: str, shown: str) -> None:
    assert shown_name(written) == shown


def test_a_nickname_in_quotes_is_kept_as_another_form() -> None:
    assert parse_name('Theodora "Dory" Lang').nicknames == ("dory",)
    fit = fits("Dory", 'Theodora "Dory" Lang')
    assert fit is not None
    assert fit.why is Why.NICKNAME


@pytest.mark.parametrize(
    ("said", "name", "why"),
    [
        ("Anneke van der Meulen", "Anneke van der Meulen", Why.FULL),
        ("Anneke vd Meulen", "Anneke van der Meulen", Why.MOST),
        ("Anneke", "Anneke van der Meulen", Why.FIRST),
        ("van der Meulen", "Anneke van der Meulen", Why.LAST),
        ("Mr Jansen", "Malte Jansen", Why.TITLED),
        ("Jansen-san", "Malte Jansen", Why.TITLED),
        ("Bill", "William Prescott", Why.NICKNAME),
        ("Bill Prescott", "William Prescott", Why.MOST),
        ("M. Jansen", "Malte Jansen", Why.MOST),
        ("MJ", "Malte Jansen", Why.INITIALS),
        ("Mueller", "Heike Müller", Why.LAST),
        ("Anne", "Anne-Laure Petit", Why.FIRST),
        ("Tanaka Hiroshi", "Hiroshi Tanaka", Why.FULL),
    ],
)
def test_a_name_fits_for_a_reason(said: str, name: str, why: Why) -> None:
    fit = fits(said, name)
    assert fit is not None
    assert fit.why is why


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Malte Hansen", "Malte Jansen"),
        ("Mr Malte", "Malta Jansen"),
        ("Petra", "Malte Jansen"),
        ("Al", "Malte Jansen"),
        ("", "Malte Jansen"),
        ("Malte Jansen", "jansen.m@example.com"),
    ],
)
def test_another_name_does_not_fit(said: str, name: str) -> None:
    assert fits(said, name) is None


def test_the_address_lends_a_short_form() -> None:
    fit = fits("Tolu", "Oluwatoluwalase Adebisi", addresses=["tolu.adebisi@example.com"])
    assert fit is not None
    assert fit.why is Why.ADDRESS


def test_two_who_fit_equally_well_are_nobody() -> None:
    two = [Known(1, "Malte Jansen"), Known(2, "Malte Brodersen")]
    assert who_fits("Malte", two) is None
    found = who_fits("Malte Brodersen", two)
    assert found is not None
    assert found[0] == 2


def test_the_same_name_is_only_the_same_name() -> None:
    assert is_same_name("Jansen, Malte", "malte jansen")
    assert not is_same_name("", "")


@pytest.mark.parametrize(
    "address",
    ["no-reply@x.example", "noreply+12@x.example", "do_not_reply@x.example", "nicht-antworten@x.example",
     "bounce-88.a=b@x.example", "MAILER-DAEMON@x.example", "jobalerts-noreply@x.example"],
)  # fmt: skip
def test_robots_are_known_by_their_address(address: str) -> None:
    assert is_robot(address)
    assert not is_persons(address)


@pytest.mark.parametrize(
    "address",
    ["jobs@x.example", "hr@x.example", "info@x.example", "bewerbung@x.example", "recrutement@x.example",
     "hr-team@x.example", "Karriere@x.example", "kontakt+1@x.example", "lavora-con-noi@x.example",
     "trabalhe.conosco@x.example", "sollicitatie@x.example", "kariera@x.example", "segreteria@x.example",
     "rekrytointi@x.example", "recepción@x.example", "stellenangebote@x.example"],
)  # fmt: skip
def test_offices_are_known_by_their_address(address: str) -> None:
    assert is_role_address(address)
    assert not is_persons(address)


@pytest.mark.parametrize("address", ["silje@x.example", "replyson.b@x.example", "bot.anna@x.example"])
def test_people_have_addresses_of_their_own(address: str) -> None:
    assert is_persons(address)


def test_a_platform_relays_and_its_staff_write() -> None:
    assert is_relay("inmail-hit-reply@linkedin.com")
    assert is_relay("reply+9f8e7d6c5b@hire.lever.co")
    assert not is_relay("silje.odegard@linkedin.com")


def test_private_mailboxes_are_told_from_firms() -> None:
    assert is_private_domain("gmail.com")
    assert is_private_domain("quickmail.example")
    assert not is_private_domain("fjordkraft.example")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("silje.odegard@x.example", "Silje Odegard"),
        ("silje_odegard82@x.example", "Silje Odegard"),
        ("silje@x.example", "Silje"),
        ("sodegard7@x.example", "sodegard7"),
    ],
)
def test_an_address_without_a_name_is_shown_by_its_local_part(address: str, shown: str) -> None:
    assert name_from_address(address) == shown


def test_a_hostile_name_costs_no_time() -> None:
    for hostile in ("(" * 50_000, '"' * 50_000, "a," * 50_000, " via " * 20_000, "'-." * 30_000):
        parse_name(hostile)


@pytest.mark.parametrize(
    ("mention", "name"), [("Daz", "Darren Poole"), ("Gaz", "Gary Poole"), ("Kazza", "Karen Poole")]
)
def test_what_mates_call_somebody_is_a_nickname(mention: str, name: str) -> None:
    fit = fits(mention, name)
    assert fit
    assert fit.why is Why.NICKNAME
    assert fits(mention, "David Poole") is None


def test_a_french_monsieur_before_a_family_name_is_a_title() -> None:
    fit = fits("M. Diarra", "Abdou Diarra")
    assert fit
    assert fit.why is Why.TITLED


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Renner, Tobias", "Tobias"),
        ("Dr. Tobias Renner, MBA", "Tobias"),
        ("Prof. Dr. med. Eva Müller", "Eva"),
        ("T. Renner", "T. Renner"),
        ("JEAN-LUC PICARD", "Jean-Luc"),
        ("jobs@firm.example", ""),
        ("", ""),
    ],
)
def test_people_are_called_by_their_first_name(written: str, name: str) -> None:
    assert called(written) == name
