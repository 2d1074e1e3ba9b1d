"""What a Content-Type or Content-Disposition names: its value and its parameters, RFC 2231 included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from functools import lru_cache
from typing import Any

from ingest import charsets

_PLAIN = re.compile(
    r'\s*([^\s;"*]{1,200})\s*(?:;\s*[\w-]{1,40}=(?:"[^"\\\r\n]{0,900}"|[^\s;"()*\\]{1,900})\s*){0,20};?\s*'
)
_PAIR = re.compile(r';\s*([\w-]{1,40})=(?:"([^"\\\r\n]{0,900})"|([^\s;"()*\\]{1,900}))')


@lru_cache(maxsize=512)
def parameters(field: str) -> Mapping[str, str]:
    """The parameters of a field's raw value by lower-case name, the first of each name, as written.

    The standard library reads what is folded, escaped or continued (RFC 2231); where it stumbles, none.
    """
    found: dict[str, str] = {}
    if ";" not in field:
        return found
    if "*" not in field and _PLAIN.fullmatch(field):
        for name, quoted, bare in _PAIR.findall(field):
            found.setdefault(name.lower(), quoted or bare)
        return found
    held = Message()
    held["content-type"] = field
    try:
        pairs: list[Any] = held.get_params([])
    except (LookupError, ValueError, TypeError, AttributeError):
        return found  # raised on broken continuations
    for name, told in pairs[1:]:
        if isinstance(told, tuple):
            charset, _, encoded = told
            told = charsets.decode(encoded.encode("latin-1", "replace"), charset or "utf-8")
        found.setdefault(name.lower(), told)
    return found
