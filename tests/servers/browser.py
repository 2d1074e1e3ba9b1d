"""A browser for the tests: opens an address, goes where it is sent, and tells where it ended."""

from __future__ import annotations

import sys
from contextlib import suppress
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen


class _Stays(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def ends_at(url: str) -> str:
    """The address that the provider sends the browser to, not opened."""
    try:
        with build_opener(_Stays).open(Request(url)) as answer:
            return str(answer.url)
    except HTTPError as error:
        with error:
            if error.code != 302:
                raise
            return str(error.headers["Location"])


def sees(url: str) -> tuple[int, str]:
    """The page at the end: its status and its text."""
    try:
        with urlopen(url) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, error.read().decode()


if __name__ == "__main__":
    with suppress(OSError):  # as a BROWSER: whoever waits for the answer is gone
        sees(sys.argv[1])
