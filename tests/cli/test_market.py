"""What people told about the market, and who sent whom, through the command line."""

from __future__ import annotations

from tests.cli.conftest import AS_OF, Desk


def test_facts_tell_topic_value_who_when_and_source(read_once: Desk) -> None:
    facts = read_once.json("facts", "--as-of", AS_OF)
    assert len(facts) > 3
    for fact in facts:
        assert fact["topic"]
        assert fact["value"] or fact["evidence"]
        assert fact["name"]
        assert fact["contact"]
        assert fact["at"]
        assert fact["message_id"]
        assert fact["subject"]
    shown = read_once.run("facts", "--as-of", AS_OF).stdout
    assert "Tobias Renner" in shown
    assert "What is paid" in shown


def test_facts_of_one_topic_person_or_time(read_once: Desk) -> None:
    assert {f["topic"] for f in read_once.json("facts", "--topic", "notice", "--as-of", AS_OF)} == {"notice"}
    assert {f["name"] for f in read_once.json("facts", "--contact", "Grace Tan", "--as-of", AS_OF)} == {
        "Grace Tan"
    }
    late = read_once.json("facts", "--since", "2026-02-01", "--as-of", AS_OF)
    assert late
    assert all(fact["at"] >= "2026-02-01" for fact in late)
    assert read_once.json("facts", "--since", "2026-03-03", "--as-of", AS_OF) == []


def test_pay_is_told_over_the_market(read_once: Desk) -> None:
    (one,) = read_once.json("facts", "--ranges", "--as-of", AS_OF)
    assert (one["job"], one["low"], one["people"], one["median"]) == ("analyst", 46_000, 1, None)


def test_referrals_tell_who_sent_whom_and_who_waits(desk: Desk) -> None:
    sent = {(r["referrer"]["name"], r["person"]["name"]): r for r in desk.json("referrals", "--as-of", AS_OF)}
    marek = sent["Lucia Ferrante", "Marek Dudek"]
    assert (marek["person"]["id"], marek["contacted_at"]) == (None, None)
    (early,) = desk.json("referrals", "--waiting", "--as-of", "2026-02-18T09:45+00:00")
    assert early["waits_for"] == "thanks"
    at_noon = ("--at", "2026-02-18T09:40", "--as-of", "2026-02-18T09:45+00:00")
    desk.run("log", "Lucia Ferrante", "--call", "said thank you", *at_noon)
    assert desk.json("referrals", "--waiting", "--as-of", "2026-02-18T09:45+00:00") == []
    assert "Nobody waits" in desk.run("referrals", "--waiting", "--as-of", "2026-02-18T09:45+00:00").stderr
