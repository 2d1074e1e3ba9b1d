"""A mail that only closes the talk: thanks, an acknowledgement, "see you then". It wants no answer.

Two ways to be one: every clause consists of words that closings are made of; or it is a short thank-you
whose other clauses neither ask nor speak of what moves a search (an offer, a CV, a date, pay, a doubt).
"""

from __future__ import annotations

import re

_CLOSES = frozenset(
    "ack appreciate appreciated awesome bedankt best brilliant bye cheers congrats congratulations cool "
    "danke day deal ditto done evening excellent fantastic fine forward good goodbye got gotcha gracias "
    "grateful grazie great holiday holidays k kk later likewise lovely luck merci noted obrigada obrigado "
    "ok okay okey perfect pleasure problem received same see soon sounds speak super ta tack talk thank "
    "thanks thankyou thnx thx tx ty understood weekend welcome will wonderful worries".split()
)
_FILLS = frozenset(
    "a above absolutely ad advice again ago agreed ahead all all's alright also always am amazing an and "
    "any anytime apr april are around as at aug august back be bet bit both bringing bst bunch but by "
    "call cest cet chat clear clearing coming confirm confirmation confirmed confirming conversation copy "
    "cst ct days dear dec december details did do doing don't dont dr edt effort efforts either email "
    "enjoy enough entire est et ever everyone everything exactly fab far feb february feedback folks "
    "follow followed followup for frau fri friday from fun fyi gem getting glad gmt going greetings "
    "guidance guys had haha happy have he heads heads-up hehe hello help helpful helping her here herr "
    "hey hi him hiya hope how i i'd i'll i'm if in indeed info information insight insights into "
    "invitation invite is ist it it'll it's its jan january ji jul july jun june just keep kind kindly "
    "kindness know legend letting lifesaver loads lol look looking loop lot lots madam made mail make "
    "making many mar march may me meet meeting message million miss mon monday morning most mr mrs ms "
    "much my neat needed needs next nice night no noon not note nov november now oct october of off on "
    "one our out over part patience perfectly phone pm point posted prep prof prompt pst pt quick quickly "
    "quite rather reach reaching really regards reminder reply rest ride right rightio righto roger safe "
    "said sama san sat saturday saying sending sensei sep sept september sharing she sincerely sir skype "
    "smile so some speaking speedy star stay sun sunday support sure sweet swift take talking team teams "
    "tha that that'd that'll that's thats the their them then there there'll they this those thought "
    "thoughtful thu thur thurs thursday till time times tip tips to today tomorrow tonight too total "
    "travels trip true truly tue tues tuesday turnaround u until up update updating ur us useful very "
    "warm warmly was way we we'll we're wed wednesday week well were what when which wish wishes with "
    "work working works would writing x xo xoxo xx yeah year yep yes yet you you'd you'll you're your "
    "yours yup zoom".split()
)
# these look at small letters only, which is twice as fast as to let capitals count the same
_NEW = re.compile(  # what tells or asks something, though each of its words may stand in a closing
    r"\?|\b(?:but|however|although|unfortunately|sorry|call me|ring me|meet me|help me|keep me|get back|"
    r"got back|i would|i'd|would you|will you|are you|do you|did you|can you|how (?:do|does|did|is|are|"
    r"was)|when (?:do|does|did|is|are|will)|what (?:is|are|was|time)|if (?:i|we|you|he|she|they|the)|"
    r"not|don'?t|"
    r"i am (?:not|out|off)|no longer|out of)\b",
)
_THANKS = re.compile(
    r"\b(?:thank(?:s| ?you)|thx|ty|cheers|ta|much appreciated|(?:really |very )?grateful|see you|"
    r"talk (?:soon|then)|speak (?:soon|then)|well received|duly noted)\b",
)
_MOVES = re.compile(  # what moves a search, or wants somebody to move
    r"\b(?:offer\w*|accept(?! the invit)|accepting|declin\w+|turn(?:ed|ing)? (?:it )?down|withdr\w+|"
    r"attach\w*|cv|r[eé]sum[eé]s?|portfolio|references?|documents?|contract|form|interest\w*|keen|"
    r"open to|salary|pay|package|rate|raise|bonus|roles?|jobs?|positions?|opportunit\w+|vacanc\w+|"
    r"candidates?|profiles?|shortlist\w*|available|availability|free|works for me|suits?|could do|"
    r"can do|can make|can't|cannot|would (?:like|love|prefer|be)|i'd (?:like|love|prefer|be)|want\w*|"
    r"need(?!ed)|please|pls|decid\w+|decision|consider\w*|think(?:ing)?|wonder(?:ed|ing)?|hop(?:e|ing) (?:to|"
    r"for|that|you can)|wait\w*|hear(?:d|ing)? (?:back|from|anything)|still|yet|resign\w*|notice|"
    r"start\w*|join\w*|hire\w*|mov(?:e|ed|ing) (?:on|forward|ahead)|proceed|next steps?|concern\w*|"
    r"worr(?:y|ied|ying)|disappoint\w*|frustrat\w*|unhappy|upset|tired|sad|shame|pity|problem|issue|"
    r"instead|reschedul\w*|postpon\w*|cancel\w*|another|someone|somebody|friend|recommend\w*|send|sent|"
    r"forward(?:ed)?|share|introduc\w+|ask(?:ed|ing)?|tell|told|wrong|mistake|my number|@|[$€£]|"
    r"last day|first day|(?<!since i )left|leav(?:e|ing)|quit\w*|fired|laid off|sting\w*|hurt\w*|gutted|"
    r"thought it|"
    r"let me know|remind)\b",
)
_SHORT = 25  # words
_COURTESY = re.compile(  # offers that nobody has to take up, and excuses from answering
    r"\b(?:(?:please )?(?:just )?(?:let me know|feel free to (?:reach out|call|write|get in touch)|"
    r"give me a shout|shout|reach out|do(?:n'?t| not) hesitate to (?:reach out|ask|call|contact me|"
    r"get in touch)) if (?:you (?:ever )?(?:need|have|want) |there(?:'s| is) )(?:any ?thing|"
    r"any (?:more |other |further )?questions|something)(?: (?:more|further|else|at all|from (?:me|"
    r"my side)|on my end)){0,3}|no (?:need to (?:reply|answer|respond)|reply needed|answer needed|rush|"
    r"hurry|worries|problem|bother)(?: at all)?|sorry for the (?:late|slow|delayed) (?:reply|answer|"
    r"response)|(?:no|not any) (?:more |other |further )?questions (?:from me|on my side|at the moment|"
    r"for now)|"
    r"(?:i(?:'m| am)|we(?:'re| are)) not in a (?:rush|hurry))\b",
)
_CLAUSE = re.compile(r"[.!;,:\n\r()…]+|\s[-–—]+\s")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{1,2000}|\S{1,100}@\S{1,100}", re.IGNORECASE)
_LONGEST = 60  # words; nobody closes with more
_COURTEOUS = 40  # words of courtesies beside them
_EMOJI = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]")
_TIME = re.compile(r"\d{1,4}(?:st|nd|rd|th|am|pm|h|ish)?", re.IGNORECASE)


