"""What the recogniser of persons learns from: every variation of a text keeps the spans of its persons."""

from __future__ import annotations

import random

from evaluation.names.lessons import Lesson, ours, varied
from evaluation.names.people import people

MAIL = Lesson(
    "Dear Mr Okonjo,\nIngrid Sørensen and Bea liked you; Bea's team meets on Friday.",
    ((8, 14), (16, 31), (36, 39), (51, 54)),
)


def names(lesson: Lesson) -> list[str]:
    return [lesson.text[start:end] for start, end in lesson.spans]


def test_other_names_stand_where_names_stood() -> None:
    dice = random.Random(1)
    for _ in range(300):
        lesson = varied(MAIL, dice)
        assert all(name == name.strip() and name for name in names(lesson))
        rest = lesson.text
        for name in names(lesson):
            rest = rest.replace(name, "")
        assert "sørensen" not in rest.lower()
        assert "okonjo" not in rest.lower()


def test_who_is_named_twice_keeps_one_name() -> None:
    dice = random.Random(2)
    whole = [lesson for lesson in (varied(MAIL, dice) for _ in range(200)) if len(lesson.spans) == 4]
    assert whole
    assert all(names(lesson)[2] == names(lesson)[3] for lesson in whole)


def test_some_names_stand_in_no_list() -> None:
    listed = {name for names_of_a_country in people() for kind in names_of_a_country for name in kind}
    dice = random.Random(3)
    found = {name for _ in range(200) for name in names(ours(1, dice)[0]) if " " not in name}
    assert found & listed
    assert found - listed


def test_sentences_of_ours_mark_persons_only() -> None:
    lessons = ours(400, random.Random(4))
    assert any(lesson.spans for lesson in lessons)
    assert any(not lesson.spans for lesson in lessons)
    assert not any("{" in lesson.text for lesson in lessons)
    for lesson in lessons:
        assert list(lesson.spans) == sorted(lesson.spans)
        assert all(name == name.strip() and name for name in names(lesson))
