"""HTML replies and forwards as the programs people use write them: the author's words and no others."""

# ruff: noqa: E501  mail is shown as programs write it
from __future__ import annotations

import pytest

from ingest.html import to_text
from ingest.zones import split

OWN = "The offer is fine for me."
BELOW = {
    "owa": '<div id="appendonsend"></div><hr style="display:inline-block;width:98%" tabindex="-1"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> Lena Ortiz &lt;<a href="mailto:lena@birchlane.example">lena@birchlane.example</a>&gt;<br><b>Sent:</b> Wednesday, March 4, 2026 9:15 AM<br><b>To:</b> Tomas<br><b>Subject:</b> Re: Plan</font><div>&nbsp;</div></div><div>Hers.</div>',
    "outlook mobile": '<div id="ms-outlook-mobile-signature">Get <a href="https://aka.ms/o0ukef">Outlook for iOS</a></div><hr><div id="divRplyFwdMsg"><b>Von:</b> Lena Ortiz &lt;<a href="mailto:lena@birchlane.example">lena@birchlane.example</a>&gt;<br><b>Gesendet:</b> Mi<br><b>Betreff:</b> x</div><div>Hers.</div>',
    "gmx": '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5;"><div style="margin:0 0 10px 0;"><b>Gesendet:</b>&nbsp;Mittwoch, 04. März 2026 um 09:15 Uhr<br/><b>Von:</b>&nbsp;"Lena Ortiz" &lt;lena@birchlane.example&gt;<br/><b>An:</b>&nbsp;t@x.example<br/><b>Betreff:</b>&nbsp;Re: Plan</div><div name="quoted-content">Hers.</div></div>',
    "163": '<br/><div style="position:relative;zoom:1"></div><p>在 2026-03-04 09:15:00，"Lena" &lt;lena@birchlane.example&gt; 写道：</p> <blockquote id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid"><div>Hers.</div></blockquote>',
    "qq": '<div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">------------------&nbsp;原始邮件&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;"><div><b>发件人:</b>&nbsp;"Lena"&lt;lena@birchlane.example&gt;;</div><div><b>发送时间:</b>&nbsp;2026年3月4日(星期三) 上午9:15</div><div><b>收件人:</b>&nbsp;"Tomas"&lt;t@x.example&gt;;</div><div><b>主题:</b>&nbsp;Plan</div></div><div><br></div>Hers.',
    "foxmail": '<blockquote style="margin-top: 0px; margin-bottom: 0px; margin-left: 0.5em;"><div>&nbsp;</div><div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><div style="PADDING-RIGHT: 8px; PADDING-LEFT: 8px;"><div><b>发件人：</b>&nbsp;Lena</div><div><b>发送时间：</b>&nbsp;2026-03-04&nbsp;09:15</div><div><b>收件人：</b>&nbsp;Tomas</div><div><b>主题：</b>&nbsp;Plan</div></div></div><div>Hers.</div></blockquote>',
    "proton": '<div class="protonmail_signature_block"><div class="protonmail_signature_block-proton">Sent with <a href="https://proton.me">Proton Mail</a> secure email.</div></div><div class="protonmail_quote">On Wednesday, March 4th, 2026 at 9:15 AM, Lena wrote:<br><blockquote class="protonmail_quote" type="cite">Hers.</blockquote></div>',
    "zoho": '<div class="zmail_extra"><div><br></div><div>---- On Wed, 04 Mar 2026 09:15:00 +0100 <b>Lena &lt;lena@birchlane.example&gt;</b> wrote ----</div><blockquote style="margin: 0px;"><div>Hers.</div></blockquote></div>',
    "spark": '<div name="messageReplySection">On 4 Mar 2026, 09:15 +0100, Lena &lt;lena@birchlane.example&gt;, wrote:<br><blockquote type="cite">Hers.</blockquote></div>',
    "samsung": '<div style="font-size:100%;color:#000000"><div>-------- Original message --------</div><div>From: Lena &lt;lena@birchlane.example&gt; </div><div>Date: 04/03/2026  09:15  (GMT+00:00) </div><div>To: Tomas </div><div>Subject: Plan </div><div><br></div></div><div>Hers.</div>',
    "yahoo": '<div id="yahoo_quoted_1234" class="yahoo_quoted"><div><div>On Wednesday, March 4, 2026 at 09:15:00 AM GMT+1, Lena &lt;lena@birchlane.example&gt; wrote: </div><div>Hers.</div></div></div>',
    "aol": '<br><div style="font-family:arial">-----Original Message-----<br>From: Lena &lt;lena@birchlane.example&gt;<br>To: t@x.example<br>Sent: Wed, Mar 4, 2026 9:15 am<br>Subject: Plan<br><br><div>Hers.</div></div>',
    "thunderbird fr": '<div class="moz-cite-prefix">Le 04/03/2026 à 09:15, Lena a écrit&nbsp;:<br></div><blockquote type="cite" cite="mid:x"><p>Hers.</p></blockquote>',
    "roundcube": '<p id="reply-intro">On 2026-03-04 09:15, Lena wrote:</p><blockquote type="cite" style="padding: 0 0.4em; border-left: #1010ff 2px solid; margin: 0">Hers.</blockquote>',
    "zimbra": '<hr id="zwchr" data-marker="__DIVIDER__"><div data-marker="__HEADERS__"><b>De: </b>"Lena" &lt;lena@birchlane.example&gt;<br><b>À: </b>"Tomas"<br><b>Envoyé: </b>Mercredi 4 Mars 2026 09:15:00<br><b>Objet: </b>Plan<br></div><div data-marker="__QUOTED_TEXT__">Hers.</div>',
    "orange": '<blockquote style="padding-left:5px;margin-left:5px;border-left:2px solid #ff6600;">&gt; Message du 04/03/26 09:15<br />&gt; De : "Lena"<br />&gt; A : t@x<br />&gt; Objet : Plan<br />Hers.</blockquote>',
    "icloud": '<div><br><div>Am 04.03.2026 um 09:15 schrieb Lena &lt;lena@birchlane.example&gt;:</div><br class="Apple-interchange-newline"><div><blockquote type="cite">Hers.</blockquote></div></div>',
    "hubspot": '<div class="hs_reply"><br><div class="hs_reply_quote">On Wed Lena wrote:<br>Hers.</div></div>',
    "outlook mac": '<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0in 0in 0in"><p class="MsoNormal"><b><span>From: </span></b><span>Lena &lt;lena@birchlane.example&gt;<br><b>Date: </b>Wednesday, 4 March 2026 at 09:15<br><b>To: </b>Tomas<br><b>Subject: </b>Re: Plan</span></p></div><p>Hers.</p>',
    "new outlook table": "<table><tr><td><b>From:</b></td><td>Lena &lt;lena@birchlane.example&gt;</td></tr><tr><td><b>Sent:</b></td><td>Wed</td></tr><tr><td><b>Subject:</b></td><td>Plan</td></tr></table><p>Hers.</p>",
    "thunderbird dark sig": '<pre class="moz-signature" cols="72">-- \nTomas Reiter</pre><blockquote type="cite">Hers.</blockquote>',
}
WHOLE = {
    "outlook 2013": "<div class=WordSection1><p class=MsoNormal>The offer is fine for me.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><div><div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p class=MsoNormal><b>From:</b> Lena Ortiz [mailto:lena@birchlane.example] <br><b>Sent:</b> Wednesday<br><b>To:</b> Tomas<br><b>Subject:</b> Re: Plan</p></div></div><p class=MsoNormal>Hers.</p></div>",
    "ios": '<html><body dir="auto">The offer is fine for me.<br><div dir="ltr"><br>Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On 4 Mar 2026, at 09:15, Lena &lt;lena@birchlane.example&gt; wrote:<br><br></blockquote></div><blockquote type="cite"><div dir="ltr">Hers.</div></blockquote></body></html>',
}


