"""The line over what is quoted is known as the programs of nine languages write it, marks below it or not."""

from __future__ import annotations

import pytest

from ingest.zones import split

OWN = "I talked it over at home last night and would like to go ahead with it in June."
QUOTED = "are you free for a call on Thursday? The client would like to move on.\n\nSofia"
ATTRIBUTIONS = """\
On Tue, 3 Mar 2026, 16:05 Sofia Lindqvist, <sofia@hartley.example> wrote:
On Tue, Mar 3, 2026, 4:05 PM Sofia Lindqvist <sofia@hartley.example> wrote:
On 3 Mar 2026, at 4:05 PM, Sofia Lindqvist <sofia@hartley.example> wrote:
On Mar 3, 2026, at 16:05, Sofia Lindqvist via Hartley <sofia@hartley.example> wrote:
On March 3, 2026 4:05:12 PM GMT+01:00, Sofia Lindqvist <sofia@hartley.example> wrote:
On 03/03/2026 4:05 PM CET Sofia Lindqvist <sofia@hartley.example> wrote:
On Tuesday 3 March 2026 16:05:12 Sofia Lindqvist wrote:
On Tue, 2026-03-03 at 16:05 +0100, Sofia Lindqvist wrote:
On Tue, Mar 03, 2026 at 04:05:12PM +0100, Sofia Lindqvist wrote:
Sofia Lindqvist <sofia@hartley.example> writes:
Sofia Lindqvist <sofia@hartley.example> wrote (2026-03-03 16:05):
Sofia Lindqvist wrote on 3/3/26 4:05 PM:
Sofia Lindqvist (sofia@hartley.example) wrote on Tue, 3 Mar 2026:
Quoting Sofia Lindqvist <sofia@hartley.example>:
Am Dienstag, 3. März 2026 um 16:05, schrieb Sofia Lindqvist <sofia@hartley.example>:
Am Di, 3. Mär 2026, 16:05 schrieb Sofia Lindqvist <sofia@hartley.example>:
Am 3. März 2026 16:05:12 MEZ schrieb Sofia Lindqvist <sofia@hartley.example>:
Am Dienstag, dem 03.03.2026 um 16:05 +0100 schrieb Sofia Lindqvist:
Sofia Lindqvist <sofia@hartley.example> hat am 03.03.2026 16:05 CET geschrieben:
Sofia Lindqvist <sofia@hartley.example> hat am 3. März 2026 um 16:05 geschrieben:
Sofia Lindqvist schrieb am 03.03.2026 um 16:05:
Sofia Lindqvist <sofia@hartley.example> schrieb am Di., 3. März 2026, 16:05:
On 03.03.26 16:05, Sofia Lindqvist wrote:
Zitat von Sofia Lindqvist <sofia@hartley.example>:
Le mardi 3 mars 2026 à 16:05, Sofia Lindqvist <sofia@hartley.example> a écrit :
Le mar. 3 mars 2026, 16:05, Sofia Lindqvist <sofia@hartley.example> a écrit :
----- Le 3 Mar 26, à 16:05, Sofia Lindqvist sofia@hartley.example a écrit :
Le 2026-03-03 16:05, Sofia Lindqvist a écrit :
Sofia Lindqvist <sofia@hartley.example> a écrit le 3 mars 2026 à 16:05 :
Sofia Lindqvist <sofia@hartley.example> a écrit :
Le 3 mars 2026 16:05:12 GMT+01:00, Sofia Lindqvist <sofia@hartley.example> a écrit :
El mar., 3 mar. 2026 16:05, Sofia Lindqvist <sofia@hartley.example> escribió:
El 2026-03-03 16:05, Sofia Lindqvist escribió:
El 03/03/2026 16:05 CET Sofia Lindqvist <sofia@hartley.example> escribió:
El 3 de marzo de 2026 16:05:12 CET, Sofia Lindqvist <sofia@hartley.example> escribió:
El martes, 3 de marzo de 2026, Sofia Lindqvist <sofia@hartley.example> escribió:
Sofia Lindqvist <sofia@hartley.example> escribió:
Mensaje citado por Sofia Lindqvist <sofia@hartley.example>:
Il mar 3 mar 2026, 16:05 Sofia Lindqvist <sofia@hartley.example> ha scritto:
Il 03-03-2026 16:05 Sofia Lindqvist ha scritto:
Il 3 marzo 2026 alle 16:05 Sofia Lindqvist <sofia@hartley.example> ha scritto:
Il Mar 3 Mar 2026, 16:05 Sofia Lindqvist <sofia@hartley.example> ha scritto:
Il 3 marzo 2026 16:05:12 CET, Sofia Lindqvist <sofia@hartley.example> ha scritto:
In data martedì 3 marzo 2026 16:05:12 CET, Sofia Lindqvist ha scritto:
Sofia Lindqvist <sofia@hartley.example> ha scritto:
Em ter, 3 de mar de 2026 16:05, Sofia Lindqvist <sofia@hartley.example> escreveu:
Em 2026-03-03 16:05, Sofia Lindqvist escreveu:
Em 3 de março de 2026 16:05:12 BRT, Sofia Lindqvist <sofia@hartley.example> escreveu:
A ter., 3/03/2026, 16:05, Sofia Lindqvist <sofia@hartley.example> escreveu:
Sofia Lindqvist <sofia@hartley.example> escreveu no dia terça, 3/03/2026 à(s) 16:05:
Citando Sofia Lindqvist <sofia@hartley.example>:
Às 16:05 de 03/03/2026, Sofia Lindqvist escreveu:
Op dinsdag 3 maart 2026 om 16:05:12 CET heeft Sofia Lindqvist <sofia@hartley.example> het volgende geschreven:
Op di 3 mrt. 2026 16:05 schreef Sofia Lindqvist <sofia@hartley.example>:
Sofia Lindqvist schreef op 2026-03-03 16:05:
Sofia Lindqvist <sofia@hartley.example> schreef op 3 maart 2026 om 16:05:
Sofia Lindqvist schreef op 3-3-2026 om 16:05:
Op 3 maart 2026 16:05:12 CET schreef Sofia Lindqvist <sofia@hartley.example>:
Op 03/03/2026 16:05 CET schreef Sofia Lindqvist <sofia@hartley.example>:
Citeren Sofia Lindqvist <sofia@hartley.example>:
wt., 3 mar 2026, 16:05 użytkownik Sofia Lindqvist <sofia@hartley.example> napisał:
Dnia 2026-03-03 16:05, Sofia Lindqvist napisał(a):
Dnia 3 marca 2026 16:05:12 CET, Sofia Lindqvist <sofia@hartley.example> napisał/a:
W dniu 2026-03-03 o 16:05, Sofia Lindqvist pisze:
W dniu wt., 3.03.2026 o 16:05 Sofia Lindqvist <sofia@hartley.example> napisał(a):
W dniu 03.03.2026 16:05, Sofia Lindqvist napisał(a):
Użytkownik Sofia Lindqvist <sofia@hartley.example> napisał:
Cytowanie Sofia Lindqvist <sofia@hartley.example>:
wtorek, 3 marca 2026 16:05, Sofia Lindqvist <sofia@hartley.example> napisał(a):
Wiadomość napisana przez Sofia Lindqvist <sofia@hartley.example> w dniu 3 mar 2026, o godz. 16:05:
在 2026年3月3日 星期二 下午04:05:12 [GMT+8], Sofia Lindqvist <sofia@hartley.example> 写道：
在 2026-03-03 16:05，Sofia Lindqvist 写道：
Sofia Lindqvist <sofia@hartley.example> 在 2026年3月3日 周二 16:05 写道：
Sofia Lindqvist <sofia@hartley.example> 于 2026年3月3日周二 下午4:05写道：
于 2026年3月3日 GMT+08:00 16:05:12, Sofia Lindqvist <sofia@hartley.example> 写到:
2026年3月3日 16:05，Sofia Lindqvist <sofia@hartley.example> 写道：
在 2026年3月3日星期二，Sofia Lindqvist <sofia@hartley.example> 写道：
---- 在 星期二, 03 三月 2026 16:05:12 +0800 Sofia Lindqvist <sofia@hartley.example> 撰写 ----
---- Am Di, 03 Mär 2026 16:05:12 +0100 Sofia Lindqvist <sofia@hartley.example> schrieb ----
---- El mar., 03 mar 2026 16:05:12 +0100, Sofia Lindqvist <sofia@hartley.example> escribió ----
>>> Sofia Lindqvist <sofia@hartley.example> 03.03.2026 16:05 >>>
>>> On 3/3/2026 at 4:05 PM, in message <x@y>, Sofia Lindqvist <sofia@hartley.example> wrote:
"""


