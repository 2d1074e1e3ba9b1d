"""The letters of `letters` as HTML, as the programs people use write it."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import html
import random
import re

from tests.ingest.letters import Mail, letter, pieces


def html_mail(chance: random.Random, language: str) -> tuple[Mail, str]:
    """A letter and its page: new, answering in one of the usual ways, or passing a mail on."""
    of = pieces()[language]
    mail = letter(chance, language)
    page = _typed(chance, mail)
    quoted, shape = of["quoted"][0], chance.choice(["new", "attribution", "headers", "forward"])
    headers = [
        tuple(re.split(r"\s?[:：]\s?", line, maxsplit=1)) for line in chance.choice(of["headers"]).split("\n")
    ]
    if shape == "attribution":
        attribution = chance.choice(of["attributions"])
        page += _fill(chance.choice(ATTRIBUTED), attribution=_escaped(attribution), quoted=_divs(quoted))
    elif shape == "headers":
        keys = "<br>".join(f"<b>{_escaped(key)}:</b> {_escaped(value)}" for key, value in headers)
        page += _fill(chance.choice(HEADED), headers=keys, quoted=_paragraphs(quoted))
    elif shape == "forward":
        mail.is_forward = True
        page += _forward(chance, of["forwards"], headers, quoted)
    mail.pieces.append(page)
    return mail, f"<html><head><style>p {{margin: 0}}</style></head><body>{page}</body></html>"


# What stands below a letter that answers.
ATTRIBUTED = (
    '<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{attribution}<br></div><blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">{quoted}</blockquote></div>',
    '<div><br><blockquote type="cite"><div>{attribution}</div><br class="Apple-interchange-newline"><div>{quoted}</div></blockquote></div>',
    '<div class="moz-cite-prefix">{attribution}<br></div><blockquote type="cite" cite="mid:x">{quoted}</blockquote>',
    '<div id="ydp1yahoo_quoted_55" class="ydp1yahoo_quoted"><div style="font-family:Helvetica"><div>{attribution}</div><div><br></div>{quoted}</div></div>',
    "<div>{attribution}</div><blockquote>{quoted}</blockquote>",
    '<blockquote style="border-left:1px solid #0857A6;margin:10px;padding:0 0 0 10px;">{attribution}<br>{quoted}</blockquote>',
)
HEADED = (
    "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal>{headers}<o:p></o:p></p></div>{quoted}",
    '<hr tabindex="-1" style="display:inline-block; width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" color="#000000">{headers}</font><div>&nbsp;</div></div>{quoted}',
    '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr">{headers}<div> </div></div><div>{quoted}</div>',
    '<div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message"><hr style="display: inline-block; width: 98%;"><div style="text-align: left;">{headers}</div><br>{quoted}</div>',
    '<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal" style="margin-bottom:12.0pt"><span style="font-size:12.0pt;color:black">{headers}</span></p></div>{quoted}',
    "<br>{headers}<br><br>{quoted}",
)
SIGNATURES = (
    '<div dir="ltr" class="gmail_signature" data-smartmail="gmail_signature">{card}</div>',
    '<pre class="moz-signature" cols="72">-- \n{card}</pre>',
    '<div id="Signature">{card}</div>',
    '<div class="moz-signature">{card}</div>',
    '<div id="ms-outlook-mobile-signature">{card}</div>',
)


def _typed(chance: random.Random, mail: Mail) -> str:
    """The letter as one of the programs lays it out; a signature below "-- " in markup of its own, mostly."""
    lay_out = chance.choice([_divs, _breaks, _word, _web, _paragraphs, _table, _spans])
    body, mark, card = mail.text.partition("\n-- \n")
    if not mark or chance.random() < 0.3:
        return lay_out(mail.text)
    signature = chance.choice(SIGNATURES)
    return lay_out(body.rstrip()) + _fill(
        signature, card=_escaped(card) if "pre" in signature else _divs(card)
    )


def _forward(chance: random.Random, marks: list[str], headers: list[tuple[str, ...]], quoted: str) -> str:
    """Mail passed on: Gmail's and Thunderbird's marks are drawn with dashes, Apple's is a sentence."""
    mark = chance.choice(marks)
    keys = [(_escaped(key), _escaped(value)) for key, value in headers]
    if not mark.startswith("-"):
        told = "".join(f"<div><b>{key}: </b><span>{value}</span></div>" for key, value in keys)
        return f'<div><br><blockquote type="cite"><div>{mark}</div><br>{told}<br>{_divs(quoted)}</blockquote></div>'
    if chance.random() < 0.5:
        told = "<br>".join(f"{key}: {value}" for key, value in keys)
        return f'<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{mark}<br>{told}<br></div><br>{_divs(quoted)}</div>'
    told = "".join(f"<tr><th>{key}: </th><td>{value}</td></tr>" for key, value in keys)
    return f'<div class="moz-forward-container"><br>{mark}<table class="moz-email-headers-table"><tbody>{told}</tbody></table><br>{_paragraphs(quoted)}</div>'


def _fill(pattern: str, **parts: str) -> str:
    for name, part in parts.items():
        pattern = pattern.replace("{" + name + "}", part)
    return pattern


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _lines(text: str, line: str, empty: str) -> str:
    return "".join(line.replace("{}", _escaped(one) if one.strip() else empty) for one in text.split("\n"))


def _divs(text: str) -> str:
    return f'<div dir="ltr">{_lines(text, "<div>{}</div>", "<br>")}</div>'


def _breaks(text: str) -> str:
    return f'<div dir="auto">{_escaped(text)}</div>'.replace("\n", "<br>")


def _word(text: str) -> str:
    return f'<div class="WordSection1">{_lines(text, "<p class=MsoNormal>{}<o:p></o:p></p>", "<o:p>&nbsp;</o:p>")}</div>'


def _web(text: str) -> str:
    return _lines(
        text, '<div class="elementToProof" style="font-family: Calibri; font-size: 12pt;">{}</div>', "<br>"
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<p>{_escaped(one)}</p>".replace("\n", "<br/>") for one in text.split("\n\n"))


def _table(text: str) -> str:
    return f"<table><tbody><tr><td>{_paragraphs(text)}</td></tr></tbody></table>"


def _spans(text: str) -> str:
    return _lines(
        text,
        '<p style="margin:0"><span style="font-size:11pt"><font face="Arial">{}</font></span></p>\n',
        "&nbsp;",
    )
