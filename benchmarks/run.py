"""`make bench`: keepwarm beside the tools that people use today and the parts it is built from, in one run.

    python -m benchmarks.run [reading] [language] [mail] [memory] [service] [judging] [--rounds N] [--write]

Times differ from machine to machine; only the ratios are claims. The rounds of both sides alternate, so that
a machine that slows down slows both. Everything lies on the disk of this checkout.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.measure import ROOT, Row, compare, comparisons, figures, process

# Everything else is imported where it is used: processes that read mail begin by importing this module.

RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = """# Benchmarks

`make bench` prints these tables: medians of five alternating rounds. Only the ratios are claims.
"""
PARTS = ("reading", "language", "judging", "mail", "memory", "service")


def main() -> int:
    """Run what is asked for and print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "parts", nargs="*", choices=[[], *PARTS], metavar="PART", help=f"of {', '.join(PARTS)}"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the tables into benchmarks/RESULTS.md")
    asked = parser.parse_args()
    parts = asked.parts or PARTS
    with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-") as folder:
        Path(folder).chmod(0o755)  # getmail runs as another user
        tables = _tables(Path(folder), parts, asked.rounds)
    if asked.write:
        _write(tables)
    return 0


def _write(tables: Mapping[str, str]) -> None:
    """Put what was measured in the place of what stands there, each table with its day."""
    _, *written = re.split(r"^## ", RESULTS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    kept = {title: text for title, _, text in (section.partition("\n") for section in written)}
    day = f"{datetime.now(UTC).date()}, Python {sys.version.split()[0]}, two shared cores."
    kept |= {title: f"\n{day}\n\n{table}\n" for title, table in tables.items()}
    sections = "".join(f"## {title}\n{text.rstrip()}\n\n" for title, text in kept.items())
    RESULTS.write_text(f"{HEAD}\n{sections.rstrip()}\n", encoding="utf-8")


def _tables(folder: Path, parts: Sequence[str], rounds: int) -> dict[str, str]:
    found: dict[str, str] = {}

    def show(title: str, table: str) -> None:
        found[title] = table
        print(f"## {title}\n\n{table}", flush=True)

    if "reading" in parts:
        show("Reading", comparisons(reading(folder, rounds)))
    if "language" in parts:
        from benchmarks import language

        show("Language", figures(language.all_figures()))
    if "judging" in parts:
        from benchmarks import judging

        show("Judging", figures(judging.all_figures(folder, rounds=rounds)))
    if not set(parts) & {"mail", "memory", "service"}:
        return found
    from benchmarks import mail_in, mail_tools, service
    from tests.servers import dovecot

    if dovecot.program() is None:
        print("NOT MEASURED: mail in. Dovecot is not installed.", file=sys.stderr)
        return found
    for name in mail_tools.missing():
        print(f"NOT COMPARED: {name} is not installed (Debian: isync, getmail6).", file=sys.stderr)
    with dovecot.running() as server:
        if "mail" in parts:
            show("Mail in", comparisons(mail_in.comparisons(server, folder, rounds=rounds)))
        if "memory" in parts:
            show("Memory", figures(mail_in.memory(server, folder)))
        if "service" in parts:
            show("The service", figures(service.all_figures(server, folder)))
    return found


def reading(folder: Path, rounds: int) -> list[Row]:
    """Reading mail that is at hand, and starting up."""
    from benchmarks import sides

    mails = sides.mails(folder)
    texts = sides.texts(mails)
    n = len(mails)
    return [
        compare(
            "a mail to fields and decoded text; imap-tools' MailMessage",
            lambda: sides.read_letters(mails), lambda: sides.read_imap_tools(mails),
            rounds=rounds, number=n,
        ),
        compare(
            "a mail to kind, people and own words as well; Python's parser (policy.default) to text alone",
            lambda: sides.read_ours(mails), lambda: sides.read_default(mails),
            rounds=rounds, number=n,
        ),
        compare(
            "own words and all language steps; the small spaCy model in full over the whole text",
            sides.ours_in_language(mails), sides.full_model(texts),
            rounds=rounds, number=n,
        ),
        compare(
            "`keepwarm --help`, whole process; importing spaCy",
            lambda: process("-m", "cli", "--help"), lambda: process("-c", "import spacy"),
            rounds=rounds, number=1, unit="runs",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