@pytest.mark.parametrize("line", ATTRIBUTIONS.splitlines())
def test_an_attribution_ends_the_answer_above_it(line: str) -> None:
    marked = "\n".join(f"> {one}" for one in QUOTED.split("\n"))

    for below in (QUOTED, marked):
        assert split(f"{OWN}\n\n{line}\n\n{below}\n", author="Maren Oduya").own_words == OWN


@pytest.mark.parametrize(
    "line", [one for one in ATTRIBUTIONS.splitlines() if len(one) > 60 and one[:4] not in ("----", ">>> ")]
)
def test_an_attribution_that_was_wrapped_is_known_whole(line: str) -> None:
    at = line.rfind(" ", 0, 72)

    wrapped = f"{line[:at]}\n{line[at + 1 :]}"

    assert split(f"{OWN}\n\n{wrapped}\n\n{QUOTED}\n", author="Maren Oduya").own_words == OWN


@pytest.mark.parametrize(
    "said",
    [
        "Sofia wrote:",
        "Ask Sofia <sofia@hartley.example> about it:",
        "Quoting the contract:",
        ">>> import this",
        "Zitat von gestern:",
    ],
)
def test_a_line_that_tells_of_writing_is_no_attribution(said: str) -> None:
    zones = split(f"{OWN}\n\n{said}\n\nFine by me.\n", author="Maren Oduya")

    assert zones.own_words.endswith("Fine by me.")
