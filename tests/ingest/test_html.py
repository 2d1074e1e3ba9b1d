"""HTML mail reads as its plain text would."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import pytest

from ingest.html import to_text
from ingest.zones import split


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<div>One.</div><div><br></div><div>Two.</div>", "One.\n\nTwo."),
        ("One.<br>Two.<br><br>Three.", "One.\nTwo.\n\nThree."),
        (
            "<p class=MsoNormal>One.</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Two.</p>",
            "One.\n\nTwo.",
        ),
        ("<p>a <b>bold</b><i>italic</i> <a href='http://x.example'>link</a>.</p>", "a bolditalic link."),
        ("<p>Tom &amp; Jo&#39;s &lt;plan&gt;&nbsp;&eacute;</p>", "Tom & Jo's <plan> é"),
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two"),
        ("<ol><li>One</li><li>Two</li></ol>", "1. One\n2. Two"),
        (
            "<table><tr><td>Name</td><td>Role</td></tr><tr><td>Ada</td><td>CFO</td></tr></table>",
            "Name Role\nAda CFO",
        ),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<style>p{}</style><script>x()</script><p>Seen.</p><!-- not -->", "Seen."),
        ("<div style='display: none; max-height: 0px'>Preheader</div><p>Seen.</p>", "Seen."),
        ("<span style='font-size:0px'>Preheader</span><p>Seen.</p>", "Seen."),
        ("<p>Great<img alt='😄' src='cid:1'></p><img alt='Company logo'>", "Great😄"),
        ("<p>Line\n  broken   in the source</p>", "Line broken in the source"),
        ("<p>5 &gt; 3</p><p>&gt; 3</p>", "5 > 3\n\n > 3"),
        ("", ""),
    ],
)
def test_blocks_lists_tables_and_entities_read_as_a_browser_shows_them(source: str, text: str) -> None:
    assert to_text(source) == text


QUOTED = {
    "gmail": '<div dir="ltr">Mine.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon Ada wrote:<br></div>'
    '<blockquote class="gmail_quote" style="border-left:1px solid">Hers.</blockquote></div>',
    "apple": '<div>Mine.</div><div><br><blockquote type="cite"><div>On 4 Mar 2026, at 09:15, Ada wrote:</div><br><div>Hers.</div></blockquote></div>',
    "outlook": '<p class="MsoNormal">Mine.</p><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal"><b>From:</b> Ada Fenn<br>'
    '<b>Sent:</b> Monday<br><b>To:</b> Lena<br><b>Subject:</b> Plan</p></div><p class="MsoNormal">Hers.</p>',
    "outlook on the web": '<div>Mine.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>Lähettäjä:</b> Ada</div><div>Hers.</div>',
    "yahoo": '<div>Mine.</div><div class="yahoo_quoted"><div>On Monday, Ada wrote:</div><div>Hers.</div></div>',
    "thunderbird": '<p>Mine.</p><div class="moz-cite-prefix">Am 04.03.26 um 09:15 schrieb Ada:<br></div><blockquote type="cite">Hers.</blockquote>',
    "another language": '<div>Mine.</div><div class="gmail_quote"><div class="gmail_attr">Ada 2026-03-04 rašė:</div><blockquote class="gmail_quote">Hers.</blockquote></div>',
}


@pytest.mark.parametrize("program", QUOTED)
def test_what_is_quoted_is_known_by_its_markup(program: str) -> None:
    assert split(to_text(QUOTED[program])).own_words == "Mine."


def test_answers_between_gmails_quoted_blocks_are_own_words() -> None:
    source = (
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, Ada wrote:</div><blockquote class="gmail_quote">Which day?</blockquote>'
        '<div>Thursday.</div><blockquote class="gmail_quote">And where?</blockquote><div>At ours.</div></div>'
    )

    assert split(to_text(source)).own_words == "Thursday.\n\nAt ours."


def test_an_indented_paragraph_is_no_quote() -> None:
    source = '<p>My terms:</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">100k</blockquote>'

    assert split(to_text(source)).own_words == "My terms:\n\n100k"


def test_a_signature_is_known_by_its_markup() -> None:
    zones = split(
        to_text(
            '<div>Mine.</div><div class="gmail_signature"><div>Ada the Great of somewhere far away, ruler of all</div></div>'
        )
    )

    assert zones.own_words == "Mine."
    assert zones.signature.startswith("Ada the Great")


@pytest.mark.parametrize(
    "source", ["<div>" * 20_000 + "deep", "<blockquote>" * 9_000 + "deep", "<ul><li>" * 9_000 + "deep"]
)
def test_text_under_thousands_of_open_elements_is_not_lost(source: str) -> None:
    assert "deep" in to_text(source)
