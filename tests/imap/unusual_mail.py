"""Mails of many makes, as they go over the wire: each has something that is easily lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

HEAD = (
    "From: =?utf-8?Q?J=C3=B6rg_M=C3=B6ller?= <joerg@outside.example>\n"
    "To: Dana Whitfield <dana@agency.example>\n"
    "Cc: Ines <ines@outside.example>\n"
    "Subject: The documents\n"
    "Date: Mon, 23 Feb 2026 10:00:00 +0100\n"
    "Message-ID: <unusual-{name}@outside.example>\n"
    "MIME-Version: 1.0\n"
)
EVENT = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//\nMETHOD:REQUEST\nBEGIN:VEVENT\nUID:e1@outside.example\n"
    "DTSTAMP:20260223T100000Z\nDTSTART:20260305T090000Z\nDTEND:20260305T100000Z\nSUMMARY:Interview\n"
    "ORGANIZER:mailto:joerg@outside.example\nATTENDEE:mailto:dana@agency.example\n"
    "END:VEVENT\nEND:VCALENDAR\n"
)
PLAIN = "Content-Type: text/plain; charset=utf-8\n\nI would like to hear more about the team.\n"
RICH = (
    "Content-Type: text/html; charset=utf-8\n\n"
    "<html><body><p>I would like to hear <b>more</b> about the team, and about the city.</p></body></html>\n"
)
FILE = (
    "Content-Type: application/pdf; {name}\nContent-Transfer-Encoding: base64\n"
    "Content-Disposition: attachment; {filename}\n\n" + "JVBERi0xLjQKJcfs" * 400 + "\n"
)
PICTURE = (
    "Content-Type: image/png; name=logo.png\nContent-ID: <logo@outside>\nContent-Disposition: inline\n"
    "Content-Transfer-Encoding: base64\n\n" + "iVBORw0KGgo=" * 50 + "\n"
)
# CMS SignedData around a text part, without certificates and signers.
OPAQUE = (
    "MG4GCSqGSIb3DQEHAqBhMF8CAQExADBWBgkqhkiG9w0BBwGgSQRHQ29udGVudC1UeXBlOiB0ZXh0\n"
    "L3BsYWluDQoNCkkgd291bGQgbGlrZSB0byBoZWFyIG1vcmUgYWJvdXQgdGhlIHRlYW0uDQoxAA==\n"
)
RETURNED = (
    "Received: from a by b; Mon, 23 Feb 2026 09:00:00 +0000\nFrom: Dana <dana@agency.example>\n"
    "To: nobody@outside.example\nSubject: Your application\nMessage-ID: <lost-1@agency.example>\n"
)
STATUS = (
    "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.outside.example\n\n"
    "Final-Recipient: rfc822; nobody@outside.example\nAction: failed\nStatus: 5.1.1\n"
)


def many(subtype: str, *parts: str, extra: str = "", edge: str = "edge") -> str:
    """A multipart as a part: its header, a blank line, its parts."""
    inside = "".join(f"--{edge}\n{part}\n" for part in parts)
    return f'Content-Type: multipart/{subtype}; boundary="{edge}"{extra}\n\npreamble\n{inside}--{edge}--\n'


def attached(filename: str, *, name: str = "x=y") -> str:
    """A file with its name written so."""
    return FILE.format(name=name, filename=filename)


def made(name: str, content: str, *, head: str = HEAD) -> tuple[str, bytes]:
    """A mail under its name, with CR LF."""
    text = head.format(name=name) + content
    return name, text.encode("utf-8", "surrogateescape").replace(b"\n", b"\r\n")


def mails() -> Iterator[tuple[str, bytes]]:
    """Every one of them by its name."""
    yield made("plain", PLAIN)
    yield made("alternative", many("alternative", PLAIN, RICH))
    yield made("html alone", RICH)
    yield made("only html inside", many("alternative", RICH))
    yield made("no content type", "\nJust a line.\n")
    yield made("latin without a word about it", "\nGr\udcfc\udcdfe aus K\udcf6ln, Stra\udcdfe\n")
    yield made(
        "base64", "Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: base64\n\n8NLJ18XU\n"
    )
    yield made(
        "flowed",
        "Content-Type: text/plain; format=flowed; delsp=yes\n\nOne para \ngraph only.\n-- \nMe\n",
    )
    yield made("flowed inside", many("alternative", PLAIN.replace("utf-8", "utf-8; Format=Flowed"), RICH))
    stub = "Content-Type: text/plain; charset=utf-8\n\nThis message needs an HTML e-mail client.\n"
    yield made("a plain part that only stands in", many("alternative", stub, RICH))
    yield made("the same in base64", many("alternative", stub.replace("\n\n", "\nContent-Transfer-Encoding: base64\n\n").replace("This message needs an HTML e-mail client.", "UGxlYXNlIHZpZXcgaW4geW91ciBicm93c2VyLg=="), RICH))  # fmt: skip  # noqa: E501
    yield made("a blank plain part", many("alternative", "Content-Type: text/plain\n\n\n", RICH))
    spaces = "Content-Type: text/plain; charset=utf-8\n\n\u00a0\n \u00a0 \n\n"
    yield made("a plain part of white space", many("alternative", spaces, RICH))
    related = many("related", RICH, PICTURE, edge="in")
    yield made("pictures in the html", many("alternative", PLAIN, related))
    yield made("html and its picture", many("related", RICH, PICTURE))
    start = '; start="<main@outside>"; type="text/html"'
    yield made(
        "the root comes last", many("related", PICTURE, "Content-ID: <main@outside>\n" + RICH, extra=start)
    )
    both = many("alternative", PLAIN, RICH, edge="in")
    yield made("a file", many("mixed", both, attached('filename="My CV.pdf"')))
    yield made("a text and no html beside a file", many("mixed", PLAIN, attached("filename=cv.pdf")))
    yield made("encoded names", many("mixed", PLAIN, attached("filename*=utf-8''Lebenslauf%20J%C3%B6rg.pdf")))
    pieces = "filename*0*=utf-8''Lebens;\n filename*1*=lauf%20;\n filename*2=2026.pdf"
    yield made("names in pieces", many("mixed", PLAIN, attached(pieces)))
    word = 'filename="=?utf-8?B?WmV1Z25pcyBKw7ZyZy5wZGY=?="'
    yield made("names as encoded words", many("mixed", PLAIN, attached(word)))
    yield made("names with quotes", many("mixed", PLAIN, attached(r'filename="a \"quoted\" \\ name.pdf"')))
    yield made(
        "names beyond ascii", many("mixed", PLAIN, attached('filename="Größe.pdf"', name='name="Größe.pdf"'))
    )
    yield made(
        "a name only in the type", many("mixed", PLAIN, FILE.format(name='name="old.pdf"', filename="x=1"))
    )
    note = (
        'Content-Type: text/plain; name="notes.txt"\nContent-Disposition: attachment\n\nNot what I wrote.\n'
    )
    yield made("an attached text", many("mixed", PLAIN, note))
    yield made("text below a picture", many("mixed", PLAIN, PICTURE, PLAIN.replace("I would", "We would")))
    page = RICH.replace("; charset=utf-8", '; charset=utf-8; name="page.html"')
    yield made("html with a name", many("mixed", PLAIN, page))
    calendar = f"Content-Type: text/calendar; charset=utf-8; method=REQUEST\n\n{EVENT}"
    yield made("an invitation", many("alternative", PLAIN, RICH, calendar))
    yield made("an invitation alone", calendar)
    ics = f'Content-Type: application/octet-stream; name="invite.ics"\n\n{EVENT}'
    yield made("an invitation as a file", many("mixed", PLAIN, ics))
    inner = f"Content-Type: message/rfc822\n\n{RETURNED}" + many("mixed", PLAIN, edge="q")
    yield made("forwarded whole", many("mixed", PLAIN, inner))
    yield made(
        "a delivery report", many("report", PLAIN, STATUS, inner, extra="; report-type=delivery-status")
    )
    heads = f"Content-Type: text/rfc822-headers\n\n{RETURNED}"
    yield made(
        "a delivery report with headers",
        many("report", PLAIN, STATUS, heads, extra="; report-type=delivery-status"),
    )
    receipt = "Content-Type: message/disposition-notification\n\nDisposition: manual-action; displayed\n"
    yield made("a receipt", many("report", PLAIN, receipt, extra="; report-type=disposition-notification"))
    yield made("a digest", many("digest", f"\n{RETURNED}\nHello.\n", f"\n{RETURNED}\nAgain.\n"))
    proof = (
        'Content-Type: application/pgp-signature; name="signature.asc"\n\n-----BEGIN PGP SIGNATURE-----\nx\n'
    )
    yield made("signed", many("signed", PLAIN, proof, extra="; protocol=application/pgp-signature"))
    yield made(
        "signed with a file",
        many("signed", many("mixed", both, attached("filename=a.pdf"), edge="e2"), proof),
    )
    secret = "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----\nx\n"
    yield made(
        "encrypted", many("encrypted", "Content-Type: application/pgp-encrypted\n\nVersion: 1\n", secret)
    )
    yield made("enveloped", 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"\nContent-Transfer-Encoding: base64\n\nMIAGCSqGSIb3\n')  # fmt: skip  # noqa: E501
    yield made("signed around its text", f'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="smime.p7m"\n\n{OPAQUE}')  # fmt: skip  # noqa: E501
    yield made("no text at all", many("mixed", attached("filename=scan.pdf")))
    yield made("a file alone", attached("filename=scan.pdf"))
    yield made("a nonsense type", "Content-Type: nonsense\n\nStill a text.\n")
    yield made("two types", "Content-Type: text/plain\nContent-Type: text/html\n\nStill <a text.\n")
    yield made(
        "a boundary that never comes", 'Content-Type: multipart/mixed; boundary="b"\n\nStill a text.\n'
    )
    yield made("no boundary", "Content-Type: multipart/mixed\n\nStill a text.\n")
    yield made("parts without headers", many("mixed", "\nOne.\n", "\nTwo.\n"))
    yield made("nothing", "\n")
    yield made("unclosed", many("mixed", both, attached("filename=a.pdf")).removesuffix("--edge--\n"))
    yield made("no date", PLAIN, head=HEAD.replace("Date: ", "X-Date: "))
    yield made("nobody", PLAIN, head=HEAD.replace("From: ", "Sender: "))
    yield made(
        "fields in the old form", PLAIN, head=HEAD.replace("From: ", "From : ").replace("Date: ", "Date : ")
    )
    yield made("from two", PLAIN, head="From: x@elsewhere.example\n" + HEAD)
    list_mail = HEAD + "List-Id: <talk.lists.example>\nPrecedence: list\n"
    yield made("from a list", PLAIN, head=list_mail)
    yield made("an absence", PLAIN, head=HEAD + "Auto-Submitted: auto-replied\nX-Autoreply: yes\n")
    yield made("part of a campaign", PLAIN, head=HEAD + "X-Mailgun-Tag: spring\n")
    yield made("forged", PLAIN, head="Authentication-Results: mx; dmarc=fail\n" + HEAD)
    refers = "In-Reply-To: <a@b.example>\nReferences: <r@b.example>\n <a@b.example>\n"
    yield made("an answer", PLAIN, head=HEAD + refers)
    yield made("long", "\n" + "A line that is said again and again.\n" * 9_000)
    deep = PLAIN
    for level in range(45):
        deep = many("mixed", deep, edge=f"level{level}")
    yield made("deep", deep)
    yield made("many pictures", many("mixed", PLAIN, *[PICTURE] * 230))
    yield made("many texts", many("mixed", *[PLAIN.replace("team", f"team {n}") for n in range(150)]))
