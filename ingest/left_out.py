"""What an archive holds that was never meant to stay: spam, trash, drafts and chats, by label and by folder.

Google Takeout puts all mail into one mbox and names each mail's labels in X-Gmail-Labels, in the language of
the mailbox. Thunderbird leaves deleted mail in the file until it is compacted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest import headers

_HEAD_BYTES = 64 * 1024
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LABELS = re.compile(rb"^x-gmail-labels:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_MOZILLA_STATUS = re.compile(rb"^x-mozilla-status:[ \t]*([0-9a-f]{4})\b", re.IGNORECASE | re.MULTILINE)
_EXPUNGED = 0x0008  # Mozilla's nsMsgMessageFlags
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
_BY_NAME = {name.strip().casefold(): reason for reason, names in _NAMES.items() for name in names.split(",")}


def by_header(raw: bytes) -> str:
    """Why a mail is left out by its own header: "spam", "trash", "drafts", "chats", "deleted"; else empty."""
    head = _HEAD_END.split(raw[:_HEAD_BYTES], maxsplit=1)[0]
    status = _MOZILLA_STATUS.search(head)
    if status is not None and int(status[1], 16) & _EXPUNGED:
        return "deleted"
    found = _LABELS.search(head)
    return by_label(_labels(found[1])) if found is not None else ""


def by_label(labels: Iterable[str]) -> str:
    """The first reason among Gmail's labels; a user's own label below another ("Jobs/Spam") is none."""
    reasons = {_BY_NAME.get(label.strip().casefold(), "") for label in labels}
    return next((one for one in ("spam", "trash", "drafts", "chats") if one in reasons), "")


def by_folder(name: str) -> str:
    """Why a folder below the one that was asked for is left out, by its own name; else empty."""
    folded = name.strip().casefold()
    return "" if folded == "bin" else _BY_NAME.get(folded, "")  # "bin" holds programs as often as mail


def _labels(value: bytes) -> list[str]:
    text = headers.decoded(" ".join(value.decode("utf-8", "replace").split()))
    return [quoted or bare for quoted, bare in _ONE_LABEL.findall(text)]
