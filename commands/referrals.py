"""`keepwarm referrals`: who pointed you to whom, and who still waits for thanks or news."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import day, print_json, print_table

if TYPE_CHECKING:
    from warmth.thanks import Sent


@click.command("referrals")
@click.option("--contact", "who", metavar="CONTACT", help="Only those by or of this person.")
@click.option("--waiting", is_flag=True, help="Only where somebody still waits for thanks or news.")
@json_option
@global_options
@pass_app
def command(app: App, *, who: str | None, waiting: bool, as_json: bool) -> None:
    """Who pointed you to whom, how far they came, and who still waits for a word from you.

    A referrer waits for thanks until you wrote to them or spoke with them, and for news when the person they
    sent has since come to an interview, an offer, a new job or a no, and you have had no word with them.
    """
    from store.referrals import referrals
    from store.relationships import relationships
    from store.views import find_contact
    from warmth.thanks import sent

    with app.database() as database, database.read() as session:
        contact_id = find_contact(session, who, as_of=app.now).id if who else None
        pointed = [
            one
            for one in referrals(session, as_of=app.now)
            if contact_id in (None, one.referrer.id, one.person.id) and not one.person.is_muted
        ]
        ids = {id_ for one in pointed for id_ in (one.referrer.id, one.person.id) if id_ is not None}
        known = {one.contact.id or 0: one for one in relationships(session, as_of=app.now, contact_ids=ids)}
    found = [one for one in sent(pointed, known) if one.waits_for or not waiting]
    zone = app.settings.zone
    if as_json:
        for one in found:
            print_json(_json(one), zone)
        return
    if not found:
        app.note("Nobody waits for thanks or news." if waiting else "Nobody pointed you to anybody yet.")
        return
    rows = [
        (
            day(one.referral.at, zone),
            one.referral.referrer.name,
            one.referral.person.name,
            "yes" if one.referral.contacted_at else "not yet",
            one.stage.stage.value if one.stage else "",
            f"{one.waits_for.value} since {day(one.since, zone)}" if one.waits_for and one.since else "",
        )
        for one in found
    ]
    print_table(app, ("date", "who", "pointed to", "in touch", "came to", "waits for"), rows)


def _json(one: Sent) -> dict[str, Any]:
    from commands.shapes import contact_id

    referral = one.referral
    return {
        "referrer": {"id": contact_id(referral.referrer.id), "name": referral.referrer.name},
        "person": {"id": contact_id(referral.person.id), "name": referral.person.name},
        "at": referral.at,
        "again": one.again,
        "message_id": referral.message_id,
        "evidence": referral.evidence,
        "contacted_at": referral.contacted_at,
        "stage": one.stage.stage.value if one.stage else None,
        "waits_for": one.waits_for.value if one.waits_for else None,
        "since": one.since,
    }
