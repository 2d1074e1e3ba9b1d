"""Tens of thousands of words in little memory: of each only its checksum is kept.

As sets of strings the lists of rare names and towns would take ten megabytes in every process that reads.
One strange word in 80,000 seems to be on a list of 50,000; both lists are weak evidence anyway.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from pathlib import Path
from zlib import crc32


class WordList:
    """The lines of a file, asked with `in`."""

    def __init__(self, path: Path) -> None:
        # numpy would sort faster, but the service does without it while nothing is read
        self._sums = array("I", sorted(map(crc32, path.read_bytes().splitlines())))

    def __contains__(self, word: str) -> bool:
        wanted = crc32(word.encode())
        at = bisect_left(self._sums, wanted)
        return at < len(self._sums) and self._sums[at] == wanted
