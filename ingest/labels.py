"""What mail programs write into archives beside the mail: what it is to them, and to what it belongs.

Google Takeout puts all mail into one mbox and names each mail's labels in X-Gmail-Labels, in the language of
the mailbox, and its conversation in X-GM-THRID. Thunderbird leaves deleted mail in the file until it is
compacted. Spam, trash, drafts and chats are no mail of the recruiter's, by label and by folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest import headers

_HEAD_BYTES = 64 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LABELS = re.compile(rb"^x-gmail-labels:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_MOZILLA_STATUS = re.compile(rb"^x-mozilla-status:[ \t]*([0-9a-f]{4})\b", re.IGNORECASE | re.MULTILINE)
_EXPUNGED = 0x0008  # Mozilla's nsMsgMessageFlags
_THREAD = re.compile(rb"^x-gm-thrid:[ \t]*(\d{1,20})[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_ONE_LABEL = re.compile(r'"([^"]*)"|([^,]+)')

# ruff: noqa: E501  wide letters
# The names that Gmail and other mail programs give these folders, by language of the mailbox.
_NAMES = {
    "spam": (
        "spam, junk, junk e-mail, junk-e-mail, junk email, [gmail]/spam, spamverdacht, unerwünscht, "
        "indésirables, courrier indésirable, pourriel, correo no deseado, no deseado, posta indesiderata, "
        "lixo eletrônico, lixo electrónico, lixo eletrónico, ongewenste e-mail, ongewenst, skräppost, "
        "søppelpost, uønsket e-post, uønsket mail, roskaposti, rämpspost, nevyžádaná pošta, nevyžiadaná "
        "pošta, niechciane, wiadomości-śmieci, levélszemét, nezaželena pošta, neželjena pošta, neželjena "
        "e-pošta, ανεπιθύμητα, ανεπιθύμητη αλληλογραφία, спам, нежелательная почта, спам-листи, gereksiz, "
        "istenmeyen posta, önemsiz, דואר זבל, ספאם, الرسائل غير المرغوب فيها, محتوى غير مرغوب فيه, 迷惑メール, "
        "垃圾邮件, 垃圾郵件, 스팸함, 스팸, สแปม, จดหมายขยะ, thư rác, स्पैम"
    ),
    "trash": (
        "trash, bin, deleted items, deleted messages, rubbish, [gmail]/trash, [gmail]/bin, papierkorb, "
        "gelöscht, gelöschte elemente, gelöschte objekte, corbeille, éléments supprimés, papelera, "
        "elementos eliminados, eliminados, paperera, cestino, posta eliminata, elementi eliminati, lixeira, "
        "lixo, itens excluídos, itens eliminados, prullenbak, verwijderde items, papperskorgen, "
        "papperskorg, borttagna objekt, papirkurv, papirkurven, papirkorg, slettet post, slettede "
        "elementer, roskakori, poistetut, prügikast, koš, kôš, odstraněná pošta, kosz, elementy usunięte, "
        "kuka, törölt elemek, smeti, otpad, smeće, κάδος, κάδος απορριμμάτων, корзина, удаленные, "
        "удалённые, кошик, кошче, çöp kutusu, çöp, silinmiş öğeler, coș de gunoi, אשפה, المهملات, سلة "
        "المهملات, ゴミ箱, 已删除邮件, 已刪除的郵件, 垃圾桶, 휴지통, ถังขยะ, thùng rác, ट्रैश"
    ),
    "drafts": (
        "drafts, draft, [gmail]/drafts, entwürfe, entwurf, brouillons, brouillon, borradores, borrador, "
        "esborranys, bozze, bozza, rascunhos, rascunho, concepten, utkast, kladder, kladde, luonnokset, "
        "luonnos, mustandid, koncepty, koncept, rozepsané, wersje robocze, szkice, robocze, piszkozatok, "
        "osnutki, skice, nacrti, πρόχειρα, черновики, черновик, чернетки, чернови, taslaklar, ciorne, "
        "mesaje nefinalizate, טיוטות, المسودات, 下書き, 草稿, 임시보관함, 임시 보관함, จดหมายร่าง, ร่างจดหมาย, thư nháp, "
        "ड्राफ़्ट"
    ),
    "chats": (
        "chat, chats, [gmail]/chats, hangouts, tchat, czat, czaty, чат, чаты, チャット, 聊天, 即時通訊, 채팅, แชท, "
        "sohbet, trò chuyện, चैट"
    ),
    "outbox": (
        "outbox, postausgang, boîte d'envoi, bandeja de salida, posta in uscita, caixa de saída, postvak "
        "uit, unsent messages, templates, vorlagen, modèles, plantillas, modelli, sjablonen"
    ),
}
_SENT = frozenset(
    name.strip()
    for name in (
        "sent, gesendet, messages envoyés, envoyés, enviados, enviats, inviati, posta inviata, enviadas, e-mails "
        "enviados, mensagens enviadas, verzonden, verzonden berichten, skickat, skickade, sendt, sendte, lähetetyt, "
        "saadetud, odeslaná pošta, odeslané, odoslané, wysłane, elküldött, elküldött üzenetek, poslano, "
        "απεσταλμένα, отправленные, надіслані, изпратени, gönderilmiş postalar, gönderilenler, trimise, "
        "mesaje trimise, נשלחו, البريد المرسل, الرسائل المرسلة, 送信済み, 送信済みメール, 已发送, "
        "已发送邮件, 寄件備份, 보낸편지함, จดหมายที่ส่งแล้ว, ส่งแล้ว, thư đã gửi, भेजे गए"
    ).split(",")
)
_REASONS = ("spam", "trash", "drafts", "chats")
_BY_NAME = {name.strip().casefold(): reason for reason, names in _NAMES.items() for name in names.split(",")}


@dataclass(frozen=True, slots=True)
class Told:
    """What a mail's header tells of it.

    `left_out`: "spam", "trash", "drafts", "chats" or "deleted", empty for mail. `is_sent`: the mailbox's
    owner sent it. `thread` is Gmail's number of the conversation, the same as over IMAP.
    """

    left_out: str = ""
    is_sent: bool = False
    thread: str = ""


def told(raw: bytes) -> Told:
    """What the header of a mail in an archive tells; a label below another ("Jobs/Spam") is the user's own."""
    head = _HEAD_END.split(raw[:_HEAD_BYTES], maxsplit=1)[0]
    status = _MOZILLA_STATUS.search(head)
    if status is not None and int(status[1], 16) & _EXPUNGED:
        return Told("deleted")
    found, thread = _LABELS.search(head), _THREAD.search(head)
    names = {label.strip().casefold() for label in _labels(found[1])} if found else set()
    reasons = {_BY_NAME.get(name, "") for name in names}
    return Told(
        next((one for one in _REASONS if one in reasons), ""),
        not names.isdisjoint(_SENT),
        thread[1].decode() if thread else "",
    )


def by_folder(name: str) -> str:
    """Why a folder below the one that was asked for is left out, by its own name; else empty."""
    folded = name.strip().casefold()
    return "" if folded == "bin" else _BY_NAME.get(folded, "")  # "bin" holds programs as often as mail


def _labels(value: bytes) -> list[str]:
    text = headers.decoded(" ".join(value.decode("utf-8", "replace").split()))
    return [quoted or bare for quoted, bare in _ONE_LABEL.findall(text)]
