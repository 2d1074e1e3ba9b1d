"""Words that tell on which side of a hire somebody stands, each list with its weight.

Four situations: said by the contact or by the recruiter to them, telling for a candidate or for a client.
All gaps are bounded, so every pattern is linear in the length of the text.
"""

# ruff: noqa: E501  (a pattern reads better whole)

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from contacts.names import fold

LONGEST_TEXT = 8_000  # characters of one message that are looked at


@dataclass(frozen=True, slots=True)
class Cue:
    """What was found: for which side it speaks, how much, and the words."""

    weight: float
    words: str


_CV = (
    r"(?:cv|c\.v\.|resume|curriculum(?: vitae)?|lebenslauf|cover letter|portfolio|motivation(?:sschreiben)?)"
)
_CVS = r"(?:cvs|resumes|profiles?|candidates?|shortlist|longlist|applicants?|lebenslaufe|profile|kandidaten|bewerber|candidats?|candidatos?)"
_ROLE = r"(?:role|position|job|vacancy|opening|opportunity|post|stelle|poste|puesto|vaga|rol)"
_THEM = r"(?:him|her|them|both(?: of them)?|the candidates?|the two|all three)"
_NUMBER = r"(?:a|an|one|two|three|four|five|some|several|more|a few|a couple of|another|\d{1,2})"

Table = Sequence[tuple[float, str]]

CANDIDATE_SAYS: Table = (
    (3.0, rf"\bmy (?:updated |latest |current |new )?{_CV}\b|\bmein(?:en)? lebenslauf\b|\bmon cv\b|\bmi (?:cv|curriculum)\b"),
    (3.0, r"\bmy application\b|\bi(?:'d| would)? (?:like|love|want) to apply\b|\bi(?:'ve| have)? (?:just )?applied\b|\bi am applying\b|\bmeine bewerbung\b|\bich bewerbe mich\b|\bma candidature\b|\bmi candidatura\b"),
    (2.5, r"\bmy (?:notice(?: period)?|kundigungsfrist|preavis)\b|\bmy (?:current |present |expected )?salary\b|\b(?:salary|pay) expectations?\b|\bi(?:'d| would) (?:need|want|expect) at least\b|\bmy references\b"),
    (2.5, rf"\b(?:i am|i'm|im|i was|i have been|i've been) (?:not |still |actively |now |always |quietly |currently )*(?:looking for|open to|interested in|considering|job.?hunting|on the market|between jobs)\b|\b(?:not|n't) (?:actively |currently |really )?looking (?:right now|at the moment|to move|for)\b|\binterested in (?:the|this|that|your) (?:[a-z]{{2,20}} ){{0,2}}{_ROLE}\b"),
    (2.5, r"\bmy (?:first|second|third|next|final|phone|technical|upcoming)? ?(?:interview|vorstellungsgesprach|entretien|entrevista)\b|\b(?:the|my) interview (?:went|was)\b|\bthank you for (?:setting up|arranging) the interview\b"),
    (2.0, r"\bi(?:'ve| have)? (?:just |already )?(?:resigned|handed in my notice|gave notice|given notice|signed the (?:contract|offer))\b|\bmy (?:resignation|last day|first (?:day|week|month)|new (?:job|role|employer|boss|team|manager)|start date|probation|contract ends|redundancy)\b|\bi (?:started|start|begin) (?:on|at|in|with|next|last|the new)\b"),
    (2.0, r"\bmy (?:current|present|old|last|previous|former) (?:job|role|employer|company|boss|manager|position|firm)\b|\bi(?:'ve| have) been (?:here|there|at [a-z]{2,20}|with them) (?:for )?\w{1,10} (?:years|months)\b|\bi was (?:laid off|made redundant|let go)\b"),
    (1.5, rf"\b(?:the|this|that) {_ROLE} (?:sounds|looks|seems|still|is still|at)\b|\bdo i (?:stand a chance|fit)\b|\b(?:any|some) (?:news|word|update)s? (?:from|on|about) (?:the|my|them)\b|\bhave (?:they|you) heard\b|\bthe offer (?:is|was|letter|they)\b|\bwould i (?:be|have|need|get)\b|\bam i still in\b|\bhow did i do\b"),
    (1.0, r"\bmy (?:boss|manager|commute|wife|husband|partner|kids|shift|shifts|career|profession|skills|experience|degree)\b|\bi(?:'d| would) (?:be|love|rather) \w{2,20}\b"),
)  # fmt: skip

