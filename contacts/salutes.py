"""Whether a name in a mail greets its reader or tells who writes."""

from __future__ import annotations

import re

from contacts.names import fold
from store.models import MentionRow

_SALUTES = frozenset(
    "hi hello hey hiya dear good morning afternoon evening greetings howdy hallo liebe lieber guten"
    " moin servus gruezi bonjour bonsoir salut cher chere hola buenos buenas estimado estimada querido"
    " querida ola oi bom boa prezado prezada caro cara ciao buongiorno gentile beste dag hej hei moi"
    " terve czesc dzien drogi droga ahoj merhaba sayin konnichiwa aloha kia namaste shalom salam yo"
    " thanks thank danke merci gracias".split()
)
_HERE = re.compile(r"[,\s]{1,2}here\b", re.IGNORECASE)
_THIS_IS = re.compile(r"\b(?:this is|it['’]?s|it is|i['’]?m|i am|my name is|call me)\s$", re.IGNORECASE)


def is_introduction(text: str, mention: MentionRow) -> bool:
    """The author says who is writing, or closes: "Tilda here", "This is Tilda", "Best, Tilda"."""
    if mention.source != "own_words" or mention.start < 0:
        return False
    before, after = text[max(0, mention.start - 30) : mention.start], text[mention.end : mention.end + 12]
    return not after.strip(" .!,-–\n") or bool(_HERE.match(after) or _THIS_IS.search(before))


def is_greeting(text: str, mention: MentionRow) -> bool:
    """The name stands in the first line, at its head: "Hi Dana," or "Dana,"."""
    if mention.source != "own_words" or mention.start < 0:
        return False
    before, after = text[: mention.start], text[mention.end : mention.end + 3]
    words = fold(before).split()
    if "\n" in before.strip() or len(words) > 3 or any(c in ".,;:!?" for c in before.strip()):
        return False
    is_set_off = not after.strip() or after.lstrip(" ")[0] in ",!:;\n–—-"
    return (is_set_off and (not words or words[0] in _SALUTES)) or (bool(words) and words[0] in _SALUTES)
