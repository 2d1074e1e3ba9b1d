"""HTML mail as the text its reader sees, with quoted blocks marked by "> " as in plain text.

One pass over the tree with a stack of our own: libraries that recurse return nothing, silently, on mail with
20,000 nested blocks, and joining text nodes without regard to blocks breaks sentences at inline tags.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

SIGNATURE_MARK = "-- "  # the line plain text uses
_DEEPEST = 20  # quote marks before a line
_MOST_OPEN = 2_000  # elements open at once
_VOID = frozenset(
    "area base br col embed hr img input link meta source track wbr p li td tr th dd dt option".split()
)
_TAG_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,20})")
_TAG = re.compile(r"<[^<>]{0,2000}>")

_SKIPPED = frozenset(
    "head script style title meta link template noscript object embed iframe svg math select option button "
    "textarea input map audio video canvas o:p-comment -comment !doctype xml".split()
)
_BLOCKS = frozenset(
    "address article aside body center dd details dir div dl dt fieldset figcaption figure footer form "
    "header hgroup hr html legend li main menu nav section summary tbody tfoot thead tr table caption".split()
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 ul ol pre blockquote dl".split())
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|mso-hide:all|max-height:0(?:px)?(?:;|$)|font-size:0(?:px|pt|em)?(?:;|$|!)"
    r"|(?<![\w-])opacity:0(?:\.0+)?(?:;|$|!)"
)
_NO_MARGIN = re.compile(r"(?<![\w-])margin(?:-bottom)?:0(?:px|pt|in|cm|em)?(?:;|$|!|0)")
_INDENT_ONLY = re.compile(r"border(?:-left)?:(?:none|0)")
_QUOTE_CLASSES = frozenset(
    "gmail_attr moz-cite-prefix yahoo_quoted protonmail_quote tutanota_quote zmail_extra "
    "outlookmessageheader mailru-quote hs_reply_quote front-blockquote".split()
)
_QUOTE_IDS = frozenset("olk_src_body_section mailcontainerreply yahoo_quoted reply-intro".split())
_REST_IDS = frozenset("divrplyfwdmsg appendonsend replysplit stopspelling".split())
_SIGNATURE_CLASSES = frozenset(
    "gmail_signature moz-signature protonmail_signature_block-user signature".split()
)
_SIGNATURE_IDS = frozenset(
    "signature appleMailSignature applemailsignature ms-outlook-mobile-signature".split()
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset=[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HEADER_LINE = re.compile(r"\s*\*?[^\W\d_][\w .'/-]{1,20}\*?\s?[:：]")


def declared_charset(data: bytes) -> str:
    """The charset an HTML document itself names, or an empty text."""
    found = _META_CHARSET.search(data[:4096])
    return found[1].decode("ascii", "replace") if found else ""


def to_text(source: str) -> str:
    """The visible text of an HTML mail, a blank line between paragraphs; time grows linearly."""
    if source.count("<") > _MOST_OPEN and _is_too_deep(source):
        return _TAG.sub("\n", source)  # the parser's time grows with the square of the depth
    body = LexborHTMLParser(source).body
    if body is None:
        return ""
    page = _Page()
    # Frames: (node, is it the way out). A node is met twice: on the way in and on the way out.
    stack: list[tuple[LexborNode, bool]] = [(body, False)]
    while stack:
        node, is_leaving = stack.pop()
        if is_leaving:
            page.leave(node.tag or "")
            continue
        following = node.next if node is not body else None
        if following is not None:
            stack.append((following, False))
        tag = node.tag or ""
        if tag == "-text":
            page.write(node.text_content or "")
            continue
        if tag in _SKIPPED or not page.enter(node, tag):
            continue
        stack.append((node, True))
        child = node.child
        if child is not None:
            stack.append((child, False))
    return page.text()


def _is_too_deep(source: str) -> bool:
    """Whether more elements than any honest mail has stand open at once."""
    depth = 0
    for tag in _TAG_NAME.finditer(source):
        if tag[2].lower() not in _VOID:
            depth += -1 if tag[1] else 1
            if depth > _MOST_OPEN:
                return True
    return False


class _Page:
    """Lines as they come into being: a buffer for the open line, the quote depth and the blank lines owed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.open: list[str] = []
        self.depth = 0
        self.pre = 0
        self.list_marks: list[int] = []  # next number of each open list, 0 = bullets
        self.blank_owed = False
        self.mark = ""
        self.tags: list[
            tuple[int, bool]
        ] = []  # what `enter` changed, for `leave`: quote depth, wants a blank line

    def enter(self, node: LexborNode, tag: str) -> bool:
        """Note the start of an element; False where it and all in it is invisible."""
        if tag == "br":
            self.break_line(keep_empty=True)
            return False
        if tag == "img":
            self._picture(node)
            return False
        attributes = node.attributes
        style = (attributes.get("style") or "").lower().replace(" ", "") if attributes else ""
        if attributes and ("hidden" in attributes or (style and _HIDDEN.search(style))):
            return False
        names, own_id = _names(attributes)
        is_paragraph = tag in _PARAGRAPHS and not (tag == "p" and _is_tight(names, style))
        if tag in ("ul", "ol") and self.list_marks:
            is_paragraph = False
        if tag in _BLOCKS or tag == "p" or is_paragraph:
            self.break_line()
            self.blank_owed = self.blank_owed or is_paragraph
        elif tag in ("td", "th") and self.open:
            self.open.append(" ")
        deeper = int(self._is_quote(node, tag, names, own_id, style))
        self.depth += deeper
        if (names & _SIGNATURE_CLASSES or own_id in _SIGNATURE_IDS) and not self.depth:
            self._signature()
        self._lists(tag)
        self.pre += tag == "pre"
        self.tags.append((deeper, is_paragraph))
        return True

    def leave(self, tag: str) -> None:
        """Note the end of an element."""
        deeper, is_paragraph = self.tags.pop()
        if tag in _BLOCKS or tag == "p" or is_paragraph or deeper:
            self.break_line()
            self.blank_owed = self.blank_owed or is_paragraph
        self.depth -= deeper
        self.pre -= tag == "pre"
        if tag in ("ul", "ol") and self.list_marks:
            self.list_marks.pop()

    def write(self, text: str) -> None:
        """Text of the open line; white space counts as the browser counts it."""
        if self.pre:
            first, *rest = text.split("\n")
            self.open.append(first)
            for line in rest:
                self.break_line(keep_empty=True)
                self.open.append(line)
            return
        collapsed = _SPACE.sub(" ", text)
        if collapsed == " " and not self.open:
            return
        self.open.append(collapsed if self.open else collapsed.lstrip(" "))

    def break_line(self, *, keep_empty: bool = False) -> None:
        """End the open line."""
        content = "".join(self.open)
        self.open.clear()
        content = content.rstrip() if self.pre else re.sub(" {2,}", " ", content).strip(" ")
        if content == "\u00a0":
            content, keep_empty = "", True
        content = content.replace("\u00a0", " ").strip(" ") if not self.pre else content
        if not content and not keep_empty:
            return
        quote = "> " * min(self.depth, _DEEPEST)
        if self.blank_owed and self.lines and self.lines[-1].strip("> ") and self.lines[-1] != SIGNATURE_MARK:
            self.lines.append(quote.rstrip())
        self.blank_owed = False
        mark, self.mark = self.mark, ""
        if content.startswith(">") and not self.depth:
            content = " " + content  # a pointed bracket somebody typed is no quote
        self.lines.append(
            (quote + mark + content).rstrip() if content != "--" or self.depth else SIGNATURE_MARK
        )

    def text(self) -> str:
        """All lines; never more than two blank ones together."""
        self.break_line()
        joined = "\n".join(self.lines)
        return re.sub(r"\n{4,}", "\n\n\n", joined).strip("\n")

    def _picture(self, node: LexborNode) -> None:
        alternative = node.attributes.get("alt") or ""
        if 0 < len(alternative) <= 4 and not alternative.isascii():
            self.open.append(alternative)  # an emoji that the program drew

    def _lists(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.list_marks.append(1 if tag == "ol" else 0)
        elif tag == "li":
            number = self.list_marks[-1] if self.list_marks else 0
            if number:
                self.list_marks[-1] += 1
            self.mark = f"{number}. " if number else "- "

    def _signature(self) -> None:
        if not self.lines or self.lines[-1].strip() != "--":
            self.lines += ["", SIGNATURE_MARK]
            self.blank_owed = False

    def _is_quote(self, node: LexborNode, tag: str, names: frozenset[str], own_id: str, style: str) -> bool:
        """Whether everything inside is somebody else's."""
        if tag == "blockquote":
            return not ("margin" in style and _INDENT_ONLY.search(style))
        if names & _QUOTE_CLASSES or own_id in _QUOTE_IDS:
            begins = _beginning(node)
            return not begins.lstrip().startswith("--")  # a forwarded message's header: `zones` reads it
        if own_id in _REST_IDS or ("border-top:solid" in style and "padding:3.0pt" in style):
            if own_id not in _REST_IDS and not _HEADER_LINE.match(_beginning(node)):
                return False
            # Outlook does not wrap what it quotes: all that follows is the mail answered.
            self.tags = [(0, wants) for _, wants in self.tags]
            self.depth = max(self.depth, 1)
            return False
        return False


def _beginning(node: LexborNode) -> str:
    """The first text inside, a little of it."""
    found = ""
    one = node.child
    for _ in range(40):
        if one is None or len(found) > 60:
            break
        if one.tag == "-text":
            found += one.text_content or ""
        following = one.child
        if following is None:
            following = one.next
            parent = one.parent
            while following is None and parent is not None and parent.mem_id != node.mem_id:
                following, parent = parent.next, parent.parent
        one = following
    return found


def _names(attributes: dict[str, str | None]) -> tuple[frozenset[str], str]:
    if not attributes:
        return frozenset(), ""
    classes = (attributes.get("class") or "").lower().split()
    own_id = (attributes.get("id") or "").lower().removeprefix("x_")
    return frozenset(one.removeprefix("x_") for one in classes), own_id


def _is_tight(names: frozenset[str], style: str) -> bool:
    """A paragraph that stands like a line: Outlook's, and others without a margin below."""
    return "msonormal" in names or "msoplaintext" in names or bool(_NO_MARGIN.search(style))
