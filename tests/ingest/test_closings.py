"""The closing formula, the name and the lines below it are the signature, and nothing else is."""

from __future__ import annotations

import pytest

from ingest.zones import Zone, split

CLOSINGS = {
    "formula and name": ("The offer is fine.", "Kind regards,\nTomas Reiter"),
    "formula and name on one line": ("Das passt.", "Viele Grüße, Tomas"),
    "formula without comma": ("The offer is fine.", "Regards\nTomas"),
    "formula without a name": ("The offer is fine.", "Best wishes"),
    "name only": ("The offer is fine.", "Tomas"),
    "lower-case name": ("the offer is fine", "tomas"),
    "initials": ("The offer is fine.", "TR"),
    "dash and name": ("The offer is fine.", "- Tomas"),
    "kisses": ("The offer is fine.", "Tomas xx"),
    "courtesy above the name": ("The offer is fine.", "Thanks,\nTomas"),
    "name, title and firm": (
        "The offer is fine.",
        "Tomas Reiter\nHead of Sales, Birchlane GmbH\n+49 30 5550 0199",
    ),
    "pronouns": ("The offer is fine.", "Tomas Reiter (he/him)\nBirchlane"),
    "degree": ("The offer is fine.", "Tomas Reiter, MBA\nBirchlane GmbH"),
    "an initial": ("The offer is fine.", "Tomas E. Reiter"),
    "an initial over a card": ("The offer is fine.", "Tomas E. Reiter\nHead of Sales\n030 5550 0199"),
    "a title and an initial": ("The offer is fine.", "Capt. T. Reiter"),
    "degree with a full stop": ("The offer is fine.", "Tomas Reiter, Esq.\nBirchlane GmbH"),
    "French": ("L'offre me va.", "Bien cordialement,\nTomas Reiter"),
    "Spanish": ("La oferta me va bien.", "Un saludo,\nTomas"),
    "Italian": ("L'offerta va bene.", "Cordiali saluti\nTomas Reiter"),
    "Portuguese": ("A oferta está boa.", "Atenciosamente,\nTomas Reiter"),
    "German, one word": ("Das passt.", "Herzlich\nTomas E. Reiter"),
    "Dutch": ("Het aanbod is goed.", "Met vriendelijke groet,\nTomas Reiter"),
    "Polish": ("Oferta jest dobra.", "Pozdrawiam\nTomas"),
    "a formula nobody listed": ("The offer is fine.", "Bright days,\nTomas"),
    "with a place": ("Das passt.", "Viele Grüße aus Kiel\nTomas"),
    "in two languages": ("The offer is fine.", "Kind regards / Mit freundlichen Grüßen\n\nTomas Reiter"),
    "Chinese": ("这个条件可以。", "此致\n王小明"),
    "Afrikaans": ("Die aanbod is goed.", "Groete\nTomas"),
    "the end of the name": ("The offer is fine.", "Mas"),
    "a word nobody listed, and the name": ("The offer is fine.", "Onward, Tomas"),
    "a title in a listless formula": ("The offer is fine.", "Yours in service,\nDr. Tomas Reiter"),
    "a slogan under the full name": (
        "The offer is fine.",
        "Tomas Reiter\nHead of Sales\nBuilding the houses of tomorrow since the summer of 1921.",
    ),
    "a card under thanks": ("The offer is fine.", "Thanks\nTomas\n\nTomas Reiter\nExt. 4411"),
}


@pytest.mark.parametrize("name", CLOSINGS)
def test_the_closing_formula_and_the_name_below_it_are_the_signature(name: str) -> None:
    own, closing = CLOSINGS[name]

    zones = split(f"Hi Lena,\n\n{own}\n\n{closing}\n", author="Tomas Reiter")

    assert zones.own_words == f"Hi Lena,\n\n{own}"
    assert zones.signature.split() == closing.split()


def test_thanks_that_end_a_letter_are_its_closing_and_thanks_that_end_a_short_answer_are_not() -> None:
    letter = "Please send me the contract by Thursday, so that I can have it read before I sign."

    assert split(f"{letter}\n\nThanks!\n").own_words == letter
    assert split(f"{letter}\n\nSee you soon\n").own_words == f"{letter}\n\nSee you soon"
    assert split("Thursday works.\n\nThanks!\n").own_words == "Thursday works.\n\nThanks!"


