"""The mail room's tests talk to both servers."""

from tests.servers.offices import dovecot, no_waiting, office, server

__all__ = ["dovecot", "no_waiting", "office", "server"]