def has_question_mark(text: str) -> bool:
    """Whether a real question mark stands in `text`: closing a word, outside web addresses."""
    if not any(mark in text for mark in ("?", "？", "؟")):
        return False
    return _QUESTION.search(_without_addresses(text, " ")) is not None


def _without_addresses(text: str, instead: str) -> str:
    if "@" in text or "://" in text or "ww." in text or "WW." in text:
        return _ADDRESS.sub(instead, text)
    return text


_QUESTION = re.compile(r"[^\W_]['\")\]]{0,3} ?[?？؟]|[?？؟](?:\s|$)")


def is_mere_closing(text: str) -> bool:
    """Whether `text` says nothing but thanks, good, see you then; an empty text closes nothing."""
    if len(text.split()) > _LONGEST + _COURTEOUS or has_question_mark(text):
        return False
    bare = _without_courtesies(_without_addresses(text, " link ").replace("’", "'"))
    if len(bare) > 600:
        return False
    low = bare.lower()
    if _NEW.search(low):
        return False
    if (
        _THANKS.search(low)
        and len(bare.split()) <= _SHORT
        and not _MOVES.search(bare.replace("looking forward", "").lower())
    ):
        return True
    if not _WORD.search(bare):
        return _EMOJI.search(bare) is not None or bare != text
    words_seen, has_closed = 0, _COURTESY.search(text.lower()) is not None
    for clause in _CLAUSE.split(bare):
        words = _WORD.findall(clause)
        words_seen += len(words)
        if words_seen > _LONGEST or not _is_closing_clause(words):
            return False
        has_closed = has_closed or any(word.lower() in _CLOSES for word in words)
    return has_closed


def _without_courtesies(text: str) -> str:
    low = text.lower()
    if len(low) == len(text):  # some capitals of far languages are two small letters
        for match in reversed(list(_COURTESY.finditer(low))):
            text = f"{text[: match.start()]} {text[match.end() :]}"
    return text


def _is_closing_clause(words: list[str]) -> bool:
    """Every word is one that closings are made of, or names whom it is said to."""
    strange = [word for word in words if not _belongs(word)]
    if not strange:
        return True
    if len(strange) > 3:
        return False
    if any(word.isupper() or _MOVES.search(word.lower()) for word in strange):
        return False
    if all(word[0].isupper() for word in strange):
        return True
    # "thanks dana", "thanks for the brochure": one strange word after thanks
    return (
        len(strange) == 1
        and len(words) <= 9
        and words[0].lower() in ("thanks", "thank", "thx", "cheers", "ta")
    )


def _belongs(word: str) -> bool:
    low = word.lower()
    return low in _CLOSES or low in _FILLS or _TIME.fullmatch(word) is not None
