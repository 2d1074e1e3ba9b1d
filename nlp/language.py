"""English or not: told by script and by the small words every sentence needs.

A greeting or a name of another language makes no foreign mail, so only function words count, and what is
too short to tell is taken for English.
"""

from __future__ import annotations

import re
from collections import Counter

ENGLISH = "en"
UNKNOWN = "und"

_FUNCTION_WORDS = {
    "en": "the and of to is in you that it for on with as are this be have from or at not but we can your i "
    "if will my would there what about was our me they he she his her them all any just been has had do does "
    "did no when who how some so an by let know could should please thanks thank i'm i've don't it's we're "
    "get got see out up like which more because than then only also very much too were am us",
    "de": "und der die das ist nicht ich sie wir mit für auf ein eine einen einem einer zu den dem des von "
    "im es sind haben habe hat dass auch bei noch aber wie oder nach aus wenn nur werden wird ihre ihren "
    "ihnen mich mir dir uns kann können sehr vielen dank schon über wäre würde bitte gerne zum zur bis",
    "fr": "le la les des et est une un du de que qui pour dans pas ne je vous nous sur avec ce cette mon ma "
    "mes votre vos notre sont mais au aux plus par ou si merci bien très suis avez avons être j'ai c'est "
    "n'est d'un d'une il elle fait été cordialement beaucoup comme aussi leur",
    "es": "el la los las de que y en un una por con para no es se del lo mi su me muy pero como más está "
    "estoy este esta gracias muchas le al si ya hay tengo son o nos usted ha he fue también cuando porque "
    "sobre todo puede saludos",
    "it": "il la di che e un una per non sono con del della le gli si mi ho ha come più ma anche questo "
    "questa nel alla al dei grazie mille se molto lo ci è da i ti posso vorrei sarebbe abbiamo nostro suo "
    "cui già",
    "pt": "o a de que e do da em um uma para com não os as por se na no ao dos das mais mas como foi eu "
    "você muito obrigado obrigada está são tem meu minha seu sua já também nos pelo pela isso este esta "
    "até sem temos estou",
    "nl": "de het een en van is dat ik je niet op te voor met zijn aan er maar om ook als bij nog wel naar "
    "heb heeft we wij jij mijn hebben kan kunnen zal zou worden wordt dit deze graag bedankt dank hoe wat "
    "over uit jullie u uw ons geen",
    "sv": "och att det som en på är av för med jag inte till den har de ett om vi du men kan så var när "
    "från eller mycket tack ska skulle vara mig dig också hos",
    "da": "og at det som en på er af for med jeg ikke til den har de et om vi du men kan så var når fra "
    "eller meget tak skal ville være mig dig også hos",
    "no": "og at det som en på er av for med jeg ikke til den har de et om vi du men kan så var når fra "
    "eller mye takk skal ville være meg deg også hos",
    "pl": "i w na z że się nie jest do to jak o co po ale przez dla czy za tak od ma być są jestem proszę "
    "dziękuję bardzo mam pan pani już tylko może oraz ich jego będzie",
    "cs": "a je se na v že to s do i o jsem pro ale jak po by si za z děkuji bych jsme není také jsou už "
    "budu mám pokud tak",
    "ro": "și în de la cu nu pe este că mai un o din pentru sunt am ce să dar fi mulțumesc foarte dacă care "
    "ar aș",
    "hu": "a az és hogy nem is egy van de meg ha már csak köszönöm vagy volt nagyon még mint lesz lenne",
    "fi": "ja on ei se että en hän ovat oli mutta kun niin olen kiitos myös tai joka ole voi minä sinä mitä",
    "tr": "ve bir bu için çok ile da de ne ama gibi daha var mı ben sen teşekkürler teşekkür ederim olarak "
    "kadar değil",
}
_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    word: tuple(language for language, words in _WORDS.items() if word in words)
    for word in frozenset().union(*_WORDS.values())
}
_FOREIGN_WORDS = frozenset(word for word, languages in _LANGUAGES_OF.items() if ENGLISH not in languages)
_SCRIPTS = (
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x04FF, "ru"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x06FF, "ar"),
    (0x0900, 0x097F, "hi"),
    (0x0E00, 0x0E7F, "th"),
    (0x3040, 0x30FF, "ja"),
    (0x4E00, 0x9FFF, "zh"),
    (0xAC00, 0xD7AF, "ko"),
)
_FOREIGN_LETTER = re.compile(r"[^\W\d_\x00-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ENOUGH = 3  # function words that settle the matter
_SAMPLE = 4_000  # characters; a mail does not change its language after two pages


def detect(text: str) -> str:
    """The language of `text` as ISO 639-1: `en` where it is English or too short to tell.

    `und` where most of it stands in letters of no language known here.
    """
    sample = text[:_SAMPLE]
    if script := _foreign_script(sample):
        return script
    words = _WORD.findall(sample.lower().replace("’", "'"))
    if sum(map(_FOREIGN_WORDS.__contains__, words)) < (1 if len(words) == 2 else 2):
        return ENGLISH
    votes: Counter[str] = Counter()  # all function words of a language
    foreign: Counter[str] = Counter()  # those among them that are no English words
    english = 0.0
    for word in words:
        languages = _LANGUAGES_OF.get(word, ())
        is_english = ENGLISH in languages
        english += is_english * (0.5 if len(languages) > 1 else 1.0)
        votes.update(languages)
        if not is_english:
            foreign.update(languages)
    # words that several languages share settle nothing between them: own words break the tie
    best = max(foreign, key=lambda language: (votes[language], _own_words(words, language)))
    told = votes[best]
    is_clear = (told >= _ENOUGH and foreign[best] >= 2) or (told == len(words) == 2)
    return best if is_clear and told > 2 * english and told * 8 >= len(words) else ENGLISH


def is_covered(language: str) -> bool:
    """Whether sentiment, strain and signals can be read in it."""
    return language == ENGLISH


def _own_words(words: list[str], language: str) -> int:
    return sum(_LANGUAGES_OF.get(word) == (language,) for word in words)


def _foreign_script(text: str) -> str:
    """The language of the script most letters stand in, empty for Latin."""
    if text.isascii() or _FOREIGN_LETTER.search(text) is None:
        return ""
    letters = latin = 0
    scripts: Counter[str] = Counter()
    for char in text:
        if not char.isalpha():
            continue
        letters += 1
        code = ord(char)
        if code < 0x0250 or 0x1E00 <= code < 0x1F00:
            latin += 1
            continue
        scripts[next((name for low, high, name in _SCRIPTS if low <= code <= high), UNKNOWN)] += 1
    if letters < 4 or latin * 2 >= letters:
        return ""
    if scripts["ja"]:
        return "ja"  # Chinese characters stand in Japanese too, kana only there
    if scripts["ru"] and any(char in "іїєґІЇЄҐ" for char in text):
        return "uk"
    return scripts.most_common(1)[0][0]
