"""What programs, archives and lawyers put below a mail is known in nine languages, and nothing else is."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from ingest.zones import Zone, split

OWN = "I talked it over at home last night and would like to go ahead with it in June."
DEVICES = """\
Sent from my Samsung Galaxy smartphone.
Sent from my Galaxy
Von meinem Samsung Galaxy Smartphone gesendet.
Von Samsung Galaxy gesendet
Gesendet von meinem Galaxy
Gesendet von Mail für Windows
Gesendet von Outlook für iOS
Holen Sie sich Outlook für Android
Laden Sie Outlook für iOS herunter
Von meinem iPad gesendet
Mit dem Smartphone gesendet, bitte Tippfehler entschuldigen
Gesendet mit der GMX Mail App
Gesendet mit der WEB.DE iPhone App
Gesendet mit der Telekom Mail App
Von unterwegs gesendet
Envoyé depuis mon appareil Galaxy
Envoyé depuis mon smartphone Samsung Galaxy.
Envoyé à partir de Courrier pour Windows
Envoyé à partir d’Outlook pour Android
Envoyé à partir d'Outlook
Envoyé de mon iPad
Envoyé avec la messagerie sécurisée Proton Mail.
Envoyé depuis Proton Mail pour iOS
Téléchargez Outlook pour iOS
Obtenez Outlook pour Android
Envoyé depuis l'application Mail Orange
Provenance : Courrier pour Windows
Enviado desde mi Samsung Galaxy
Enviado desde mi smartphone Samsung Galaxy.
Enviado desde Correo para Windows
Enviado desde Outlook para iOS
Obtén Outlook para iOS
Descargar Outlook para Android
Enviado desde mi dispositivo móvil
Enviado con Proton Mail
Inviato dal mio Galaxy
Inviato da Posta per Windows
Inviato da Outlook per iOS
Ottieni Outlook per iOS
Ottenere Outlook per Android
Scarica Outlook per Android
Inviato da Libero Mail per iOS
Inviato dal mio iPad
Enviado do meu smartphone Samsung Galaxy.
Enviado do meu Galaxy
Enviado do Correio para Windows
Enviado do Email para Windows
Enviado a partir do Outlook para Android
Obtenha o Outlook para iOS
Baixe o Outlook para Android
Enviado via iPhone
Verzonden vanaf mijn Galaxy
Verstuurd vanaf mijn Samsung Galaxy
Verzonden vanuit Mail voor Windows
Verzonden vanaf Outlook voor iOS
Download Outlook voor iOS
Outlook downloaden voor iOS
Van mijn iPhone verzonden
Verzonden met Proton Mail
Wysłane z telefonu Galaxy
Wysłane z mojego Galaxy
Wysłane z aplikacji Poczta dla systemu Windows
Wysłano z aplikacji Outlook na Androida
Pobierz program Outlook dla systemu Android
Pobierz aplikację Outlook dla systemu Android
Wysłane z Proton Mail dla Androida
Wysłano z iPada
从 Windows 版邮件发送
发送自 Windows 10 版邮件应用
发自我的 iPad
发自我的手机
通过 Outlook for Android 发送
下载适用于 iOS 的 Outlook
发自我的小米手机
从网易邮箱大师发来的云附件
发自网易邮箱大师
发自QQ邮箱手机版
Sent from Mail for Windows
Sent from Mail for Windows 10
Sent from Proton Mail for iOS
Sent from Proton Mail Android
Sent with Proton Mail secure email.
Sent with Spark
Sent via Superhuman
Sent via Superhuman iOS
Get BlueMail for Android
Sent from my Pixel
Sent from a mobile device
Sent from a phone, please excuse typos
Sent on the move
Sent from the road
Please excuse my thumbs
Typos courtesy of my phone
Sent from AOL on Android
Sent from Yahoo Mail for iPhone
Yahoo Mail: Search, Organize, Conquer
Sent from the all-new AOL app for iOS
Sent from Workspace ONE Boxer
Sent from Nine
Sent from my T-Mobile 5G Device
Sent via the Samsung Galaxy S22, an AT&T 5G smartphone
Sent from Front
Sent from my mobile
Sent from TypeApp
Sent from Edison Mail
Get Outlook for Mac
Get the Outlook app
"""


@pytest.mark.parametrize("line", DEVICES.splitlines())
def test_a_line_that_a_phone_or_program_added_is_a_footer(line: str) -> None:
    zones = split(f"{OWN}\n\n{line}\n", author="Maren Oduya")

    assert (zones.own_words, zones.of(Zone.FOOTER)) == (OWN, (f"{line}\n",))


@pytest.mark.parametrize(
    "line",
    [
        "I use Outlook on Android",
        "We moved to Outlook for Windows",
        "Mit der Post gesendet",
        "Van Anna heb ik het verzonden",
        "Ich habe es von der Arbeit gesendet",
        "从北京寄出的合同收到了",
    ],
)
def test_a_line_about_sending_or_programs_stays_own_words(line: str) -> None:
    assert split(f"{OWN}\n\n{line}\n", author="Maren Oduya").own_words == f"{OWN}\n\n{line}"


NOTICES = {
    "under a rule": "________________________________\nThis email and any attachments are confidential and intended solely for the addressee.",
    "under a rule by itself": "-----------------------\n\nThis email and any attachments are confidential and intended solely for the addressee.",
    "in a box": "*********************\nBirchlane is not responsible for any offer or advice in this communication.\n*********************",
    "without umlauts": "Diese Nachricht ist nur fuer den Empfaenger bestimmt. Sollten Sie sie irrtuemlich erhalten haben, ist jede Nutzung nicht gestattet.",
    "without accents": "Ta wiadomosc jest poufna i przeznaczona wylacznie dla adresata. Rozpowszechnianie jest zabronione.",
    "with an Italian article": "Questo messaggio e i suoi allegati sono riservati ai destinatari. Se lo avete ricevuto per errore, cancellatelo.",
    "data protection": "En cumplimiento del RGPD le informamos de que sus datos son tratados por Birchlane S.L.",
    "with a link below": "This email is confidential and may be privileged. If you are not the intended recipient, delete it.\n\nFor more about Birchlane visit\nhttp://www.birchlane.example/",
}


@pytest.mark.parametrize("closing", ["", "\n\nBest,\nMaren", "\n\nMaren\n\nPS: the disk is in the post."])
@pytest.mark.parametrize("name", NOTICES)
def test_a_notice_is_a_footer_and_hides_no_closing(name: str, closing: str) -> None:
    zones = split(f"{OWN}{closing}\n\n{NOTICES[name]}\n", author="Maren Oduya")

    assert zones.own_words.removesuffix("\n\nPS: the disk is in the post.") == OWN


SCRUBBED = """\
-------------- next part --------------
A non-text attachment was scrubbed...
Name: plan.vcf
Type: text/x-vcard
Size: 295 bytes
Desc: not available
URL: <http://lists.example.org/attachments/plan.vcf>
"""


@pytest.mark.parametrize(
    "line",
    [
        SCRUBBED,
        "An HTML attachment was scrubbed...\nURL: <http://x.example/a>\n",
        "\t[[alternative HTML version deleted]]\n",
    ],
)
def test_what_an_archive_wrote_in_the_place_of_files_hides_no_closing(line: str) -> None:
    zones = split(f"{OWN}\n\nBest,\nMaren\n{line}", author="Maren Oduya")

    assert (zones.own_words, zones.signature) == (OWN, "Best,\nMaren")


def test_a_line_for_files_that_was_wrapped_is_known() -> None:
    files = "(See attached file: plan one.doc)    (See attached\nfile: plan two.doc)"

    assert split(f"{OWN}\n\nMaren Oduya\n{files}\n", author="Maren Oduya").own_words == OWN


def test_spaces_that_a_gateway_could_not_write_are_no_lines_of_the_letter() -> None:
    zones = split(f"{OWN}\n?\nRegards,\nMaren\n?\n?\n", author="Maren Oduya")

    assert zones.own_words == f"{OWN}\n?"
    assert split("?\n").own_words == "?"
