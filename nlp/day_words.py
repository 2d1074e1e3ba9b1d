"""The words that name days and stretches of days, as one pattern; `nlp.days` reads what it finds."""

from __future__ import annotations

import re

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
COUNTS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "a couple of": 2, "couple of": 2, "a couple": 2, "three": 3,
    "a few": 3, "few": 3, "several": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "eighteen": 18, "another": 1,
}  # fmt: skip
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
SEASONS = "spring|summer|autumn|fall|winter"

_LONG_MONTH = "january|february|march|april|june|july|august|september|october|november|december"
_MONTH = f"(?:{_LONG_MONTH}|may|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)"
_LONG_DAY = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
_DAY = f"(?:{_LONG_DAY}|mon|tues|tue|weds|wed|thurs|thur|thu|fri|sat|sun)"
_YEAR = r"(?:20\d\d|'\d\d)"
_COUNT = "(?:" + "|".join(sorted(map(re.escape, COUNTS), key=len, reverse=True)) + r"|\d{1,3})"
_UNIT = r"(?P<unit>minute|min|hour|hr|(?:business\s|working\s)?day|week|wk|fortnight|month|quarter|year|yr)s?"
_FEAST = "easter|christmas|xmas|thanksgiving|(?:festive|holiday) season|new year(?:'?s)?"
_NAMED = rf"(?:week|month|quarter|year|{_MONTH}|q[1-4]|{SEASONS}|h[12])"
_LEAD = (
    r"(?:in|by|until|till|til|before|after|from|since|during|around|for|through|come|of|this|next|"
    r"last|early|mid|late|to|and|or|between)"
)

