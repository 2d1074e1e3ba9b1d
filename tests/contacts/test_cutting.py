"""What is cut out of a text is gone, and everything else is found where it stands now."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.cutting import Cut, others, sentence_around
from contacts.tracks import Tracks, full_names, runs_of


@given(
    st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4), st.data()
)
def test_what_is_not_touched_is_found_again(
    text: str, spans: list[tuple[int, int]], data: st.DataObject
) -> None:
    cut = Cut.of(text, spans, filler="[…]")
    kept = others(cut.gone, within=len(text))
    assert "[…]".join(text[start:end] for start, end in kept) in cut.text
    for start, end in kept:
        first = data.draw(st.integers(start, end - 1))
        last = data.draw(st.integers(first + 1, end))
        moved = cut.moved((first, last))
        assert moved is not None
        assert cut.text[slice(*moved)] == text[first:last]


def test_what_lies_in_the_cut_is_gone_and_what_reaches_into_it_is_shorter() -> None:
    cut = Cut.of("one two three", [(4, 7)], filler="…")
    assert cut.text == "one … three"
    assert cut.moved((4, 6)) is None
    assert cut.text[slice(*(cut.moved((0, 5)) or ()))] == "one "
    assert cut.text[slice(*(cut.moved((5, 13)) or ()))] == " three"
    assert cut.text[slice(*(cut.moved((0, 13)) or ()))] == "one … three"


@pytest.mark.parametrize(
    ("text", "word", "sentence"),
    [
        ("One. Priya said no! Two.", "Priya", "Priya said no!"),
        ("Priya said no", "Priya", "Priya said no"),
        ("One.\nPriya, at 3.5 p.c., \nTwo", "Priya", "Priya, at 3.5 p.c.,"),
        ('He said "Priya." Then', "Priya", 'He said "Priya."'),
    ],
)
def test_a_sentence_is_found_around_a_word(text: str, word: str, sentence: str) -> None:
    at = text.index(word)
    start, end = sentence_around(text, (at, at + len(word)))
    assert text[start:end] == sentence


TRACKS = Tracks(
    frozenset({"priya@x.example"}),
    full_names({"Priya Raman", "Jürgen Müller", "Priya", "info@x.example"}),
    frozenset({"079461234"}),
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Ask Priya Raman or Raman, Priya.", "Ask [erased] or [erased]."),
        ("Priya_Raman_CV.pdf, PriyaRaman.docx", "[erased]_CV.pdf, [erased].docx"),
        ("JUERGEN MUELLER, Jurgen Muller's", "[erased], [erased]'s"),
        ("PRIYA@X.EXAMPLE <not.priya@x.example>", "[erased] <not.priya@x.example>"),
        ("+44 (0)79 461 234, 0794.612.34", "[erased], [erased]"),
        ("Priya, Ramanujan, Priyanka Ramani", "Priya, Ramanujan, Priyanka Ramani"),
    ],
)
def test_somebody_is_found_however_they_are_written(text: str, masked: str) -> None:
    assert TRACKS.masked(text) == masked


def test_a_run_of_words_is_theirs_wherever_it_stands() -> None:
    tracks = Tracks(runs=runs_of(["I would rather not work in three shifts any more."]))
    text = "She wrote: I would rather not work, in three shifts. I would rather not."
    ((start, end),) = {(min(s for s, _ in q), max(e for _, e in q)) for q in [tracks.quoted(text)]}
    assert text[start:end] == "I would rather not work, in three shifts"