@pytest.mark.parametrize("program", [*BELOW, *WHOLE])
def test_what_a_program_puts_below_a_reply_is_not_the_authors(program: str) -> None:
    source = WHOLE.get(program) or f"<div>{OWN}</div>{BELOW[program]}"

    assert split(to_text(source), author="Tomas Reiter").own_words == OWN


FORWARDS = {
    "gmail": '<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">---------- Forwarded message ---------<br>From: <strong>Lena</strong> <span>&lt;<a>lena@birchlane.example</a>&gt;</span><br>Date: Wed, Mar 4, 2026<br>Subject: CV<br>To: x<br></div><br>Hello</div>',
    "thunderbird": '<div class="moz-forward-container">-------- Forwarded Message --------<table class="moz-email-headers-table"><tbody><tr><th>Subject: </th><td>CV</td></tr><tr><th>Date: </th><td>Wed</td></tr><tr><th>From: </th><td>Lena &lt;lena@birchlane.example&gt;</td></tr></tbody></table>Hello</div>',
    "apple": '<div><br><blockquote type="cite"><div>Begin forwarded message:</div><br><div><span><b>From: </b></span><span>Lena &lt;lena@birchlane.example&gt;<br></span></div><div><b>Subject: </b>CV</div><br><div>Hello</div></blockquote></div>',
}


@pytest.mark.parametrize("program", FORWARDS)
def test_a_forward_is_told_from_the_words_above_it(program: str) -> None:
    zones = split(to_text(f"<div>{OWN}</div>{FORWARDS[program]}"))

    assert zones.own_words == OWN
    assert zones.is_forward
    assert "Hello" in zones.quoted