DAYS = re.compile(
    rf"""(?<![\w/.-])(?:
      in\s(?:the\s)?new\s(?P<newyear>year)\b | (?P<iso>20\d\d-\d\d-\d\d)
    | (?:(?P<wd1>{_DAY})\b\.?,?\s+)?(?:the\s|on\s)?(?P<d1>\d{{1,2}})(?:st|nd|rd|th|
      \.)?(?:\sof)?[\s-](?P<mo1>{_MONTH})\b\.?
        (?:,?[\s-](?P<y1>{_YEAR}))?
    | (?:(?P<wd2>{_DAY})\b\.?,?\s+)?(?P<mo2>{_MONTH})\.?\s(?:the\s)?(?P<d2>\d{{1,2}})(?:st|nd|rd|
      th)?\b(?![:.]?\d|\s?[ap]m\b)
        (?:,?\s(?P<y2>20\d\d))?
    | (?P<n1>\d{{1,2}})(?P<sep>[/.-])(?P<n2>\d{{1,2}})(?P=sep)(?P<n3>20\d\d|\d\d)(?![\w/-]|\.\d)
    | (?:(?:on|by|until|till|from|before|after|for|the|
      {_DAY},?)\s)(?P<n4>\d{{1,2}})/(?P<n5>\d{{1,2}})(?![\w/%-]|\.\d)
    | (?P<n8>\d\d?)/(?P<n9>0[1-9])(?![\w/%-]|\.\d) | (?P<n10>0[1-9])/(?P<n11>\d\d)(?![\w/%-]|\.\d)
    | (?:(?:on|by|until|till|from|before|after|am|{_DAY},?)\s)(?P<n6>\d{{1,2}})\.(?P<n7>0?[1-9]|
      1[0-2])\.(?![\d])
    | (?P<rel>day\safter\stomorrow|overmorrow|the\sday\sbefore\syesterday|day\sbefore\syesterday
        |(?:first\sthing\s)?(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|tmw|2moro|tomoz)|yesterday
        |today|tonight|tonite|this\s(?:morning|afternoon|arvo|evening)|last\snight|just\snow|right\snow
        |(?:by\s|at\s)?(?:the\s)?(?:lunchtime|end\sof\s(?:the\s)?(?:day|play)|close\sof\s(?:play|business)|eod|cob|cop)\b
        (?!\s(?:on\s)?(?:{_DAY}|tomorrow|the\s\d)))\b
    | (?:a\sweek|(?P<weeks>two|three|\d)\sweeks)\s(?:on\s|from\s|this\s)?(?P<wd3>{_LONG_DAY}|today|tomorrow)\b
    | (?P<wd4>{_LONG_DAY})\s(?P<after4>week\b(?!s)|fortnight\b|(?:of\s)?(?:next|this|the\sfollowing)\sweek\b)
    | (?:(?P<which5>next|this|the\sfollowing)\sweek)(?:\son|,)?\s(?P<wd5>{_DAY})\b
    | (?:(?P<wd8>{_DAY})\b\.?,?\s+)?(?:the\s|on\s)?(?P<d8>[0-3]?\d)(?:st|nd|rd|th)\b
        (?!\s(?:round|interview|stage|floor|year|week|month|day\b|time|place|screen|call|meeting|quarter|choice|level|one|edition|grade|century|anniversary|birthday|street|avenue|ave\b|st\b|gen|half|attempt|person|candidate|team))
    | (?P<which6>this\scoming|this|next|last|coming|following|past)\s(?P<wd6>{_DAY})\b
    | (?P<wd7>{_LONG_DAY}|tues|weds|thurs|thur|thu|fri)\b(?!'?s\b)
    | (?:on|by|until|till|before|from|after|since|for|first\sthing|early|late|and|or)\s(?P<wd9>mon|tue|
      wed|sat|sun)\b(?!')
    | (?P<wd10>mon|tue|wed|sat|sun)(?=[,.]?\s(?:morning|afternoon|evening|night|arvo|at\s\d|
      \d{{1,2}}(?:[:.]\d\d)?\s?[ap]m))
    | (?:(?P<within>in|within|after|for|over)\s|not\sfor\s|give\sme\s)(?:(?:the|about|around|at\sleast|
      another|roughly|approx\.?|maybe|like)\s){{0,2}}
        (?:(?:next|coming|following)\s)?(?P<count>{_COUNT})(?:\s?-\s?\d{{1,2}}|\s(?:or|to)\s(?:two|three|four|five|six|so|\d{{1,2}}))?\s?{_UNIT}\b
        (?!\s(?:ago|experience|notice|old|of\sexperience|interview|process|contract))(?P<half>\sand\sa\shalf)?
    | (?P<halfyear>in\shalf\sa\syear|in\sa\shalf\syear)
    | (?P<count2>{_COUNT})\s{_UNIT.replace("unit", "unit2")}\s(?:from\snow|from\stoday|
      down\sthe\s(?:line|road)|later|hence|out)\b
    | (?P<count3>{_COUNT})\s{_UNIT.replace("unit", "unit3")}\s(?:ago|back)\b
    | (?P<edge>(?:at\s)?(?:the\s)?(?:very\s)?end\sof|(?:the\s)?latter\spart\sof|late|
      (?:the\s)?(?:beginning|start)\sof|early(?:\sin)?|(?:the\s)?(?:middle|mid)\sof
        |mid|(?:the\s)?(?:first|second)\shalf\sof|(?:the\s)?(?:first|second|third|last)\sweek\s(?:of|in))[\s-]
        (?:(?P<edge_which>the|this|next|last|the\sfollowing)\s)?(?P<edge_of>{_NAMED}|new\syear)\b(?:\s(?P<edge_year>20\d\d))?
    | (?P<eow>eow|eom|eoq|month[\s-]end|week's\send|quarter[\s-]end|year[\s-]end)\b
    | (?P<which10>this|next|the\snext|last|the\sfollowing|the\scoming|coming|later\sthis|early\snext|
      later\sin\sthe|in\sthe)\s
        (?P<unit10>week|month|quarter|year|weekend|{_MONTH}|{SEASONS})\b(?!\s?(?:week|salary))
    | (?:over|at|on|after|during|by|before)\sthe\s(?P<weekend>weekend)\b
    | (?P<q>q(?P<qn>[1-4])|(?:the\s)?(?P<qo>first|second|third|fourth|last|1st|2nd|3rd|
      4th)\squarter)\b(?:\s(?:of\s)?(?P<qy>20\d\d))?
    | (?P<h>h(?P<hn>[12]))\b(?:\s(?P<hy>20\d\d))?
    | (?P<feast>{_FEAST})\b(?:\s(?P<fy>20\d\d))?
    | (?:before|after|over|until|till|through)\sthe\s(?P<hols>(?:christmas\s|festive\s|
      winter\s)?holidays|break)\b
    | (?P<season>(?:the\s)?(?P<sn>{SEASONS}))\b(?!\s(?:party|internship|intern|job|school|office|camp|
      through|apart|short|behind|down|back|in|on|for|into|to))(?:\s(?P<sy>20\d\d))?
    | (?:cw|kw|calendar\sweek|week)\s?(?P<cw>[1-5]?\d)\b(?!\s?(?:of|to|-)\s?\d)
    | (?P<mo11>{_LONG_MONTH}|may|jan|feb|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?(?:,?\s(?P<y11>{_YEAR}))?
    | (?:(?:in|until|till|before|after|from|by|during|of|around)\s)(?P<y12>20[2-4]\d)\b(?!\s?[%€$£k])
    )""",
    re.IGNORECASE | re.VERBOSE,
)
MONTH_LEAD = re.compile(
    rf"(?:{_LEAD}[\s-]|\bnow\s)(?:the\s)?(?:early|mid|late|end\sof)?[\s-]?$", re.IGNORECASE
)
