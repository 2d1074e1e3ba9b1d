"""The words that name days and stretches of days, as one pattern; `nlp.days` reads what it finds."""

from __future__ import annotations

import re
from functools import lru_cache

from nlp.ways import Ways

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon", "tuesday tue tues", "wednesday wed weds", "thursday thu thur thurs",
            "friday fri", "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
WEEKDAYS |= {
    name: number
    for number, names in enumerate(
        (
            "montag lundi lunes lunedì maandag segunda-feira",
            "dienstag mardi martes martedì dinsdag terça-feira",
            "mittwoch mercredi miércoles mercoledì woensdag quarta-feira",
            "donnerstag jeudi jueves giovedì donderdag quinta-feira czwartek",
            "freitag vendredi viernes venerdì vrijdag sexta-feira", "samstag samedi zaterdag",
            "sonntag dimanche domenica zondag",
        )
    )
    for name in names.split()
}  # fmt: skip
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "couple of": 2, "a couple": 2, "three": 3,
    "a few": 3, "few": 3, "several": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "eighteen": 18, "twenty": 20,
    "thirty": 30, "forty": 40, "forty-five": 45, "ninety": 90, "another": 1,
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
NUMBERED = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth twenty-first "
        "twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
        "twenty-eighth twenty-ninth thirtieth thirty-first".split(),
        start=1,
    )
}
SEASONS = "spring|summer|autumn|fall|winter"

_FOREIGN_MONTH = (
    "januari?|janvier|enero|gennaio|janeiro|stycznia|februari?|f[ée]vrier|febrero|febbraio|fevereiro|lutego|märz|maerz"
    "|mars|marzo|maart|março|marca|avril|abril|aprile|kwietnia|mai|mayo|maggio|mei|maio|maja|juni|juin|junio|giugno"
    "|junho|czerwca|juli|juillet|julio|luglio|julho|lipca|ao[ûu]t|agosto|augustus|sierpnia|septembre|septiembre"
    "|settembre|setembro|września|oktober|octobre|octubre|ottobre|outubro|novembre|noviembre|novembro|listopada"
    "|dezember|d[ée]cembre|diciembre|dicembre|dezembro"
)
_FOREIGN_DAY = (
    "montag|lundi|lunes|lunedì|maandag|segunda-feira|dienstag|mardi|martes|martedì|dinsdag|terça-feira|mittwoch"
    "|mercredi|miércoles|mercoledì|woensdag|quarta-feira|donnerstag|jeudi|jueves|giovedì|donderdag|quinta-feira"
    "|czwartek|freitag|vendredi|viernes|venerdì|vrijdag|sexta-feira|samstag|samedi|zaterdag|sonntag"
    "|dimanche|domenica|zondag"
)
_LONG_MONTH = "january|february|march|april|june|july|august|september|october|november|december"
_MONTH = f"(?:{_LONG_MONTH}|may|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
_LONG_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_DAY = f"(?:{_LONG_DAY}|mon|tues|tue|weds|wed|thurs|thur|thu|fri|sat|sun)"
_YEAR = r"(?:20\d\d|'\d\d)"
_COUNT = "(?:" + "|".join(sorted(map(re.escape, COUNTS), key=len, reverse=True)) + r"|\d{1,3})"
_UNIT = r"(?P<unit>minute|min|hour|hr|(?:business\s|working\s)?day|week|wk|fortnight|month|quarter|year|yr)s?"
_FEAST = (
    r"easter|april\sfools?'?s?(?:['’]s?)?(?:\sday)?|(?:st\.?|saint)\spatrick(?:['’]?s)?(?:\sday)?|hallowe['’]?en"
    r"|valentine(?:['’]?s)?(?:\sday)?|boxing\sday|(?:christmas|xmas)(?:\seve)?|thanksgiving|(?:festive|holiday)\sseason"
    r"|(?:chinese|lunar)\snew\syear|diwali|deepavali|labor\sday|memorial\sday"
    r"|new\syear(?:'?s)?(?:\s(?:eve|day))?"
)
_HOURS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_NUMBERED = "|".join(sorted(NUMBERED, key=len, reverse=True))
_NAMED = rf"(?:week|month|quarter|year|{_MONTH}|q[1-4]|{SEASONS}|h[12])"
_LEAD = (
    r"(?:in|by|until|till|til|before|after|from|since|during|around|for|through|come|of|this|next|"
    r"last|early|mid|late|to|and|or|over|between)"
)

