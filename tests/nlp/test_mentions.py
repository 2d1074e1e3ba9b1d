"""Persons in mail, with exact spans; `[ ]` in the texts marks what must be found, and nothing else."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import spacy
from spacy.language import Language

from domain import Direction, Passage
from nlp.mentions import find_mentions
from nlp.model import find, load_language
from nlp.sentences import SENTENCES

BOOK = (
    "Rosalind Achterkamp",
    "Tomasz Wierzbicki",
    "Hye-jin Noh",
    "Yusuf van der Velde",
    "Mark Hollis",
    "Robert Quine",
    "María José Etxeberria",
    "Oluwadamilare Bankole",
    "Autumn Reyes",
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_language(find())


def passage(text: str, *known: str, **more: tuple[str, ...]) -> Passage:
    return Passage(
        text=text,
        date=datetime(2026, 3, 2, tzinfo=UTC),
        direction=Direction.INBOUND,
        known_names=known,
        **more,  # type: ignore[arg-type]
    )


def marked(nlp: Language, text: str, *known: str) -> str:
    """The text with brackets around what is found."""
    out, at = "", 0
    for mention in find_mentions(nlp(text), passage(text, *known)):
        assert text[mention.start : mention.end] == mention.text
        out += f"{text[at : mention.start]}[{mention.text}]"
        at = mention.end
    return out + text[at:]


def check(nlp: Language, text: str, *known: str) -> None:
    assert marked(nlp, re.sub(r"[\[\]]", "", text), *known) == text


@pytest.mark.parametrize(
    "text",
    [
        "Hi [Rosalind],\n\nCould [Tomasz] join us on Thursday? [Wierzbicki] was keen.",
        "hey [rosalind] quick one, did [tomasz] sign?",
        "[Bob] called me. Tell [Mark] to mark the date.",
        "Thanks [Hye-jin]! [Noh]-san, sorry, Ms. [Noh] will confirm.",
        "Can you forward this to [Yusuf]? [van der Velde] is the hiring manager.",
        "[Majo], are you free?",
        "hi [dami],\n\nare you free",
        "@[Tomasz] can you send it?",
        "Thanks so much [Rosalind]!!! 🎉",
        "Hi [Rosalind]/[Tomasz],\n\nSee you.",
        "no worries [tomasz], talk to [mark] when u can",
        "we need someone like [rosalind achterkamp]",
        "That's all from me, [Mark].",
        "[Autumn] was splendid. In autumn we start anew.",
        "[Rosalind]'s cv and [tomasz]s notes",
        "Hi [Mark],\n\nmark this: [Mark]'s card is here.",
        "hello mr [hollis], thanks for the call",
        "Dear [Rosalind\nAchterkamp], hello.",
    ],
)
def test_people_of_headers_and_address_book_are_found_in_every_form(nlp: Language, text: str) -> None:
    check(nlp, text, *BOOK)


@pytest.mark.parametrize(
    "text",
    [
        "My former colleague [Ingeborg Stapelfeldt] may fit better. [Ingeborg] runs controls at Danfoss.",
        "I met [Jean-Baptiste Kouassi] at Web Summit in Lisbon; he works for Bain & Company.",
        "I spoke with [Siobhan O'Dwyer-Kane] and [D'Angelo McRae] yesterday.",
        "[Priyanka]'s references are great, [Dmitry]’s are not.",
        "Please congratulate [Emily], [Sanjeev] and [Ludmila] for me.",
        "Yesterday [Giulia] resigned. Today [Marco Bellini] follows.",
        "Meet [Tan Mei Ling] and [Nguyen Thi Hoa] at reception.",
        "[Aleksandra] left for Zalando; [Jørgen] went to Maersk.",
        "Will you be there? [Will Pemberton] said he would.",
        "Please add [Fatima], [Chidinma] & [Li Wei] to the invite.",
        "My boss ([Henrik]) and his boss ([Solveig Dahl]) agree.",
        'Forwarded for "[Stapelfeldt, Ingeborg]" <is@controls.example>.',
    ],
)
def test_people_nobody_knows_yet_are_found(nlp: Language, text: str) -> None:
    check(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "Dear Mr and Mrs [Featherstone],\n\nthank you.",
        "Thank you for meeting Dr. [Okereke] and Prof. [de Haan] last week.",
        "Sehr geehrte Frau [Liebknecht],\n\nI would like to confirm Tuesday.",
        "Bonjour Madame [Quesnel],\n\nI accept.",
        "Kia ora [Anahera],\n\nI accept.",
        "Please ask [Kurosaki]-san about it.",
    ],
)
def test_titles_and_greetings_stay_outside(nlp: Language, text: str) -> None:
    check(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "We use Jenkins, Kafka and Jira, and Ruby is nice to have.",
        "He worked at Morgan Stanley, then Wells Fargo, then Procter & Gamble.",
        "The interview is at 14 Mortimer Street, near Victoria Station, in Austin, Texas.",
        "She won the Ada Lovelace Award in 2024.",
        "Senior Account Executive, Enterprise Sales, London. Salary 90k.",
        "Happy New Year! Hope Christmas was good. Grace period ends in May.",
        "Dear Hiring Manager,\n\nI saw the Python role at Spotify.",
        "Dear Sir or Madam,\n\nDear Recruitment Team at Barclays, hello all.",
        "Mark my words, the bill is due. Bill them in April.",
        "Joy and pain. Hope is not a strategy. Faith helps.",
        "Is the Robert Half offer still open? Michael Page called too.",
        "Write to ingeborg.stapelfeldt@controls.example or see https://p.example/Tomasz, open Lisa_cv.docx.",
        "Sharp rise in pay. Small teams. Microsoft Teams, Google Meet.",
        "Oxford Street, Rue Victor Hugo, 2929 Allen Parkway; we hire in Dallas, Boston and San Jose.",
        "Dear Valued Customer,\n\nyour Line Manager and $ABC$Max.Drawdown(x) are here.",
        "St. John's Hospital and Mount Sinai; Black Friday, Labor Day.",
        "Noted, thanks. Understood. However, Monday is better.",
    ],
)
def test_firms_places_tools_awards_and_words_are_no_people(nlp: Language, text: str) -> None:
    check(nlp, text)


def test_without_a_model_known_names_and_greetings_are_still_found() -> None:
    blank = spacy.blank("en")
    blank.add_pipe(SENTENCES)
    check(blank, "Hola [Rosalind], ¿qué tal? Saludos a [Tomasz Wierzbicki].", *BOOK)


def test_a_file_tells_whose_cv_it_is(nlp: Language) -> None:
    found = find_mentions(
        nlp("See attached."),
        passage(
            "See attached.",
            attachment_names=(
                "CV_Oona_Lindqvist_2026.pdf",
                "gustavFerreiraResume-final (2).docx",
                "rosalind achterkamp.pdf",
                "Marketing Plan.pdf",
                "image001.png",
                "Acme Holdings NDA.pdf",
            ),
        ),
    )
    assert [(m.text, m.start, m.end, m.source) for m in found] == [
        ("Oona Lindqvist", -1, -1, "attachment"),
        ("Gustav Ferreira", -1, -1, "attachment"),
        ("Rosalind Achterkamp", -1, -1, "attachment"),
    ]


def test_authors_of_forwarded_mail_are_people_and_robots_are_not(nlp: Language) -> None:
    found = find_mentions(
        nlp("FYI"),
        passage(
            "FYI",
            forwarded_names=("Dr. Gustav Ferreira", "Ferreira, Ana (HR)", "jobs@acme.example", "Acme Ltd"),
        ),
    )
    assert [(m.text, m.source) for m in found] == [
        ("Gustav Ferreira", "forwarded"),
        ("Ana Ferreira", "forwarded"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Dear Captain [Mbatha], the convoy leaves at six. Dear Pastor [Lindgren], the elders agree.",
        "Mr. [Asante], kindly reach me. Ms [Best] called too.",
        "Merhaba [Defne] Hanım, the papers are complete. [Ömer] Bey knows.",
        "The Chief Investment Officer and the Sr. Content Designer are on the panel.",
        "Dear Chairman, the board thanks you. Dear Headmistress, so do we.",
        "Hurrah, it is signed! Ha! It was the cable.",
        "I start at St. Agatha on Monday.",
        "Many thanks,\n[Heather]",
        "[Will Pemberton] said yes.",
    ],
)
def test_titles_ranks_and_cries_are_no_part_of_a_name(nlp: Language, text: str) -> None:
    check(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        "hi [chukwuemeka], are you free at nine?",
        "[lorcan] are you bringing the big tent",
        "i met [siobhan] yesterday and [tariq] was there too",
        "are we still on? the forms came back and nobody signed them.",
    ],
)
def test_people_are_found_where_nobody_writes_capitals(nlp: Language, text: str) -> None:
    check(nlp, text)


def test_a_known_given_name_behind_a_word_at_the_head_is_the_whole_name(nlp: Language) -> None:
    check(nlp, "Haia [Rosalind], are you awake?", *BOOK)
    check(nlp, "Dobar dan [Tomasz].", *BOOK)


@pytest.mark.parametrize(
    "text",
    [
        "Righto [Tamsin], the crates went on Monday.",
        "Ahoy [Philippe]. The sail is with the mender.",
        "The shortlist is [Ingrid] and [Saskia B.], nobody else.",
        "Dear [Jae-won], the badge is at the desk.",
        "Hello [Shu-fen], the room is on the second floor.",
        "We are glad that [Perdita] joined us, she bakes.",
        "I told [Mandeep] on the stairs.",
        "We flew to Milton Keynes and back in a day.",
        "The yard in Naivasha has a crane, the one in Moncton has none.",
        "[Mercedes], have you a minute?",
        "In Saint-Étienne it rains.",
    ],
)
def test_rarer_names_and_towns_are_told_apart(nlp: Language, text: str) -> None:
    check(nlp, text)


def test_short_forms_of_the_known_are_names(nlp: Language) -> None:
    check(nlp, "Thanks for that, [PJ], see you there.", "Pieter-Jan Molenkamp")
    check(nlp, "What was it with [Olek] in the end?", "Aleksander Brzoza")
    check(nlp, "Hi [Wei Jun], your terms are here.", "Tan Wei Jun")
    check(nlp, "fair enough [roisin], noted", "Roisin Galbally")