CLIENT_SAYS: Table = (
    (3.0, rf"\b(?:send|share|get|forward|find|show|have|see|need|want|get) (?:me |us |you )?(?:over )?(?:{_NUMBER} |the |your |any |other |good |new |strong |better |suitable )*{_CVS}\b|\b{_CVS} (?:you|that you|you've) (?:sent|shared|forwarded|proposed|put forward|have)\b"),
    (3.0, rf"\bwe(?:'re| are)?(?: still| now| also| currently| urgently)? (?:looking for|hiring|recruiting|searching for|need(?:ing)? to (?:hire|fill|replace)|suchen)\b|\bwir (?:suchen|brauchen|stellen)\b|\bnous (?:cherchons|recherchons|recrutons)\b|\b(?:buscamos|necesitamos|cerchiamo|procuramos)\b|\bwe(?:'d| would| will|'ll)? (?:need|want|like) (?:{_NUMBER}|someone|somebody|people) \w{{2,20}}\b"),
    (3.0, rf"\b(?:we|i|the team|the panel|the board|management)(?:'d| would|'ll| will| want| wants|'ve| have)? (?:like to |love to |to |decided to )?(?:interview|invite|meet|see|hire|reject|shortlist|pass on|offer|bring) {_THEM}\b|\bmake {_THEM} an offer\b|\b(?:bring|invite) {_THEM} (?:in|back|for)\b|\bgoing (?:ahead )?with (?:the other|another|a different) (?:candidate|applicant|person)\b"),
    (2.5, rf"\bour (?:open |new |next )?(?:{_ROLE}|roles|positions|vacancies|openings|headcount|hiring (?:manager|process|plan|freeze|budget)|shortlist|interviewers?|interview panel|job (?:spec|ad|description))\b|\bunsere stelle\b|\bnotre poste\b|\bthe (?:hiring (?:manager|freeze|committee|budget|panel)|headcount|requisition|req|job spec|job description|jd|interview panel|salary band|pay band)\b"),
    (2.5, rf"\b(?:there (?:is|are|will be|should be|may be)|we (?:have|will have|'ll have|'ve got)|i (?:have|'ve got|will have)|i've got) (?:{_NUMBER} |new |open |other )+(?:\w{{2,20}} )?(?:openings?|vacanc(?:y|ies)|positions?|roles?|headcount)\b|\bdo you (?:still |also )?(?:recruit|place|cover)\b"),
    (2.0, r"\b(?:one|two|three|four|five|ten|some|any|\d{1,2})? ?more like (?:him|her|them|that one)\b|\b(?:best|better) (?:\w{2,20} )?(?:hire|hires|starter|worker|nurse|temp|addition)s?\b"),
    (2.5, r"\byour (?:fee|fees|terms of business|commission|invoice|candidates?|shortlist|people (?:were|are))\b|\brebate\b|\breplacement guarantee\b"),
    (2.0, rf"\b(?:we|i) (?:really |all |both )?(?:liked|loved|met|interviewed|spoke (?:to|with)|saw|enjoyed meeting|were impressed (?:by|with)) (?:{_THEM}|[a-z]{{2,20}}(?: yesterday| today| on)?)\b|\bthe (?:other |second |first |best |right |strongest )?(?:candidate|applicant)s?\b|\b(?:he|she|they) (?:interviewed|came across|impressed|lacked|did(?:n't| not) (?:have|show|impress))\b"),
    (1.5, r"\bthe panel\b|\bthe team (?:liked|felt|loved|thought|wants|would)\b|\b(?:sign|signed)[ -]?off (?:on|from|for)\b|\bapproved? (?:the )?(?:headcount|budget|salary|offer)\b|\b(?:his|her|their) (?:cv|resume|start date|references|offer|contract|notice period)\b|\bstart(?:s|ing)? with us\b|\bjoin(?:s|ing)? (?:us|our team|the team)\b"),
)  # fmt: skip