DAYS = Ways(
    "days",
    r"(?<![\w/.-])",
    rf"""
      (?:(?:am|le|el|il|op|em|na)\s)?(?:(?:{_FOREIGN_DAY}|{_DAY}),?\s)?(?:(?:den|dem|le|el|il|am|em|op
        |de)\s){{0,2}}(?P<d20>\d{{1,2}})(?:\.|er|º|°|e)?\s
        (?:de\s)?(?P<mo20>{_FOREIGN_MONTH})\b(?:\s(?:de\s)?(?P<y20>20\d\d))?
    | (?:(?:nächsten|nächste|prochain|am|le|el|op)\s)?(?P<wd20>{_FOREIGN_DAY})\b(?:\sprochain)?
    | (?P<rel20>übermorgen|gestern|heute|morgen(?=\s(?:um|früh|abend|vormittag|nachmittag|mittag|om)\b)
        |demain|aujourd'hui
        |mañana(?=\s(?:a|por)\b)|(?<!a\s)hoy|domani|oggi|morgen(?=$))\b
    | (?:im|ab|en|à\spartir\sde|desde|a|da|vanaf|in|nach\sdem|bis)\s(?:dem\s)?(?P<mo22>{_FOREIGN_MONTH}
        |september|november|april|august)\b(?!\s(?:\d|of\b|next\b))
    | (?:im|en|in)\s(?P<sn22>herbst|frühling|frühjahr|sommer|otoño|primavera|automne|printemps|autunno)\b
    | (?P<school>(?:nach\s(?:den|der)\ssommerferien|(?:once|when)\s(?:the\s)?summer
        (?:\s(?:holidays|break|vacation))?\s(?:is|are)\s(?:over|done)|après\sles\svacances|(?:at\s)?the\s(?:start
        |beginning)\sof\s
        (?:the\s)?(?:new\s)?(?:school|academic)\syear|(?:the\s)?(?:new|next)\s(?:school|academic)\syear
        |after\s(?:the\s)?summer\s(?:holidays|break|vacation)|back\sto\sschool|the\srentrée))\b
    | (?P<bank>(?:after|over|before)?\s?(?:the\s)?(?:next\s|coming\s|easter\s
        |may\s)?(?:bank\sholiday(?:\sweekend)?|long\sweekend))\b
    | (?:w\.?/?c\.?|w(?:ee)?k\s(?:commencing|beginning|starting|of)|(?:in\s)?the\sweek\s(?:of|from|commencing
        |beginning)|wb|w/b)\s
        (?:{_DAY}\s)?(?:the\s)?(?:(?P<wcd>\d{{1,2}})(?:/(?P<wcn>0?[1-9]|1[0-2])
        |(?:st|nd|rd|th)?(?:\s(?:of\s)?(?P<wcm>{_MONTH}))?)
        |(?P<wcm2>{_MONTH})\s(?P<wcd2>\d{{1,2}})(?:st|nd|rd|th)?)\b(?![/.]\d)
    | (?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th)\s(?P<nthday>{_LONG_DAY})\s(?:of
        |in)\s(?P<nthmonth>{_MONTH}|next\smonth|the\smonth)\b
    | (?:the\s)?(?:(?P<d31>\d{{1,2}})(?:st|nd|rd|th)|(?P<num31>{_NUMBERED}))\sof\s
        (?P<of31>next|this|the|the\sfollowing|last)\smonth\b
    | (?:the\s)?(?P<edgeday>first|last)\s(?P<edgework>working\s|business\s)?day\sof\s(?:the\s)?
        (?P<edgein>(?:(?:next|this)\s)?month|year|{_MONTH})\b
    | (?:the\s)?(?P<wd24>{_DAY})\s(?P<after24>after\snext|before\slast)\b
    | (?:the\s)?(?:(?:new|next)\s(?:financial|fiscal|tax)\syear
        |(?P<fiscalend>eofy|end\sof\s(?:the\s)?(?:financial|fiscal|tax)\syear
        |(?:financial|fiscal|tax)\syear(?:[\s-]|'s\s)end))\b(?P<fiscal>)(?!\s(?:in|on|from|starts|begins)\b)
    | (?:the\s)?first\sof\s(?:the|this|next)\s(?P<newyear2>(?:new\s)?year)\b
    | (?:on\s)?(?:the\s)?(?P<num1>{_NUMBERED})\sof\s(?P<nmo1>{_MONTH})\b
    | (?P<nmo2>{_LONG_MONTH}|may)\s(?:the\s)?(?P<num2>{_NUMBERED})\b(?!\s(?:week|half|quarter|weekend))
    | (?:on|by|until|till|before|from)\sthe\s(?P<num3>{_NUMBERED})\b(?=\s*(?:[.,;!?)]|$|at\b|now\b|instead\b
        |rather\b|and\s(?:then|the)\b|if\b|with\b|so\b))
    | (?P<weekafter>(?:the\s)?week\safter\snext|(?:the\s)?week\safter(?=\s*(?:[.,;!?)]|$)))
    | (?P<half30>(?:in|within|give\s(?:me|us|it))\s(?:about\s|around\s)?(?:half\san|the|an)\s(?:next\s)?
        (?:half[\s-])?hour(?:\sand\sa\shalf)?)\b
    | (?P<firstthing>first\sthing(?:\sin\sthe\smorning)?(?!\s(?:on\s)?(?:{_DAY}|tomorrow|next|the\s\d|thurs
        |tues))(?=\s*(?:[.,;!?)]|$|and\b|please\b|then\b))|(?<!this\s)in\sthe\smorning(?=\s*(?:[.,;!?)]|$)
        |\s(?:and|either|to|with|about|so|once|when|as|if|before|then|after)\b))
    | (?P<fort>(?:(?:in|within)\sthe\snext|(?:within|inside)\sthe)\sfortnight)
    | (?P<rundays>in\sthe\s(?:coming|next)\sdays
        |in\sthe\snext\s(?:little\swhile)|(?:in\s)?a\sday\sor\stwo
        |(?:in|over|within)\sthe\snext\s(?P<runof>day|week|month)\sor\s(?:two|so))\b
    | (?P<midweek>mid-?\s?week)\b
    | (?P<out>(?:before\sthe\s(?P<outof>day|week|month|year)(?:\sis|['’]s)\s(?:out|over))|(?:within|inside
        |in\sthe\scourse\sof)\sthe\s(?P<outof2>week|month)|by\sweek\send)\b
    | (?P<meal>(?:straight\s|right\s|just\s)?(?:before|after|by|over)\slunch)\b(?!\s(?:on\s)?(?:{_DAY}
        |tomorrow|time|next|the\s\d))
    | (?P<relweek>tomorrow|today)\sweek\b
    | (?:a\s)(?P<fnon>fortnight)\s(?:(?:on|from)\s)?(?P<fnday>{_LONG_DAY}|today|tomorrow
        |(?<=from\s)yesterday)\b
    | a\s(?P<agoweek>week|fortnight)\s(?:ago\s(?:on\s)?|last\s)(?P<agoday>{_LONG_DAY})\b
    | in\s(?:about|around|roughly)\s(?P<halfyear2>half\sa\syear)
    | (?:this|the\ssame)\s(?:time|day)\s(?P<timenext>next\s(?:year|month|week))\b
    | q(?P<qn9>[1-4])\s(?P<qnext>next\syear)\b
    | (?:in\s|from\s)?(?:the\s)?(?P<hno>first|second)\shalf\sof\s(?P<hof>the\syear|this\syear|next\syear
        |20\d\d)\b
    | (?P<laterin>later\s(?:in\sthe|this)\syear)\b
    | (?:end)\s(?P<endmonth>{_LONG_MONTH}|sept|jan|feb|aug|oct|nov|dec)\b
    | (?P<endmonth2>{_LONG_MONTH})\s(?:month\s)?end\b
    | (?:post[\s-]|(?<!day\s)after\s)(?P<postseason>summer|christmas|xmas|easter|diwali|deepavali|thanksgiving
        |labor\sday|memorial\sday|(?:chinese|lunar)\snew\syear)\b
    | (?:say|maybe|perhaps|probably|possibly|think|earliest)\s(?P<saymonth>{_LONG_MONTH})\b(?!\s\d)
    | (?P<maymonth>{_LONG_MONTH})\s(?:at\sthe\s(?:very\s)?earliest|or\s(?={_LONG_MONTH}))
    | (?P<bareseason>autumn|spring)(?=\s*(?:[.,;!?)]|$))
    | in\s(?:the\s)?new\s(?P<newyear>year)\b | (?P<iso>20\d\d-\d\d-\d\d)
    | (?<=\bin\s)(?P<mo23>{_MONTH})\s(?P<y23>2[4-9]|3\d)\b(?!\s?(?:st|nd|rd|th|and|or|-|/|:|\.\d))
    | (?P<wd23>{_DAY})\b\.?(?=\s(?P<d23>1[3-9]|2\d|3[01]|[1-9](?=,?\s(?:at|@)\s\d))
        (?:\s?[,;!?)]|\.?(?:\s*$|\s(?:at|@)\s)))
    | (?:(?P<wd1>{_DAY})\b\.?,?\s+)?(?:the\s|on\s)?(?P<d1>\d{{1,2}})(?:st|nd|rd|th|
      \.)?(?:\sof)?[\s-](?P<mo1>{_MONTH})\b\.?
        (?:,?[\s-](?P<y1>{_YEAR}|(?<=-)2\d(?![\d:.])))?
    | (?:(?P<wd2>{_DAY})\b\.?,?\s+)?(?P<mo2>{_MONTH})\.?\s(?:the\s)?(?P<d2>\d{{1,2}})(?:st|nd|rd|
      th)?\b(?![:.]?\d|\s?[ap]m\b)
        (?:,?\s(?P<y2>20\d\d))?
    | (?P<n1>\d{{1,2}})(?P<sep>[/.-])(?P<n2>\d{{1,2}})(?P=sep)(?P<n3>20\d\d|\d\d)(?![\w/-]|\.\d)
    | (?:(?:on|by|until|till|from|before|after|for|the|date(?:\sis)?:?|start(?:s|ing)?:?
        |(?P<wd4n>{_DAY})\.?,?)\s(?:the\s)?\(?)(?!24/7)(?P<n4>\d{{1,2}})/(?P<n5>\d{{1,2}})(?![\w/%-]|\.\d)
    | (?P<n12>\d{{1,2}})/(?P<n13>\d{{1,2}})
        (?=,?\s(?:(?:at\s|@\s?)?\d{{1,2}}(?:[:.]\d\d)?\s?(?:[ap]\.?m\b|uhr|h\b)|(?:at\s|@\s?)\d{{1,2}}:\d\d\b|@\s?\d))
    | (?P<n8>\d\d?)/(?P<n9>0[1-9])(?![\w/%-]|\.\d) | (?P<n10>0[1-9])/(?P<n11>\d\d)(?![\w/%-]|\.\d)
    | (?P<n14>[0-3]?\d)\.(?P<n15>0[1-9]|1[0-2]|[1-9](?=\.\s(?:at|um|@)\s?\d))\.
        (?=[,)]|\s\(?(?:at|um|from|till?|until|to|for|in|is|and|with|on
        |\d{{1,2}}(?:[:.h]\d\d|\s(?:uhr|o'?clock|h)\b))\b)
    | (?:(?:on|by|until|till|from|before|after|am|per|the|{_DAY},?)\s(?:the\s)?)
        (?P<n6>\d{{1,2}})\.(?P<n7>0?[1-9]|1[0-2])\.(?![\d])
    | (?P<rel>day\safter\stomorrow|overmorrow|the\sday\sbefore\syesterday|day\sbefore\syesterday
        |(?:first\sthing\s)?(?:tomm*or+ow|tomm*or+[ao]|tomrw|tmrw|tmr|tmw|2mor+ow?|tomoz|(?-i:tom)(?=\s\d{{1,2}}(?:[:.]\d\d)?\s?[ap]m\b))|yesterday|ystd?a?y|y'?day|yest\b(?!\.?\w)
        |today|tonight|tonite|2nite|2night|2day|this\s(?:morning|afternoon|aft|arvo|evening)|last\snight|just\snow|right\snow
        |(?:by\s|at\s)?(?:the\s)?(?:lunch[\s-]?time|(?:tea|dinner|home)[\s-]?time|end\sof\s(?:the\s)?(?:day|play)|close\sof\s(?:play|business)
        |eod|cob|cop)\b
        (?!\s(?:on\s)?(?:{_DAY}|tomorrow|the\s\d))
        |before\s(?:i|we)\s(?:(?:go|head|set|knock|clock|log|sign|shut)\s(?:off|home|down|out)
        |(?:leave|finish)(?:\sfor\sthe\sday|\sthe\soffice|\swork|(?=\s*(?:[.,;!?]|$|tonight|today)))))\b
    | (?:a\sweek|(?P<weeks>two|three|\d)\sweeks)\s(?:on\s|from\s|this\s)?(?P<wd3>{_LONG_DAY}|today|tomorrow
        |(?<=from\s)yesterday)\b
    | (?P<wd4>{_LONG_DAY}|tues|weds|thurs|thur|thu|fri|mon)\s
        (?P<after4>week\b(?!s)|fortnight\b|in\s(?:a|one|two|three)\sweeks?\b(?!['’])
        |(?:of\s)?(?:next|this|last|the\sfollowing)\sweek\b)
    | (?:(?P<which5>next|this|the\sfollowing)\sweek)(?:\son|,)?\s(?P<wd5>{_DAY})\b
    | (?:(?P<wd8>{_DAY})\b\.?,?\s+)?(?:the\s|on\s)?(?P<d8>[0-3]?\d)(?:st|nd|rd|th)\b
        (?!\s(?:round|interview|stage|floor|year|week|month|day\b|time|place|screen|call|meeting
        |quarter(?!\s(?:to|past|of|after)\s)
        |choice|level|one|edition|grade|century|anniversary|birthday|street|avenue|ave\b|st\b|gen
        |half(?!\s(?:past\s)?(?:\d+|{_HOURS})\b)
        |attempt|person|candidate|team))
    | (?P<which6>this\scoming|this|next|last|coming|following|past)\s(?P<wd6>{_DAY})\b
    | (?P<wd7>{_LONG_DAY}|tues|weds|thurs|thur|thu|fri)\b
        (?!'?s\b(?!\s(?:my|your|good|fine|perfect|great|when|it\b|the\s(?:day|big|first|one|\d))))
    | (?:on|by|until|till|before|from|after|since|for|first\sthing|early|late|eod|cob|and|or
        |start(?:ed|ing|s)?)\s(?P<wd9>mon|tue|
      wed|sat|sun)\b(?!')
    | (?P<wd11>tue|mon)\b(?='?\s?(?:or|and|/|-|next|week|[.,;!?)]|$))
    | (?P<wd10>mon|tue|wed|sat|sun)(?=[,.]?\s(?:morning|afternoon|evening|night|arvo|at\s\d|
      \d{{1,2}}(?:[:.]\d\d)?\s?[ap]m))
    | (?:(?P<within>in|within|inside|after|for|over)\s|not\sfor\s|give\s(?:me|it|us)\s|(?=another\s))
        (?:(?:the|about|around|at\sleast|
      another|roughly|approx\.?|maybe|like)\s){{0,2}}
        (?:(?:next|coming|following)\s)?(?P<count>{_COUNT})(?:(?:\s?-\s?|\s(?:or|to)\s)(?P<upto>two|three
        |four|five|six|seven|eight|nine|ten|twelve|so|\d{{1,2}}))?\s?{_UNIT}\b(?P<ortwo>\sor\stwo\b)?
        (?!\s(?:ago|experience|notice|old|of\s(?!time)|interview|process|contract))(?P<half>\sand\sa\shalf)?
    | (?P<halfyear>in\shalf\sa\syear|in\sa\shalf\syear)
    | (?P<count2>{_COUNT})\s{_UNIT.replace("unit", "unit2")}\s(?:from\snow|from\stoday|
      down\sthe\s(?:line|road)|later|hence|out)\b
    | (?P<count3>{_COUNT})\s{_UNIT.replace("unit", "unit3")}\s(?:ago|back)\b
    | (?P<edge>(?:at\s)?(?:the\s)?(?:very\s)?end\sof|(?:the\s)?latter\spart\sof|late|
      (?:the\s)?(?:beginning|begin|start)\sof|early(?:\sin)?|(?:the\s)?(?:middle|mid)\sof
        |mid|(?:the\s)?(?:first|second)\shalf\sof|(?:the\s)?(?:first|second|third|last|final)\sweek\s(?:of|in))[\s-]
        (?:(?P<edge_which>the|this|next|last|the\sfollowing)\s)?(?P<edge_of>{_NAMED}
        |new\syear|20[2-4]\d)\b(?:\s(?:of\s)?(?P<edge_year>20\d\d|next\syear))?
    | (?P<eow>eow|eom|eoq|month[\s-]end|week's\send|quarter[\s-]end|year[\s-]end)\b
    | (?P<which10>this|next|the\snext|last|the\sfollowing|the\scoming|coming|later\sthis|early\snext|
      later\sin\sthe|in\sthe)\s
        (?P<unit10>week|month|quarter|year|weekend|{_MONTH}|{SEASONS})\b(?!\s?(?:week|salary)|['’]s\b)
    | (?:over|at|on|after|during|by|before)\sthe\s(?P<weekend>weekend)\b
    | (?P<q>q(?P<qn>[1-4])|(?:the\s)?(?P<qo>first|second|third|fourth|last|1st|2nd|3rd|
      4th)\squarter)\b(?:\s(?:of\s)?(?P<qy>20\d\d))?
    | (?P<h>h(?P<hn>[12]))\b(?:\s(?P<hy>20\d\d))?
    | (?P<yule>between\s(?:christmas|xmas)\sand\s(?:the\s)?new\syear)\b
    | (?P<feast>{_FEAST})\b(?:\s(?P<fy>20\d\d))?
    | (?:before|after|over|until|till|through|once|when)\sthe\s(?P<hols>(?:christmas\s|xmas\s|festive\s|
      winter\s)?(?:holidays|break))\b(?:\s(?:is|are)\s(?:over|out\sof\sthe\sway|done|behind\sus))?
    | (?P<season>(?:the\s)?(?P<sn>{SEASONS}))\b(?!\s(?:party|internship|intern|job|school|office|camp|
      through|apart|short|behind|down|back|in|on|for|into|to))(?:\s(?:of\s)?(?P<sy>20\d\d|next\syear))?
    | (?:cw|kw|calendar\sweek|week)\s?(?P<cw>[1-5]?\d)\b(?!\s?(?:of|to|-)\s?\d)
    | (?P<mo11>{_LONG_MONTH}|may|jan|feb|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?
        (?:,?\s(?:of\s)?(?P<y11>{_YEAR}|next\syear))?
    | (?:(?:in|until|till|before|after|from|by|during|of|around)\s)
        (?P<y12>20[2-4]\d)\b(?!\s?[%€$£k]|-\d|\s(?:version|edition|report|model))
    """,
)
MONTH_LEAD = re.compile(
    rf"(?:{_LEAD}[\s-]|\bnow\s|\b(?:until|till)\sit['’]?s\s)(?:the\s)?(?:early|mid|late|end\sof)?[\s-]?$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8)
def days_named(text: str) -> tuple[re.Match[str], ...]:
    """Where the text names days; several rules ask about one sentence in a row."""
    return tuple(DAYS.finditer(text))
