"""Replies and forwards as the programs people use write them, by language: the author's words and no others."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import pytest

from ingest.mime import read_message
from ingest.zones import Zone, split

OWN = "The offer is fine for me, and I can start in May."
BELOW = {
    "gmail en": "On Wed, Mar 4, 2026 at 9:15 AM Lena Ortiz <lena@birchlane.example> wrote:\n\n> Hi\n",
    "gmail en 24h": "On Wed, 4 Mar 2026 at 09:15, Lena Ortiz <lena@birchlane.example>\nwrote:\n\n> Hi\n",
    "gmail en unmarked": "On Wed, 4 Mar 2026, 09:15 Lena Ortiz, <lena@birchlane.example> wrote:\n\nAre you free?\nLena\n",
    "gmail de": "Am Mi., 4. März 2026 um 09:15 Uhr schrieb Lena Ortiz <\nlena@birchlane.example>:\n\n> Hallo\n",
    "gmail fr": "Le mer. 4 mars 2026 à 09:15, Lena Ortiz <lena@birchlane.example> a\nécrit :\n\n> Bonjour\n",
    "gmail es": "El mié, 4 mar 2026 a las 9:15, Lena Ortiz (<lena@birchlane.example>)\nescribió:\n\n> Hola\n",
    "gmail it": "Il giorno mer 4 mar 2026 alle ore 09:15 Lena Ortiz <lena@birchlane.example>\nha scritto:\n\n> Ciao\n",
    "gmail pt": "Em qua., 4 de mar. de 2026 às 09:15, Lena Ortiz <lena@birchlane.example> escreveu:\n\n> Oi\n",
    "gmail pt-PT": "Lena Ortiz <lena@birchlane.example> escreveu (quarta, 4/03/2026 à(s) 09:15):\n\n> Oi\n",
    "gmail nl": "Op wo 4 mrt 2026 om 09:15 schreef Lena Ortiz <lena@birchlane.example>:\n\n> Hoi\n",
    "gmail pl": "śr., 4 mar 2026 o 09:15 Lena Ortiz <lena@birchlane.example> napisał(a):\n\n> Hej\n",
    "gmail zh": "Lena Ortiz <lena@birchlane.example> 于2026年3月4日周三 09:15写道：\n\n> 你好\n",
    "gmail zh-TW": "Lena Ortiz <lena@birchlane.example> 於 2026年3月4日 週三 上午9:15寫道：\n\n> 你好\n",
    "gmail ja": "2026年3月4日(水) 9:15 Lena Ortiz <lena@birchlane.example>:\n\n> hi\n",
    "gmail sv": "Den ons 4 mars 2026 kl 09:15 skrev Lena Ortiz <lena@birchlane.example>:\n\n> Hej\n",
    "gmail da": "Den ons. 4. mar. 2026 kl. 09.15 skrev Lena Ortiz <lena@birchlane.example>:\n\n> Hej\n",
    "gmail no": "ons. 4. mar. 2026 kl. 09:15 skrev Lena Ortiz <lena@birchlane.example>:\n\n> Hei\n",
    "gmail ru": "ср, 4 мар. 2026 г. в 09:15, Lena Ortiz <lena@birchlane.example>:\n\n> hi\n",
    "gmail tr": "Lena Ortiz <lena@birchlane.example>, 4 Mar 2026 Çar, 09:15 tarihinde\nşunu yazdı:\n\n> hi\n",
    "apple en": "> On 4 Mar 2026, at 09:15, Lena Ortiz <lena@birchlane.example> wrote:\n> \n> Hi\n",
    "apple en unmarked": "On 4 Mar 2026, at 09:15, Lena Ortiz wrote:\n\nHi there\n",
    "apple de": "> Am 04.03.2026 um 09:15 schrieb Lena Ortiz <lena@birchlane.example>:\n> \n> Hallo\n",
    "iphone de": "Von meinem iPhone gesendet\n\nAm 04.03.2026 um 09:15 schrieb Lena Ortiz <lena@birchlane.example>:\n\n\ufeff\nHallo zusammen\n",
    "apple fr": "> Le 4 mars 2026 à 09:15, Lena Ortiz <lena@birchlane.example> a écrit :\n> \n> x\n",
    "apple es": "> El 4 mar 2026, a las 9:15, Lena Ortiz <lena@birchlane.example> escribió:\n> \n> x\n",
    "apple it": "> Il giorno 4 mar 2026, alle ore 09:15, Lena Ortiz <lena@birchlane.example> ha scritto:\n> \n> x\n",
    "apple pt": "> No dia 04/03/2026, às 09:15, Lena Ortiz <lena@birchlane.example> escreveu:\n> \n> x\n",
    "apple nl": "> Op 4 mrt 2026, om 09:15 heeft Lena Ortiz <lena@birchlane.example> het volgende geschreven:\n> \n> x\n",
    "apple pl": "> Wiadomość napisana przez Lena Ortiz <lena@birchlane.example> w dniu 04.03.2026, o godz. 09:15:\n> \n> x\n",
    "apple pl unmarked": "Wiadomość napisana przez Lena Ortiz <lena@birchlane.example> w dniu 04.03.2026, o godz. 09:15:\n\nCzy masz czas?\n",
    "apple zh": "> 在 2026年3月4日，09:15，Lena Ortiz <lena@birchlane.example> 写道：\n> \n> x\n",
    "iphone en": "Sent from my iPhone\n\n> On 4 Mar 2026, at 09:15, Lena Ortiz <lena@birchlane.example> wrote:\n> \n> x\n",
    "thunderbird en": "On 04/03/2026 09:15, Lena Ortiz wrote:\n> x\n",
    "thunderbird de": "Am 04.03.26 um 09:15 schrieb Lena Ortiz:\n> x\n",
    "thunderbird fr": "Le 04/03/2026 à 09:15, Lena Ortiz a écrit :\n> x\n",
    "thunderbird es": "El 04/03/2026 a las 9:15, Lena Ortiz escribió:\n> x\n",
    "thunderbird it": "Il 04/03/2026 09:15, Lena Ortiz ha scritto:\n> x\n",
    "thunderbird pt": "Em 04/03/2026 09:15, Lena Ortiz escreveu:\n> x\n",
    "thunderbird nl": "Op 04-03-2026 om 09:15 schreef Lena Ortiz:\n> x\n",
    "thunderbird pl": "W dniu 04.03.2026 o 09:15, Lena Ortiz pisze:\n> x\n",
    "thunderbird zh": "在 2026/3/4 9:15, Lena Ortiz 写道:\n> x\n",
    "yahoo en": " On Wednesday, March 4, 2026 at 09:15:00 AM GMT+1, Lena Ortiz <lena@birchlane.example> wrote:  \n \n Are you free?\n",
    "yahoo de": "Am Mittwoch, 4. März 2026 um 09:15:00 MEZ hat Lena Ortiz <lena@birchlane.example> Folgendes geschrieben: \n\nHallo\n",
    "yahoo fr": "Le mercredi 4 mars 2026 à 09:15:00 UTC+1, Lena Ortiz <lena@birchlane.example> a écrit : \n\nBonjour\n",
    "yahoo es": "En miércoles, 4 de marzo de 2026, 09:15:00 CET, Lena Ortiz <lena@birchlane.example> escribió: \n\nHola\n",
    "yahoo it": "Il mercoledì 4 marzo 2026 alle ore 09:15:00 CET, Lena Ortiz <lena@birchlane.example> ha scritto: \n\nCiao\n",
    "yahoo pt": "Em quarta-feira, 4 de março de 2026 09:15:00 BRT, Lena Ortiz <lena@birchlane.example> escreveu: \n\nOi\n",
    "outlook en": "From: Lena Ortiz <lena@birchlane.example>\nSent: Wednesday, March 4, 2026 9:15 AM\nTo: Tomas Reiter <t@x.example>\nCc: Ada\nSubject: RE: Plan\n\nHi\n",
    "outlook original": "-----Original Message-----\nFrom: Lena Ortiz \nSent: 04 March 2026 09:15\nTo: Tomas\nSubject: RE: Plan\n\nHi\n",
    "outlook de": "Von: Lena Ortiz <lena@birchlane.example> \nGesendet: Mittwoch, 4. März 2026 09:15\nAn: Tomas\nCc: Ada\nBetreff: AW: Plan\n\nHallo\n",
    "outlook fr": "De : Lena Ortiz <lena@birchlane.example>\nEnvoyé : mercredi 4 mars 2026 09:15\nÀ : Tomas\nObjet : RE: Plan\n\nBonjour\n",
    "outlook fr original": "-----Message d'origine-----\nDe : Lena Ortiz\nEnvoyé : mercredi 4 mars 2026 09:15\nÀ : Tomas\nObjet : RE: Plan\n\nBonjour\n",
    "outlook es original": "-----Mensaje original-----\nDe: Lena Ortiz\nEnviado el: miércoles, 4 de marzo de 2026 9:15\nPara: Tomas\nAsunto: RE: Plan\n\nHola\n",
    "outlook it original": "-----Messaggio originale-----\nDa: Lena Ortiz\nInviato: mercoledì 4 marzo 2026 09:15\nA: Tomas\nOggetto: R: Plan\n\nCiao\n",
    "outlook pt": "De: Lena Ortiz <lena@birchlane.example>\nEnviado: 4 de março de 2026 09:15\nPara: Tomas\nAssunto: RE: Plan\n\nOlá\n",
    "outlook nl original": "-----Oorspronkelijk bericht-----\nVan: Lena Ortiz\nVerzonden: woensdag 4 maart 2026 09:15\nAan: Tomas\nOnderwerp: RE: Plan\n\nHoi\n",
    "outlook pl original": "-----Original Message-----\nOd: Lena Ortiz\nWysłano: środa, 4 marca 2026 09:15\nDo: Tomas\nTemat: RE: Plan\n\nHej\n",
    "outlook zh": "发件人: Lena Ortiz <lena@birchlane.example> \n发送时间: 2026年3月4日 9:15\n收件人: Tomas\n抄送: Ada\n主题: 回复: Plan\n\n你好\n",
    "outlook zh ：": "发件人： Lena Ortiz <lena@birchlane.example>\n日期： 星期三, 2026年3月4日 上午9:15\n收件人： Tomas\n主题： 回复: Plan\n\n你好\n",
    "outlook mac": "From: Lena Ortiz <lena@birchlane.example>\nDate: Wednesday, 4 March 2026 at 09:15\nTo: Tomas <t@x.example>\nSubject: Re: Plan\n\nHi\n",
    "outlook bold": "*From:* Lena Ortiz <lena@birchlane.example>\n*Sent:* Wednesday, March 4, 2026 9:15 AM\n*To:* Tomas\n*Subject:* RE: Plan\n\nHi\n",
    "outlook mobile": "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: Lena Ortiz <lena@birchlane.example>\nSent: Wednesday, March 4, 2026 9:15:12 AM\nTo: Tomas\nSubject: Re: Plan\n\nHi\n",
    "outlook mobile de": "Outlook für Android<https://aka.ms/x> herunterladen\n________________________________\nVon: Lena Ortiz <lena@birchlane.example>\nGesendet: Mittwoch, 4. März 2026 09:15:12\nAn: Tomas\nBetreff: Re: Plan\n\nHi\n",
    "samsung": "-------- Original message --------\nFrom: Lena Ortiz <lena@birchlane.example>\nDate: 04/03/2026 09:15 (GMT+00:00)\nTo: Tomas\nSubject: Re: Plan\n\nHi\n",
    "samsung de": "-------- Ursprüngliche Nachricht --------\nVon: Lena Ortiz <lena@birchlane.example>\nDatum: 04.03.26 09:15 (GMT+01:00)\nAn: Tomas\nBetreff: Re: Plan\n\nHi\n",
    "proton": "Sent with Proton Mail secure email.\n\nOn Wednesday, March 4th, 2026 at 9:15 AM, Lena Ortiz <lena@birchlane.example> wrote:\n\n> x\n",
    "proton old": "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nOn Wednesday, March 4th, 2026 at 9:15 AM, Lena Ortiz <lena@birchlane.example> wrote:\n\n> x\n",
    "zoho": "---- On Wed, 04 Mar 2026 09:15:00 +0100 Lena Ortiz <lena@birchlane.example> wrote ---\n\nHi there\n",
    "gmx": 'Gesendet: Mittwoch, 04. März 2026 um 09:15 Uhr\nVon: "Lena Ortiz" <lena@birchlane.example>\nAn: t@x.example\nBetreff: Re: Plan\n\nHallo\n',
    "web.de": "Gesendet mit der mobilen Mail App\n\nAm 04.03.26 um 09:15 schrieb Lena Ortiz\n\nHallo zusammen\n",
    "t-online": '-----Original-Nachricht-----\nBetreff: Plan\nDatum: 2026-03-04T09:15:00+0100\nVon: "Lena Ortiz" <lena@birchlane.example>\nAn: "t@x.example"\n\nHallo\n',
    "orange": '> Message du 04/03/26 09:15\n> De : "Lena Ortiz" <lena@birchlane.example>\n> A : t@x.example\n> Objet : Plan\n>\n> Bonjour\n',
    "free": '----- Mail original -----\nDe: "Lena Ortiz" <lena@birchlane.example>\nÀ: "Tomas" <t@x.example>\nEnvoyé: Mercredi 4 Mars 2026 09:15:00\nObjet: Plan\n\nBonjour\n',
    "libero": "Il 04/03/2026 09:15 CET Lena Ortiz <lena@birchlane.example> ha scritto:\n\n \nCiao a tutti\n",
    "wp": "Dnia 4 marca 2026 09:15 Lena Ortiz <lena@birchlane.example> napisał(a):\n\nHej\n",
    "onet": "W dniu 2026-03-04 09:15:00 użytkownik Lena Ortiz <lena@birchlane.example> napisał:\n\nHej\n",
    "163": '在 2026-03-04 09:15:00，"Lena Ortiz" <lena@birchlane.example> 写道：\n\n你好\n',
    "qq": '------------------ 原始邮件 ------------------\n发件人: "Lena Ortiz" <lena@birchlane.example>;\n发送时间: 2026年3月4日(星期三) 上午9:15\n收件人: "Tomas"<t@x.example>;\n主题: Plan\n\n你好\n',
    "aol": "-----Original Message-----\nFrom: Lena Ortiz <lena@birchlane.example>\nTo: Tomas <t@x.example>\nSent: Wed, Mar 4, 2026 9:15 am\nSubject: Plan\n\nHi\n",
    "mail.ru": "Среда, 4 марта 2026, 9:15 +03:00 от Lena Ortiz <lena@birchlane.example>:\n\nhi\n",
    "roundcube": "On 2026-03-04 09:15, Lena Ortiz wrote:\n> x\n",
    "roundcube de": "Am 2026-03-04 09:15, schrieb Lena Ortiz:\n> x\n",
    "horde": "Quoting Lena Ortiz <lena@birchlane.example>:\n\n> x\n",
    "horde de": "Zitat von Lena Ortiz <lena@birchlane.example>:\n\n> x\n",
    "zimbra": "----- On Mar 4, 2026, at 9:15 AM, Lena Ortiz lena@birchlane.example wrote:\n\n> x\n",
    "blackberry": "  Original Message  \nFrom: Lena Ortiz\nSent: Wednesday, March 4, 2026 9:15 AM\nTo: Tomas\nSubject: Plan\n\nHi\n",
    "hey": "On March 4, 2026, Lena Ortiz <lena@birchlane.example> wrote:\n> x\n",
    "superhuman": "On Wed, Mar 04, 2026 at 9:15 AM, Lena Ortiz < lena@birchlane.example > wrote:\n\nHi there\n",
    "superhuman2": "On Wed, Mar 04, 2026 at 9:15 AM, Lena Ortiz < lena@birchlane.example ( lena@birchlane.example ) > wrote:\n\n> Hi there\n",
    "front": "On March 4, 2026 at 9:15 AM GMT+1 lena@birchlane.example wrote:\n\nHi there\n",
    "spark": "On 4 Mar 2026, 09:15 +0100, Lena Ortiz <lena@birchlane.example>, wrote:\n> x\n",
    "airmail": "On 4 March 2026 at 09:15:00, Lena Ortiz (lena@birchlane.example) wrote:\n\nHi\n",
    "linkedin-like rule": "________________________________\nVon: Lena Ortiz\nGesendet: Mittwoch\nBetreff: Plan\n\nHallo\n",
}


@pytest.mark.parametrize("closing", ["", "\n\nTomas"])
@pytest.mark.parametrize("program", BELOW)
def test_what_stands_below_a_reply_is_not_the_authors(program: str, closing: str) -> None:
    zones = split(f"{OWN}{closing}\n\n{BELOW[program]}", author="Tomas Reiter")

    assert zones.own_words == OWN
    assert not zones.is_forward


MARKED = {
    name: text for name, text in BELOW.items() if "\n> " in text and not text.startswith((">", "Sent "))
}


@pytest.mark.parametrize("program", MARKED)
def test_an_answer_below_the_marked_quote_is_the_authors(program: str) -> None:
    zones = split(f"{MARKED[program]}\n{OWN}\n\nTomas\n", author="Tomas Reiter")

    assert (zones.own_words, zones.signature) == (OWN, "Tomas")


FORWARDS = {
    "gmail": "---------- Forwarded message ---------\nFrom: Lena Ortiz <lena@birchlane.example>\nDate: Wed, Mar 4, 2026 at 9:15 AM\nSubject: CV\nTo: <t@x.example>\n\n\nHello\n",
    "gmail de": "---------- Forwarded message ---------\nVon: Lena Ortiz <lena@birchlane.example>\nDate: Mi., 4. März 2026 um 09:15 Uhr\nSubject: CV\nTo: <t@x.example>\n\n\nHello\n",
    "apple": "Begin forwarded message:\n\nFrom: Lena Ortiz <lena@birchlane.example>\nSubject: CV\nDate: 4 March 2026 at 09:15:00 CET\nTo: t@x.example\n\nHello\n",
    "apple >": "Begin forwarded message:\n\n> From: Lena Ortiz <lena@birchlane.example>\n> Subject: CV\n> Date: 4 March 2026 at 09:15:00 CET\n> To: t@x.example\n> \n> Hello\n",
    "apple de": "Anfang der weitergeleiteten Nachricht:\n\nVon: Lena Ortiz <lena@birchlane.example>\nBetreff: CV\nDatum: 4. März 2026 um 09:15:00 MEZ\nAn: t@x.example\n\nHello\n",
    "apple fr": "Début du message transféré :\n\nDe: Lena Ortiz <lena@birchlane.example>\nObjet: CV\nDate: 4 mars 2026 à 09:15\nÀ: t@x.example\n\nHello\n",
    "apple es": "Inicio del mensaje reenviado:\n\nDe: Lena Ortiz <lena@birchlane.example>\nAsunto: CV\nFecha: 4 de marzo de 2026, 9:15\nPara: t@x.example\n\nHello\n",
    "apple it": "Inizio messaggio inoltrato:\n\nDa: Lena Ortiz <lena@birchlane.example>\nOggetto: CV\nData: 4 marzo 2026\nA: t@x.example\n\nHello\n",
    "apple nl": "Begin doorgestuurd bericht:\n\nVan: Lena Ortiz <lena@birchlane.example>\nOnderwerp: CV\nDatum: 4 maart 2026\nAan: t@x.example\n\nHello\n",
    "apple pt": "Início da mensagem reencaminhada:\n\nDe: Lena Ortiz <lena@birchlane.example>\nAssunto: CV\nData: 4 de março de 2026\nPara: t@x.example\n\nHello\n",
    "apple pl": "Początek przekazywanej wiadomości:\n\nOd: Lena Ortiz <lena@birchlane.example>\nTemat: CV\nData: 4 marca 2026\nDo: t@x.example\n\nHello\n",
    "apple zh": "开始转发的邮件：\n\n发件人：Lena Ortiz <lena@birchlane.example>\n主题：CV\n日期：2026年3月4日\n收件人：t@x.example\n\nHello\n",
    "thunderbird": "-------- Forwarded Message --------\nSubject: \tCV\nDate: \tWed, 4 Mar 2026 09:15:00 +0100\nFrom: \tLena Ortiz <lena@birchlane.example>\nTo: \tt@x.example\n\n\nHello\n",
    "thunderbird de": "-------- Weitergeleitete Nachricht --------\nBetreff: \tCV\nDatum: \tWed, 4 Mar 2026\nVon: \tLena Ortiz <lena@birchlane.example>\nAn: \tt@x.example\n\nHello\n",
    "thunderbird fr": "-------- Message transféré --------\nSujet : \tCV\nDate : \tWed\nDe : \tLena Ortiz <lena@birchlane.example>\nPour : \tt@x.example\n\nHello\n",
    "thunderbird es": "-------- Mensaje reenviado --------\nAsunto: \tCV\nFecha: \tWed\nDe: \tLena Ortiz <lena@birchlane.example>\nPara: \tt@x.example\n\nHello\n",
    "thunderbird it": "-------- Messaggio Inoltrato --------\nOggetto: \tCV\nData: \tWed\nMittente: \tLena Ortiz <lena@birchlane.example>\nA: \tt@x.example\n\nHello\n",
    "thunderbird nl": "-------- Doorgestuurd bericht --------\nOnderwerp: \tCV\nDatum: \tWed\nVan: \tLena Ortiz <lena@birchlane.example>\nAan: \tt@x.example\n\nHello\n",
    "thunderbird pl": "-------- Przekazana wiadomość --------\nTemat: \tCV\nData: \tWed\nNadawca: \tLena Ortiz <lena@birchlane.example>\nAdresat: \tt@x.example\n\nHello\n",
    "163": '-------- 转发邮件信息 --------\n发件人："Lena Ortiz" <lena@birchlane.example>\n发送日期：2026-03-04 09:15:00\n收件人：t@x.example\n主题：CV\n\nHello\n',
    "proton": "------- Forwarded Message -------\nFrom: Lena Ortiz <lena@birchlane.example>\nDate: On Wednesday, March 4th, 2026 at 9:15 AM\nSubject: CV\nTo: t@x.example\n\n\n> Hello\n",
    "zoho": "============ Forwarded message ============\nFrom: Lena Ortiz <lena@birchlane.example>\nTo: <t@x.example>\nDate: Wed, 04 Mar 2026 09:15:00 +0100\nSubject: CV\n============ Forwarded message ============\n\nHello\n",
    "yahoo": '----- Forwarded Message ----- From: Lena Ortiz <lena@birchlane.example>To: "t@x.example" <t@x.example>Sent: Wednesday, March 4, 2026 at 09:15:00 AM GMT+1Subject: CV\n Hello\n',
    "yahoo2": "----- Forwarded Message -----\nFrom: Lena Ortiz <lena@birchlane.example>\nTo: t@x.example\nSent: Wednesday\nSubject: CV\n\nHello\n",
}


@pytest.mark.parametrize("program", FORWARDS)
def test_a_forward_is_known_by_its_mark_and_not_own_words(program: str) -> None:
    zones = split(f"Worth a look?\n\n{FORWARDS[program]}", author="Tomas Reiter")

    assert zones.own_words == "Worth a look?"
    assert zones.is_forward
    assert "Hello" in zones.quoted


@pytest.mark.parametrize("program", [name for name in FORWARDS if name != "yahoo"])
def test_the_sender_of_the_forwarded_mail_is_named(program: str) -> None:
    raw = (
        "From: Tomas Reiter <tomas@pinegrove.example>\nTo: ada@birchlane.example\nSubject: FW: CV\n"
        "Date: Wed, 4 Mar 2026 09:15:00 +0000\nMessage-ID: <1@x.example>\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nWorth a look?\n\n{FORWARDS[program]}"
    )

    message = read_message(raw.encode())

    assert [one.address for one in message.forwarded_from] == ["lena@birchlane.example"]


def test_every_zone_has_its_span() -> None:
    text = (
        "CAUTION: This email originated from outside of the organization.\n\n"
        "Hi Lena,\n\nThe offer is fine.\n\nKind regards,\nTomas Reiter\nBirchlane GmbH\n\nSent from my iPhone\n\n"
        "On Wed, Mar 4, 2026 at 9:15 AM Lena <lena@birchlane.example> wrote:\n\n> Free?\n"
    )

    zones = split(text, author="Tomas Reiter")

    assert [(span.zone, text[span.start : span.end].strip()) for span in zones.spans] == [
        (Zone.FOOTER, "CAUTION: This email originated from outside of the organization."),
        (Zone.GREETING, "Hi Lena,"),
        (Zone.OWN, "The offer is fine."),
        (Zone.SIGN_OFF, "Kind regards,"),
        (Zone.SIGNATURE, "Tomas Reiter\nBirchlane GmbH"),
        (Zone.FOOTER, "Sent from my iPhone"),
        (Zone.ATTRIBUTION, "On Wed, Mar 4, 2026 at 9:15 AM Lena <lena@birchlane.example> wrote:"),
        (Zone.QUOTED, "> Free?"),
    ]