RECRUITER_SAYS_TO_CANDIDATE: Table = (
    (3.0, rf"\byour (?:updated |latest |current )?(?:{_CV}|application|interviews?|notice(?: period)?|salary expectations?|current (?:role|job|salary|package|employer)|offer|references|start date|first (?:day|week|month)|new (?:job|role|team|boss|employer)|next (?:move|role|step|job)|candidacy)\b|\bihr(?:en|e)? (?:lebenslauf|bewerbung|interview|vorstellungsgesprach)\b|\bvotre (?:cv|candidature|entretien)\b|\b(?:tu|su) (?:cv|candidatura|entrevista)\b"),
    (3.0, r"\b(?:put|putting|submitted|submit|sent|present(?:ed)?|propos(?:ed|e)|represent) (?:you|your (?:name|profile|details)) (?:forward|to|for|in|over)\b|\b(?:interview|meet|see|hire|offer|make|shortlist(?:ed)?|invite|invited|reject(?:ed)?|chose|chosen|pick(?:ed)?) you (?:for|on|at|to|an|next|in|again|and|the|as)\b"),
    (2.5, rf"\b(?:would|could|might) you be (?:open|interested|up for|willing)\b|\bare you (?:still )?(?:open|interested|looking|available|happy)\b|\b(?:a|the|this|an|another) (?:\w{{2,20}} ){{0,3}}{_ROLE} (?:that |which )?(?:might|may|could|would|that) (?:suit|interest|fit|be (?:right|good|a fit))\b|\bthought of you\b|\bi came across your\b|\byour (?:profile|background|experience)\b"),
    (2.5, r"\bgood luck (?:for|with|on|at|tomorrow|today)\b|\b(?:they|the client|the team|the panel) (?:want|wants|would like|'d like|loved|liked|asked|have decided|decided|went with|chose|will meet) (?:to )?(?:meet|see|you|another|somebody|someone)\b|\bhow (?:did|was) (?:the|your) (?:interview|first)\b|\bhow(?:'s| is| are) (?:the new|things at|you settling|you getting on|it going at)\b|\bcongratulations on (?:the|your)\b|\bnot (?:been )?(?:selected|successful)\b"),
    (1.5, r"\bthe client\b|\bmy client\b|\ba client of mine\b|\bwhat (?:salary|are you looking)\b|\bbefore (?:the|your) interview\b|\bthe hiring manager\b"),
)  # fmt: skip

RECRUITER_SAYS_TO_CLIENT: Table = (
    (3.0, rf"\b(?:send|sending|sent|have|share|sharing|shared|present|presenting|attach(?:ed|ing)?|introduc(?:e|ing)|get|propose|put together|line up|found) (?:you )?(?:over )?(?:{_NUMBER} |the |new |strong |good |excellent |more |great |suitable |of )*(?:qualified |matching )?{_CVS}\b|\b{_CVS} (?:for (?:you|your)|attached|to you)\b"),
    (3.0, r"\byour (?:open |new |next )?(?:vacanc(?:y|ies)|openings?|open (?:roles?|positions?)|headcount|hiring|requisition|req|job (?:spec|ad|description)|brief|search|interviewers?|interview panel|hiring manager|shortlist)\b|\bihre (?:stelle|vakanz)\b|\bvotre recherche\b|\b(?:our|my) (?:fee|terms(?: of business)?|invoice|guarantee period|replacement guarantee)\b"),
    (2.5, rf"\b(?:would|do|can|could) you (?:like|want|have time|be able)? ?(?:to )?(?:meet|interview|see|speak (?:to|with)|talk to|consider) {_THEM}\b|\b(?:what did you|what do you|what did the team|how did you) (?:think of|make of|find|like) (?!the (?:role|job|interview|office|offer|team))\w{{2,20}}\b|\bfeedback on (?:{_THEM}|[a-z]{{3,20}})\b|\b(?:he|she) (?:is|would be|'s) (?:available|keen|interested|free|happy|asking for|looking for|on)\b|\b(?:his|her) (?:cv|resume|notice|salary expectations?|profile|references|background)\b"),
    (2.0, r"\b(?:he|she|they) (?:has|have|'s|'ve)? ?(?:accepted|signed|declined|turned down|withdrawn|withdrew|pulled out|resigned|confirmed)\b|\bthe (?:other |second |first |strongest )?candidates?\b|\byour team(?:'s)? (?:is|needs|need|feedback)\b"),
)  # fmt: skip

