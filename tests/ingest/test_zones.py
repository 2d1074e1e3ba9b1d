"""What a person wrote is told from what their mail program, their company and other people added."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.zones import Zone, split

REPLIES = {
    "gmail, English": (
        "Happy to talk on Thursday.\n\nOn Wed, Mar 4, 2026 at 9:15 AM Lena Ortiz <lena@birchlane.example> wrote:\n\n"
        "> Are you free this week?\n>\n> Lena\n",
        "Happy to talk on Thursday.",
    ),
    "gmail, wrapped attribution": (
        "Happy to talk.\n\nOn Wed, Mar 4, 2026 at 9:15 AM Lena Ortiz-Featherstone <\nlena@birchlane.example> wrote:\n\n> Free?\n",
        "Happy to talk.",
    ),
    "gmail, German": (
        "Passt mir gut.\n\nAm Mi., 4. März 2026 um 09:15 Uhr schrieb Lena Ortiz <lena@birchlane.example>:\n\n> Zeit?\n",
        "Passt mir gut.",
    ),
    "gmail, French": (
        "Cela me convient.\n\nLe mer. 4 mars 2026 à 09:15, Lena Ortiz <lena@birchlane.example> a écrit :\n\n> Libre ?\n",
        "Cela me convient.",
    ),
    "gmail, Spanish": (
        "Me viene bien.\n\nEl mié, 4 mar 2026 a las 9:15, Lena Ortiz (<lena@birchlane.example>) escribió:\n\n> ¿Libre?\n",
        "Me viene bien.",
    ),
    "gmail, Italian": (
        "Per me va bene.\n\nIl giorno mer 4 mar 2026 alle ore 09:15 Lena Ortiz <lena@birchlane.example> ha\nscritto:\n\n> Libera?\n",
        "Per me va bene.",
    ),
    "gmail, Portuguese": (
        "Por mim está ótimo.\n\nEm qua., 4 de mar. de 2026 às 09:15, Lena Ortiz <lena@birchlane.example>\nescreveu:\n\n> Livre?\n",
        "Por mim está ótimo.",
    ),
    "gmail, Dutch": (
        "Dat komt goed uit.\n\nOp wo 4 mrt 2026 om 09:15 schreef Lena Ortiz <lena@birchlane.example>:\n\n> Vrij?\n",
        "Dat komt goed uit.",
    ),
    "gmail, Polish": (
        "Pasuje mi.\n\nśr., 4 mar 2026 o 09:15 Lena Ortiz <lena@birchlane.example> napisał(a):\n\n> Czas?\n",
        "Pasuje mi.",
    ),
    "thunderbird, Polish": (
        "Pasuje mi.\n\nW dniu 4.03.2026 o 09:15, Lena Ortiz pisze:\n> Czas?\n",
        "Pasuje mi.",
    ),
    "gmail, Chinese": (
        "我周四有空。\n\nLena Ortiz <lena@birchlane.example> 于2026年3月4日周三 09:15写道：\n\n> 有空吗？\n",
        "我周四有空。",
    ),
    "apple, English": (
        "Happy to talk.\n\n> On 4 Mar 2026, at 09:15, Lena Ortiz <lena@birchlane.example> wrote:\n> \n> Are you free?\n",
        "Happy to talk.",
    ),
    "apple, Dutch": (
        "Dat komt goed uit.\n\nOp 4 mrt 2026 om 09:15 heeft Lena Ortiz <lena@birchlane.example> het volgende geschreven:\n\n> Vrij?\n",
        "Dat komt goed uit.",
    ),
    "outlook, English, to the end": (
        "Happy to talk.\n\nFrom: Lena Ortiz <lena@birchlane.example>\nSent: Wednesday, March 4, 2026 9:15 AM\n"
        "To: Tomas Reiter\nSubject: Thursday\n\nAre you free?\n\nLena\n",
        "Happy to talk.",
    ),
    "outlook, German": (
        "Passt mir gut.\n\n-----Ursprüngliche Nachricht-----\nVon: Lena Ortiz <lena@birchlane.example>\n"
        "Gesendet: Mittwoch, 4. März 2026 09:15\nAn: Tomas Reiter\nBetreff: Donnerstag\n\nHaben Sie Zeit?\n",
        "Passt mir gut.",
    ),
    "outlook, French": (
        "Cela me convient.\n\n________________________________\nDe : Lena Ortiz <lena@birchlane.example>\n"
        "Envoyé : mercredi 4 mars 2026 09:15\nÀ : Tomas Reiter\nObjet : jeudi\n\nÊtes-vous libre ?\n",
        "Cela me convient.",
    ),
    "outlook, Spanish": (
        "Me viene bien.\n\nDe: Lena Ortiz <lena@birchlane.example>\nEnviado el: miércoles, 4 de marzo de 2026 9:15\n"
        "Para: Tomas Reiter\nAsunto: jueves\n\n¿Está libre?\n",
        "Me viene bien.",
    ),
    "outlook, Italian": (
        "Per me va bene.\n\nDa: Lena Ortiz <lena@birchlane.example>\nInviato: mercoledì 4 marzo 2026 09:15\n"
        "A: Tomas Reiter\nOggetto: giovedì\n\nÈ libero?\n",
        "Per me va bene.",
    ),
    "outlook, Portuguese": (
        "Por mim está ótimo.\n\nDe: Lena Ortiz <lena@birchlane.example>\nEnviada em: quarta-feira, 4 de março de 2026 09:15\n"
        "Para: Tomas Reiter\nAssunto: quinta\n\nEstá livre?\n",
        "Por mim está ótimo.",
    ),
    "outlook, Dutch": (
        "Dat komt goed uit.\n\nVan: Lena Ortiz <lena@birchlane.example>\nVerzonden: woensdag 4 maart 2026 09:15\n"
        "Aan: Tomas Reiter\nOnderwerp: donderdag\n\nBent u vrij?\n",
        "Dat komt goed uit.",
    ),
    "outlook, Polish": (
        "Pasuje mi.\n\nOd: Lena Ortiz <lena@birchlane.example>\nWysłano: środa, 4 marca 2026 09:15\n"
        "Do: Tomas Reiter\nTemat: czwartek\n\nMa Pan czas?\n",
        "Pasuje mi.",
    ),
    "outlook, Chinese": (
        "我周四有空。\n\n发件人: Lena Ortiz <lena@birchlane.example>\n发送时间: 2026年3月4日 9:15\n收件人: Tomas Reiter\n主题: 周四\n\n有空吗？\n",
        "我周四有空。",
    ),
    "webmail, dashes": (
        "Happy to talk.\n\n---- On Wed, 04 Mar 2026 09:15:00 +0100 lena@birchlane.example wrote ----\n\nAre you free?\n",
        "Happy to talk.",
    ),
    "bottom": (
        "On Wed, Mar 4, 2026 at 9:15 AM Lena Ortiz <lena@birchlane.example> wrote:\n\n> Are you free?\n\nYes, after ten.\n",
        "Yes, after ten.",
    ),
    "inline": (
        "Hi Lena,\n\nOn Wed, Mar 4, 2026 at 9:15 AM Lena Ortiz <lena@birchlane.example> wrote:\n\n> Which day suits you?\n\n"
        "Thursday.\n\n> And the salary?\n\nWe should talk about that.\n\nTomas\n",
        "Hi Lena,\n\nThursday.\n\nWe should talk about that.",
    ),
}


@pytest.mark.parametrize("name", REPLIES)
def test_own_words_are_what_the_author_wrote_in_a_reply(name: str) -> None:
    text, own = REPLIES[name]

    assert split(text, author="Tomas Reiter").own_words == own


@pytest.mark.parametrize(
    "text",
    [
        "Here are two people you should meet:\n\nAmira Haddad, amira@pinegrove.example\nJonas Wik",
        "We can do any of these:\n\n- Monday\n- Tuesday",
        "Thanks!",
        "Thank you so much for this, it made my day",
        "Will call you tomorrow",
        "Are you free on Tuesday?\n\nOr is Friday better?",
        "Please ask for Tomas at the desk.\n\nThe door code is 4411.",
        "The figure was\n>50% of target",
        "My best day was the one on which I left.",
        "From Monday on I am in Lisbon.",
        "Subject: to change, the plan is Tuesday.",
        "My trip:\n\nFrom: Boston\nTo: Berlin\nDate: 5 May 2026",
        "You should meet:\n\nJonas\n+49 30 5550 0199",
        "Thanks Will",
        "On Tuesday she wrote: come at ten.\nSo I came at ten.",
    ],
)
def test_nothing_is_taken_from_a_text_that_has_no_closing_and_no_quote(text: str) -> None:
    assert split(text, author="Will Adams").own_words == text


@pytest.mark.parametrize("bar", ["|", ":"])
def test_other_marks_than_the_pointed_bracket_quote_below_an_attribution(bar: str) -> None:
    zones = split(
        f"On 4 March 2026 at 09:15, Lena Ortiz wrote:\n{bar} Which day?\n{bar} And where?\n\nThursday.\n\n{bar} Fine.\n\nGood.\n"
    )

    assert zones.own_words == "Thursday.\n\nGood."


def test_a_copied_header_that_a_mailbox_escaped_still_begins_the_mail_answered() -> None:
    zones = split(
        "Thursday.\n\n----Original message----\n>From: lena@birchlane.example\nDate : 04/03/2026 - 09:15\n"
        "To : tomas@pinegrove.example\nSubject : Which day\n\nWhich day?\n"
    )

    assert zones.own_words == "Thursday."


def test_a_table_is_no_quote() -> None:
    text = "The figures:\n\n| team | pay |\n| A | 90k |"

    assert split(text).own_words == text


def test_below_an_attribution_on_top_what_carries_no_mark_is_the_answer() -> None:
    zones = split("On 4 March 2026 at 09:15, Lena Ortiz wrote:\n\n...\n\n> And where?\n\nAt ours.\n")

    assert zones.own_words == "...\n\nAt ours."


@pytest.mark.parametrize(
    "torn", ["Lena <lena@birchlane.example\n> wrote:", "Lena <\n> lena@birchlane.example> wrote:"]
)
def test_an_attribution_whose_end_slipped_into_the_quote_is_known(torn: str) -> None:
    zones = split(f"Thursday.\n\nOn Wed, Mar 4, 2026 at 9:15 AM {torn}\n>\n> Which day?\n")

    assert zones.own_words == "Thursday."


def test_lotus_notes_writes_names_and_its_letterhead_above_its_headers() -> None:
    headers = "\t\t To: Lena Ortiz/BER/Birch\n\t\t cc: \n\t\t Subject: Thursday\n\nWhich day?\n"
    named = f"\tAda Fenn\n\tSent by: Ada Fenn\n\t03/04/2026 09:15 AM\n\t\t \n{headers}"
    firm = f"\tBirchlane North\n\t\n\tFrom:  Ada Fenn @ BIRCH      03/04/2026 09:15 AM\n\t\n\n{headers}"
    encoded = named.replace("\t", "=09")

    for quoted in (named, firm, encoded):
        assert split(f"Thursday.\n\n\n   \n{quoted}").own_words == "Thursday."


@pytest.mark.parametrize(
    "line",
    [
        " << File: terms (2).doc >>  << File: pay.xls >> ",
        " <<memo.doc>>",
        "(See attached file: terms.doc)",
        " - terms.doc",
        "[cid:image001.png]",
    ],
)
def test_lines_that_stand_for_files_are_no_own_words(line: str) -> None:
    assert split(f"The terms are attached.\n\n{line}\n").own_words == "The terms are attached."


@pytest.mark.parametrize("line", ["<<memo.doc>>", "(See attached file: terms.doc)", "[image: image.png]"])
def test_the_place_of_a_file_between_own_lines_is_no_own_word(line: str) -> None:
    zones = split(f"Here it is.\n\n{line}\n\nPlease read it by Thursday.\n")

    assert zones.own_words == "Here it is.\n\nPlease read it by Thursday."


@pytest.mark.parametrize("line", ["<<memo.doc>>", "(See attached file: terms.doc)", "[image: image.png]"])
def test_a_mail_that_is_nothing_but_files_has_no_own_words(line: str) -> None:
    assert split(f"{line}\n").own_words == ""


@pytest.mark.parametrize(
    "below",
    [
        "View this message in context: http://lists.example.org/Thursday-tp431.html\nSent from the users list.",
        "This message and any attachment are confidential. If you are not the intended recipient,\n"
        "delete them.\nBirchlane is not liable for viruses.\n"
        "Other languages: http://birchlane.example/notice",
    ],
)
def test_what_lists_and_lawyers_put_below_a_signature_mark_is_a_footer_and_no_signature(below: str) -> None:
    zones = split(f"It is Thursday.\n\nTomas\n\n--\n{below}\n", author="Tomas Reiter")

    assert (zones.own_words, zones.signature) == ("It is Thursday.", "Tomas")
    assert "".join(zones.of(Zone.FOOTER)).endswith(f"{below}\n")


FOOTERS = [
    "Sent from my iPhone",
    "Get Outlook for Android",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Verstuurd vanaf mijn iPhone",
    "Wysłane z iPhone'a",
    "发自我的iPhone",
    "This e-mail and its attachments are confidential. If you are not the intended recipient, please delete it.",
    "Diese E-Mail ist vertraulich. Wenn Sie nicht der richtige Empfänger sind, informieren Sie bitte den Absender.",
    "Ce message est confidentiel et réservé à son destinataire. Toute diffusion est interdite.",
    "Este mensaje es confidencial y va dirigido a su destinatario. Si lo ha recibido por error, avise al remitente.",
    "Questo messaggio è riservato ai destinatari indicati. È vietato ogni uso per errore.",
    "Esta mensagem é confidencial e dirigida ao destinatário. A divulgação é proibida.",
    "Dit bericht is vertrouwelijk en alleen bestemd voor de geadresseerde.",
    "本邮件内容保密，仅供收件人使用。如误收请删除。",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_what_phones_and_lawyers_add_is_a_footer_with_or_without_a_name_above(footer: str) -> None:
    signed = split(f"The offer is fine.\n\nTomas\n\n{footer}\n", author="Tomas Reiter")
    unsigned = split(f"The offer is fine.\n\n{footer}\n", author="Tomas Reiter")

    assert (signed.own_words, signed.signature) == ("The offer is fine.", "Tomas")
    assert (unsigned.own_words, unsigned.signature) == ("The offer is fine.", "")
    assert unsigned.of(Zone.FOOTER) == (f"{footer}\n",)


def test_a_notice_directly_under_the_name_leaves_the_name_in_the_signature() -> None:
    zones = split("Cela me va.\n\nTomas Reiter\nDirecteur\nN'imprimez ce message que si nécessaire.\n")

    assert (zones.own_words, zones.signature) == ("Cela me va.", "Tomas Reiter\nDirecteur")


def test_a_postscript_below_the_name_is_own_words() -> None:
    zones = split("The offer is fine.\n\nTomas\n\nP.S. My notice is three months.\n", author="Tomas Reiter")

    assert zones.own_words == "The offer is fine.\n\nP.S. My notice is three months."


def test_a_gateways_warning_above_the_text_is_no_own_word() -> None:
    zones = split(
        "CAUTION: This email originated from outside of the organization.\n\nHi Lena,\n\nCall me.\n"
    )

    assert zones.own_words == "Hi Lena,\n\nCall me."


def test_the_standard_signature_mark_ends_the_own_words() -> None:
    zones = split("The offer is fine.\n-- \nTomas Reiter\nBirchlane\n")

    assert (zones.own_words, zones.signature) == ("The offer is fine.", "Tomas Reiter\nBirchlane")


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
        "---------- Message transféré ---------",
        "Inicio del mensaje reenviado:",
        "---------- 转发的邮件 ---------",
    ],
)
def test_a_forwarded_mail_is_told_from_the_words_above_it(mark: str) -> None:
    zones = split(
        f"Worth a look?\n\n{mark}\nFrom: Ada Fenn <ada@pinegrove.example>\nSubject: CV\n\nPlease find my CV.\n"
    )

    assert zones.is_forward
    assert zones.own_words == "Worth a look?"
    assert "Please find my CV." in zones.quoted


def test_a_reply_is_no_forward() -> None:
    assert not split(REPLIES["gmail, English"][0]).is_forward


def test_a_mailing_list_footer_below_the_quote_does_not_hide_the_signature_above_it() -> None:
    zones = split(
        "Works for me.\n\nCheers,\nTomas\n\nOn Wed, Mar 4, 2026 at 9:15 AM Lena <lena@birchlane.example> wrote:\n> Free?\n\n"
        "_______________________________________________\nTalk mailing list\nTalk@lists.birchlane.example\n",
        author="Tomas Reiter",
    )

    assert (zones.own_words, zones.signature) == ("Works for me.", "Cheers,\nTomas")


def test_a_name_in_the_last_sentence_is_cut_off_only_where_it_is_the_authors() -> None:
    assert split("See you at ten. Thanks, Tomas", author="Tomas Reiter").own_words == "See you at ten."
    assert (
        split("See you at ten. Thanks, Tomas", author="Lena Ortiz").own_words
        == "See you at ten. Thanks, Tomas"
    )


TEXTS = st.text(
    alphabet=st.sampled_from("> \n\r\t:-_=.,?OnFromTwrote<@>Re1234é你\u2028\x0bBest"), max_size=400
)


@given(TEXTS, st.sampled_from(["", "Tomas Reiter", "a@b.example"]))
def test_spans_cover_the_text_in_order_without_gap_or_overlap(text: str, author: str) -> None:
    spans = split(text, author=author).spans

    assert "".join(text[span.start : span.end] for span in spans) == text
    assert all(earlier.end == later.start for earlier, later in pairwise(spans))


@given(TEXTS)
def test_own_words_hold_no_word_that_is_not_in_the_text(text: str) -> None:
    assert set(split(text).own_words.split()) <= set(text.split())