def test_a_closing_that_begins_on_the_last_line_and_ends_with_the_name_below_is_cut_off() -> None:
    zones = split("Here is my time sheet for March.  Thanks\nTomas\n", author="Tomas Reiter")

    assert zones.own_words == "Here is my time sheet for March."
    assert zones.signature.split() == ["Thanks", "Tomas"]
    assert zones.of(Zone.SIGN_OFF) == ("Thanks\n",)


def test_a_slogan_apart_from_name_and_firm_is_a_footer_even_if_it_says_you() -> None:
    card, slogan = "Tomas Reiter\nBirchlane", "Birchlane builds with wood. Think twice before you print.\n"

    zones = split(f"The offer is fine.\n\n{card}\n\n{slogan}", author="Tomas Reiter")

    assert (zones.own_words, zones.signature) == ("The offer is fine.", card)
    assert zones.of(Zone.FOOTER) == (slogan,)


def test_the_authors_name_behind_a_dash_that_ends_the_letter_is_cut_off() -> None:
    zones = split("I am free after 11 am - Tomas\n", author="Tomas Reiter")

    assert (zones.own_words, zones.signature) == ("I am free after 11 am", "- Tomas")


@pytest.mark.parametrize("text", ["Slides - Tom\nAgenda - Tomas", "I shall sit between Lena and Mrs - Ada"])
def test_other_names_and_items_behind_a_dash_are_own_words(text: str) -> None:
    assert split(text, author="Tomas Reiter").own_words == text


@pytest.mark.parametrize("author", ["treiter", "tomasreiter", "tomasr", "reitert"])
def test_the_full_name_of_whom_only_a_joined_address_is_known_is_the_signature(author: str) -> None:
    letter = "The offer is fine.\n\nAda Fenn and Jo Reiter will sign."

    zones = split(f"{letter}\n\nTomas Reiter\nHead of Sales\n", author=author)

    assert (zones.own_words, zones.signature) == (letter, "Tomas Reiter\nHead of Sales")


def test_a_card_over_a_forwarded_mail_is_no_own_word() -> None:
    card = "Tomas Reiter\nBirchlane GmbH\nTel. +49 30 5550 0199"
    zones = split(
        f"{card}\n\n---------- Forwarded message ---------\nFrom: a@b.example\n\nHi\n", author="Tomas Reiter"
    )

    assert (zones.own_words, zones.signature) == ("", card)


def test_a_box_drawn_around_the_authors_card_is_the_signature_with_its_slogan() -> None:
    card = "Tomas Reiter\n030 5550 0199"
    slogan = "Birchlane finds a house for everybody who is looking for one, and\nfinds it by Thursday."
    rule = "*" * 30

    zones = split(f"It is fine.\n\n{rule}\n{card}\n{rule}\n{slogan}\n{rule}\n", author="Tomas Reiter")

    assert zones.own_words == "It is fine."
    assert zones.signature.startswith(card)


def test_a_rule_within_a_letter_begins_no_signature() -> None:
    own = (
        "The following are not free on Thursday:\n\nBirchlane - restricted\n\n********\nNo change to the days"
    )
    own += " of Elm and Fenn Services, Inc."

    assert split(f"{own}\n\nTomas\n", author="Tomas Reiter").own_words == own


@pytest.mark.parametrize("author", ["", "Tomas Reiter"])
def test_what_they_are_called_over_the_full_name_is_the_signature(author: str) -> None:
    zones = split("It is fine.\n\nreity\nTomas Reiter\nreity@example.com\n", author=author)

    assert zones.own_words == "It is fine."


FORWARDED = "\n\n---------- Forwarded message ---------\nFrom: Ada <ada@example.com>\n\nIs it Thursday?\n"
REPLIED = "\n\nOn Mon, 2 Mar 2026 at 09:15, Ada <ada@example.com> wrote:\n> Who, and when?\n"


@pytest.mark.parametrize(
    ("author", "card"),
    [
        ("Tomas Reiter", "Tomas Reiter"),
        ("Reiter, Tomas", "Tomas"),
        ("Tomas Reiter", "Tomas\n030 5550 0199"),
        ("Tomas Reiter", "Tomas E. Reiter"),
        ("Tomas Reiter", "- Tomas"),
        ("Tomas Reiter", "Tomas Reiter, Esq.\nHead of Sales\nBirchlane GmbH\n14 Elm Street, Suite 3"),
    ],
)
def test_mail_passed_on_under_nothing_but_the_authors_name_has_no_own_words(author: str, card: str) -> None:
    zones = split(f"{card}{FORWARDED}", author=author)

    assert (zones.own_words, zones.signature) == ("", card)