_SIGNATURE = re.compile(
    r"\b(?:head of|director|vp|vice president|chief|c[etofp]o|chro|hr|human resources|people (?:partner|ops|operations|lead|manager)|"
    r"talent|hiring|recruiting|managing (?:director|partner)|general manager|owner|founder|co-founder|president|"
    r"manager|supervisor|team lead|lead|department|principal|matron|chief of staff|administrator|"
    r"geschaftsfuhr\w{0,6}|leiter\w{0,4}|personal(?:leit\w{0,6}|referent\w{0,4}|abteilung)|directeur|directrice|"
    r"responsable|drh|gerente|director[ae]?|jefe|jefa|rrhh|kierownik|dyrektor|hoofd|daglig leder|chef)\b"
)  # fmt: skip
_WORK = re.compile(
    r"\b(?:jobs?|roles?|positions?|vacanc(?:y|ies)|interviews?|offers?|salary|cv|resume|recruit\w{0,6}|hiring|hired?|career|"
    r"candidates?|applicat\w{0,5}|applied|apply|clients?|employers?|notice|contract|shifts?|start date|first day|"
    r"new (?:team|boss|manager|colleagues)|placement|opportunit(?:y|ies)|profile|linkedin|headhunt\w{0,3}|"
    r"stellen?|bewerb\w{0,8}|gehalt|vertrag|arbeitgeber|lebenslauf|vorstellungsgesprach|arbeit|"
    r"postes?|emploi|entretiens?|candidature|salaire|contrat|embauche|"
    r"empleos?|trabajos?|puestos?|entrevistas?|candidatura|salario|contrato|vagas?|emprego|"
    r"lavoro|colloquio|stipendio|contratto|baan|sollicit\w{0,8}|vacature|praca|rekrut\w{0,6}|umow\w{0,3})\b"
)
_CV_FILE = re.compile(
    r"(?:^|[^a-z])(?:cv|resume|lebenslauf|curriculum|bewerbung\w{0,12}|portfolio|cover[ _-]?letter|vitae)(?:[^a-z]|$)"
)


def _compiled(table: Table) -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((weight, re.compile(pattern)) for weight, pattern in table)


_TABLES = {
    (True, True): _compiled(CANDIDATE_SAYS),
    (True, False): _compiled(CLIENT_SAYS),
    (False, True): _compiled(RECRUITER_SAYS_TO_CANDIDATE),
    (False, False): _compiled(RECRUITER_SAYS_TO_CLIENT),
}


@dataclass(frozen=True, slots=True)
class Cues:
    """What one message tells of its contact's side, each kind of words once."""

    for_candidate: tuple[Cue, ...]
    for_client: tuple[Cue, ...]
    is_of_work: bool  # it speaks of work at all, in whatever way


@lru_cache(maxsize=8_192)
def read_cues(text: str, *, by_contact: bool) -> Cues:
    """The cues of one message; `by_contact` tells who wrote it."""
    plain = " ".join(fold(text[:LONGEST_TEXT]).split())
    return Cues(
        _found(_TABLES[by_contact, True], plain),
        _found(_TABLES[by_contact, False], plain),
        bool(_WORK.search(plain)),
    )


def _found(table: tuple[tuple[float, re.Pattern[str]], ...], plain: str) -> tuple[Cue, ...]:
    return tuple(Cue(weight, hit.group()) for weight, pattern in table if (hit := pattern.search(plain)))


def has_hiring_title(signature: str) -> str:
    """A title of the hiring side in a signature, empty where there is none."""
    hit = _SIGNATURE.search(fold(signature[:1_000]))
    return hit.group() if hit else ""


def is_cv_file(name: str) -> bool:
    """The file is called like a CV."""
    return bool(_CV_FILE.search(fold(name[:200])))
