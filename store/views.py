"""What the command line shows: messages, threads, contacts and one contact's timeline.

The face of the queries in `messages`, `threads`, `lookup` and `timeline`.
"""

from __future__ import annotations

from store.lookup import contact, contacts, find_contact
from store.messages import ShownMention, ShownSignal, StoredMessage, messages
from store.messages import find as find_message
from store.threads import StoredThread, ThreadMember, threads
from store.timeline import (
    Happening,
    MarketFact,
    Timeline,
    TimelineEntry,
    market_facts,
    sentiment_over_time,
    timeline,
)

__all__ = [
    "Happening",
    "MarketFact",
    "ShownMention",
    "ShownSignal",
    "StoredMessage",
    "StoredThread",
    "ThreadMember",
    "Timeline",
    "TimelineEntry",
    "contact",
    "contacts",
    "find_contact",
    "find_message",
    "market_facts",
    "messages",
    "sentiment_over_time",
    "threads",
    "timeline",
]
