"""What wants no answer, and what does."""

from __future__ import annotations

import pytest

from nlp.closing import has_question_mark, is_mere_closing


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Thanks Rhona, see you Thursday at 10!",
        "Great, thank you. Let me know if you need anything else from me.",
        "ok",
        "Perfect, talk then.",
        "👍",
        "Noted.",
        "Dear Mr Okafor,\n\nReceived with thanks.",
        "That works for me, see you then",
        "Looking forward to meeting the team on Monday!",
        "thanks, will do",
        "Got it, cheers Gus",
        "Great to meet you today. Thanks for your time.",
        "Thank you for the kind words. Have a lovely weekend!",
        "Cheers Bronwen, that made my day. All the best.",
        "Don't hesitate to reach out if you need anything. Thanks again!",
        "Accepted the invite, thank you!",
        "No need to reply. Safe travels!",
    ],
)
def test_thanks_and_see_you_want_no_answer(text: str) -> None:
    assert is_mere_closing(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hi",
        "Hi Rhona,",
        "Yes",
        "Thanks, could you send me the address",
        "Thanks, when is it?",
        "Thank you, I accept the offer.",
        "Thanks for reaching out, I'm open to hearing more.",
        "Thanks, but I'm out.",
        "Thank you. Please call me.",
        "Tuesday at 3 works.",
        "Thanks for the feedback. It stings, I thought it had gone well.",
        "Thanks. I left Brackwell last month.",
        "Thanks, here is my CV.",
        "Great, thanks! I still haven't heard from them.",
        "Thanks. Another firm made me an offer.",
        "I would like to know more about the pay.",
        "Thanks, I am not sure this is right for me.",
        "Thank you. My notice period is three months, and I can start in June.",
        "Call me",
        "See you Thursday. What should I bring?",
    ],
)
def test_whatever_asks_or_tells_wants_an_answer(text: str) -> None:
    assert not is_mere_closing(text)


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        ("When is it?", True),
        ("Really ?\nOk", True),
        ("Was it “ready”?", True),
        ("何時ですか？", True),
        ("See https://jobs.example/view?id=7&ref=mail today", False),
        ("No question here.", False),
        ("", False),
    ],
)
def test_a_question_mark_counts_outside_addresses(text: str, has_one: bool) -> None:
    assert has_question_mark(text) is has_one


def test_hostile_text_takes_linear_time() -> None:
    for bomb in (
        "thanks " * 3_000,
        "let me know if you " * 1_000,
        "?" * 20_000,
        "a@" * 10_000,
        "x " * 10_000,
    ):
        assert is_mere_closing(bomb) is False
