"""The clerk: one errand after another, none twice, and whoever waits is told when all is done."""

from __future__ import annotations

import threading

from daemon.clerk import Clerk


def test_errands_are_done_in_turn_and_none_is_taken_twice() -> None:
    clerk, go, done = Clerk("clerk"), threading.Event(), list[str]()

    def first() -> None:
        go.wait(30)
        done.append("first")

    clerk.hand("first", first)
    clerk.hand("first", first)
    clerk.hand("second", lambda: done.append("second"))
    clerk.hand("second", lambda: done.append("second again"))
    assert not clerk.wait_until_done(0)
    go.set()
    assert clerk.wait_until_done(30)
    assert done == ["first", "second"]
    clerk.hand("first", lambda: done.append("later"))
    assert clerk.wait_until_done(30)
    assert done[-1] == "later"


def test_what_has_not_begun_can_be_dropped() -> None:
    clerk, has_begun, go, done = Clerk("clerk"), threading.Event(), threading.Event(), list[str]()

    def first() -> None:
        has_begun.set()
        go.wait(30)
        done.append("first")

    clerk.hand("first", first)
    assert has_begun.wait(30)
    clerk.hand("second", lambda: done.append("second"))
    clerk.drop()
    go.set()
    assert clerk.wait_until_done(30)
    assert done == ["first"]
