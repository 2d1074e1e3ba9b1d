"""How well the time of a signal is read: `python -m evaluation.measure_times [--errors]`.

`due` is right where a signal that was heard has the time told, or none where none is told. Signals not heard
have none, which is another fault and so told apart; so is the time of a signal that nobody told. `--errors`
prints what went wrong.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence

from domain import Due, Reading
from evaluation.scores import share
from evaluation.times import DATED, Dated, Told, dated_mail
from nlp.pipeline import load

KINDS = ("right", "wrong", "missing", "needless", "unheard", "unasked")


def main() -> None:
    """Print a line a file, or the errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="what went wrong")
    options = parser.parse_args()
    reader = load()
    for name in ("first", "second"):
        mails = list(dated_mail(name))
        found = [each for m, r in zip(mails, reader.read([m.passage for m in mails]), strict=True)
                 for each in judge(m, r)]  # fmt: skip
        if options.errors:
            print("\n".join(line for _, line in found if line))
            continue
        counts = Counter(kind for kind, _ in found)
        told = sum(counts.values()) - counts["unasked"]
        print(f"due, {name:7} {share(counts['right'], told):.3f} right of all told, "
              f"{share(counts['right'], told - counts['unheard']):.3f} of the signals heard   "
              + ", ".join(f"{counts[kind]} {kind}" for kind in KINDS))  # fmt: skip


def judge(mail: Dated, reading: Reading) -> Iterator[tuple[str, str]]:
    """For each signal told one of `KINDS`, and a line that says what was read, empty where it is right.

    A time of a signal that is not told at all is unasked for.
    """
    for kind in DATED:
        said = [s.due for s in reading.signals or () if s.type is kind]
        told = [t for t in mail.told if t.type is kind]
        for each in told:
            due = next((d for d in said if each.accepts(d, mail.zone)), said[0] if said else None)
            how = _how(each, due, mail) if said else "unheard"
            yield how, "" if how == "right" else _line(how, mail, kind.value, each.dues, due)
        for due in said:
            if due is not None and not told:
                yield "unasked", _line("unasked", mail, kind.value, (None,), due)


def _how(told: Told, due: Due | None, mail: Dated) -> str:
    if told.accepts(due, mail.zone):
        return "right"
    if due is None:
        return "missing"
    return "needless" if told.dues == (None,) else "wrong"


def _line(how: str, mail: Dated, kind: str, dues: Sequence[Due | None], due: Due | None) -> str:
    wanted = "|".join(str(d) for d in dues)
    written = f"{mail.written:%a %Y-%m-%d %H:%M}"
    return f"{how:8} [{mail.where}] {kind}: {wanted} read as {due}   {written}  {mail.text!r}"


if __name__ == "__main__":
    main()
