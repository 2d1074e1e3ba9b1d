"""Plain text as its author saw it: flowed lines joined, PGP armour and uuencoded files taken out."""

from __future__ import annotations

import re

_BEGIN_FILE = re.compile(r"begin [0-7]{3} (\S.{0,200})")
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_END = "-----END PGP SIGNATURE-----"


def from_flowed(text: str, *, delete_space: bool = False) -> str:
    """Paragraphs of `format=flowed` text (RFC 3676) joined; quote marks and the signature mark stay."""
    done: list[str] = []
    held: list[str] = []  # of a paragraph that goes on
    depth_held = 0
    for line in text.split("\n"):
        if not held and line[-1:] != " " and (line[:2] == "> " or line[:1] not in (">", " ")):
            done.append(line)
            continue
        content, depth = line, 0
        if line[:1] in (">", " "):
            stripped = line.lstrip(">")
            depth = len(line) - len(stripped)
            content = stripped.removeprefix(" ")
        is_mark = content == "-- "
        flows = content.endswith(" ") and not is_mark
        if flows and delete_space:
            content = content[:-1]
        if held and (is_mark or depth != depth_held):
            done.append("".join(held))
            held = []
        held.append(content if held or not depth else ">" * depth + (" " + content if content else ""))
        depth_held = depth
        if not flows:
            done.append("".join(held))
            held = []
    return "\n".join([*done, "".join(held)] if held else done)


def without_armour(text: str) -> str:
    """A clear-signed text without PGP's lines."""
    if _SIGNED not in text:
        return text
    kept: list[str] = []
    state = "outside"
    for line in text.split("\n"):
        mark = line.strip()
        if mark == _SIGNED:
            state = "headers"
        elif state == "headers":
            state = "headers" if mark else "signed"
        elif mark == _SIGNATURE and state == "signed":
            state = "signature"
        elif state == "signature":
            state = "outside" if mark == _SIGNATURE_END else "signature"
        else:
            kept.append(line.removeprefix("- ") if state == "signed" else line)
    return "\n".join(kept)


def without_uuencoded(text: str) -> tuple[str, list[tuple[str, int]]]:
    """The text without files pasted in by old programs, and those files' names and sizes in bytes."""
    if "\nend" not in text or "begin " not in text:
        return text, []
    kept: list[str] = []
    files: list[tuple[str, int]] = []
    held: list[str] = []
    name = ""
    for line in text.split("\n"):
        begun = _BEGIN_FILE.fullmatch(line)
        if begun and not name:
            name, held = begun[1].strip(), [line]
        elif name and line.strip() == "end":
            files.append((name, sum(map(len, held)) * 3 // 4))
            name, held = "", []
        elif name:
            held.append(line)
            if len(line) > 80:  # no uuencoded line is longer: it was a sentence
                kept += held
                name, held = "", []
        else:
            kept.append(line)
    return "\n".join(kept + held), files
