"""What stands beside a flag: the proof is found where it stands, and everything is safe to show."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from domain import Reason
from review.beside import LONGEST_THREAD, beside, places
from tests.review.conftest import ZONE, Sitting


@pytest.mark.parametrize(
    ("quote", "words", "marked"),
    [
        ("Is there any news?", "Hi,\n\nIs there any\nnews? Best", "Is there any\nnews?"),
        ("a sentence that was…", "So: a sentence that was cut.", "a sentence that was"),
        ("(a+b)*", "costs (a+b)* today", "(a+b)*"),
        ("not there", "something else", None),
        ("", "anything", None),
        ("…", "anything", None),
    ],
)  # fmt: skip
def test_a_quote_is_found_whatever_its_white_space(quote: str, words: str, marked: str | None) -> None:
    found = [words[start:end] for start, end in places(quote, words)]
    assert found == ([marked] if marked else [])


@pytest.mark.parametrize("reason", [one.value for one in Reason])
def test_every_reason_shows_its_proof_in_place(sitting: Sitting, reason: str) -> None:
    flag = sitting.flag(reason)
    found = beside(sitting.desk, flag, zone=ZONE)
    proofs = [shown for shown in found.messages if shown.is_proof]
    assert proofs
    for shown in proofs:
        assert shown.quotes == ()
        assert [shown.text[start:end] for start, end in shown.marks]


def test_the_rhythm_and_the_other_flags_are_told(sitting: Sitting) -> None:
    flag = sitting.flag("call_owed")
    cold = sitting.flag("going_cold")
    found = beside(sitting.desk, flag, also=[cold, flag], zone=ZONE)
    assert "You usually talk every 5 days; it has been 2." in found.facts
    assert not [line for line in found.facts if line.startswith("Also open")]


def test_words_that_are_not_kept_are_still_quoted(sitting: Sitting) -> None:
    flag = sitting.flag("reply_owed")
    with sitting.database.write() as session:
        session.execute(text("UPDATE messages SET own_words = ''"))
    (shown,) = beside(sitting.desk, flag, zone=ZONE).messages
    assert shown.quotes == ("has Bianca said anything about my application?",)


def test_a_thread_without_end_is_cut_and_says_so(sitting: Sitting) -> None:
    flag = sitting.flag("reply_owed")
    with sitting.database.write() as session:
        session.execute(text("UPDATE messages SET thread_id = (SELECT min(id) FROM threads)"))
    found = beside(sitting.desk, flag, zone=ZONE)
    assert len(found.messages) == LONGEST_THREAD
    assert found.left_out == 1
    assert [shown for shown in found.messages if shown.is_proof]