@pytest.mark.parametrize(
    ("author", "answer"),
    [
        ("May Reiter", "May"),
        ("Olga Kern", "OK"),
        ("Tomas Reiter", "Tomas CV"),
        ("Mark Will", "Will do"),
        ("Tomas Reiter", "Tomas Reiter Interview"),
        ("Tomas Reiter", "Tomas Reiter\nHe comes on Thursday."),
    ],
)
def test_an_answer_that_only_looks_like_the_authors_name_is_own_words(author: str, answer: str) -> None:
    assert split(f"{answer}{REPLIED}", author=author).own_words == answer


def test_a_word_above_mail_passed_on_is_no_name_because_of_its_initials() -> None:
    assert split(f"OK{FORWARDED}", author="Olga Kern").own_words == "OK"


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("It is in the archive.\n-Ada\nhttp://birchlane.example/\n", "It is in the archive."),
        ("It is in the archive.\n\nHTH,\nAda\n", "It is in the archive."),
        (
            "It is in the archive.\n\n-Ada\n\nAda Fenn\nBirchlane GmbH\nTel. +49 30 5550 0199\n",
            "It is in the archive.",
        ),
        (
            "It is in the archive.\n\n-----\nAda Fenn\nwww.birchlane.example\n\n--\nSent by the list\n",
            "It is in the archive.",
        ),
        ("This looks fine.\nAda St. Fenn\nEB 3892\n713-555-0189 (Phone)\n", "This looks fine."),
        ("Please check it again before we sign.\n\nthanks\nada\n", "Please check it again before we sign."),
    ],
)
def test_a_closing_is_found_where_nobody_knows_the_author(text: str, own: str) -> None:
    assert split(text).own_words == own


@pytest.mark.parametrize(
    "text",
    [
        "We need:\n- Ada\n- Jonas",
        "She asked for one thing:\n- Monday",
        "Please try a web search before this mailing list. Some of us have work to do.",
        "On paper the book costs more, so save a tree if you are so inclined.",
        "The reference number of the flat is\nx4411",
    ],
)
def test_nothing_is_taken_for_a_closing_that_is_none(text: str) -> None:
    assert split(text).own_words == text


def test_a_word_to_somebody_else_below_the_closing_is_own_words() -> None:
    zones = split(
        "The offer is fine.\n\nThank you,\nTomas\n\nWendi: please add Ada to your list.\n",
        author="Tomas Reiter",
    )

    assert zones.own_words == "The offer is fine.\n\nWendi: please add Ada to your list."
    assert zones.signature == "Thank you,\nTomas"


def test_a_card_with_the_authors_own_address_is_theirs_where_no_name_is_known() -> None:
    text = "The offer is fine.\n\nAda Fenn\nTel. 770 555 0186\nbirch@pinegrove.example\n"

    assert split(text, author="birch@pinegrove.example").own_words == "The offer is fine."


@pytest.mark.parametrize("formula", ["Thanks and kind regards", "Best Rgds."])
def test_joined_and_shortened_formulas_are_known(formula: str) -> None:
    assert split(f"The offer is fine.\n\n{formula}\n\nAda\n").own_words == "The offer is fine."


def test_a_name_alone_below_the_quote_is_the_signature_of_the_letter_above_it() -> None:
    zones = split("Thursday works.\n\n> Which day?\n\nTomas\n", author="Tomas Reiter")

    assert (zones.own_words, zones.signature) == ("Thursday works.", "Tomas")


@pytest.mark.parametrize(
    ("author", "name"), [("joerg.tann@birchlane.example", "Jörg"), ("Jörg Tann", "Joerg")]
)
def test_a_name_is_known_with_and_without_its_umlauts(author: str, name: str) -> None:
    assert split(f"Der Vertrag passt so.\n\n{name}\n", author=author).own_words == "Der Vertrag passt so."


def test_a_word_that_answers_a_quoted_question_is_own_words() -> None:
    zones = split("Hi Lena,\n\n> Which day?\n\nThursday.\n\n> Which city?\n\nBerlin\n", author="Tomas Reiter")

    assert zones.own_words == "Hi Lena,\n\nThursday.\n\nBerlin"


def test_a_postscript_directly_below_the_name_is_own_words() -> None:
    zones = split("The offer is fine.\n\nRegards,\n   Tomas\nP.S. I start in May.\n\n-- \nBirchlane\n")

    assert zones.own_words == "The offer is fine.\n\nP.S. I start in May."
