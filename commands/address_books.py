"""`keepwarm contacts import` and `export`: address books in, with a preview, and everybody out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, global_options, json_option, pass_app
from commands.display import print_json
from commands.harmless import safe_block
from commands.progress import progress
from domain import Role

if TYPE_CHECKING:
    from contacts.book_plan import Person, Plan
    from ingest.books.entry import BadLine, Book

NAMED = 20  # people or lines named of each sort; --json names them all
FORMS = {"csv": ".csv", "vcard": ".vcf", "json": ".jsonl"}


@click.command("import")
@click.argument(
    "paths", nargs=-1, required=True, metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)  # fmt: skip
@click.option(
    "--role", type=click.Choice([r.value for r in Role]), help="For everybody of whom the file says no role."
)
@click.option("--encoding", help="The charset, where the names come out wrong: cp1252, cp1250, utf-16 ...")
@click.option("--preview", is_flag=True, help="Only say what it would change.")
@click.option("--yes", is_flag=True, help="Do not ask before it is kept.")
@json_option
@global_options
@pass_app
def import_(
    app: App,
    *,
    paths: tuple[Path, ...],
    role: str | None,
    encoding: str | None,
    preview: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Read address books: CSV as LinkedIn, Google, Outlook and applicant systems write it, or vCard.

    An address that is known is that person. What would change is shown first; on a terminal you are asked.
    What you set by hand stays. Reading the same file again changes nothing.
    A table of your own needs the columns name, address (several separated by ;), role.
    """
    from contacts.address_book import keep, with_role
    from contacts.address_book import preview as planned
    from ingest.books.reading import read_book
    from store.uncollected import nothing_collected
    from warmth.flags import refresh

    books = []
    with nothing_collected(), progress(app, "lines") as bar:
        for path in paths:
            bar.start(path.name, None)
            books.append(read_book(path, encoding=encoding, advance=bar.advance))
    entries = with_role([one for book in books for one in book.entries], Role(role) if role else None)

    def tell(plan: Plan) -> None:
        for line in () if as_json else _summary(paths, books, plan):
            click.echo(safe_block(line))

    is_asked = sys.stdin.isatty() and not (as_json or yes)
    with app.database() as database:
        if preview or is_asked:
            with nothing_collected(), database.read() as session:
                plan = planned(session, entries)
            tell(plan)
            if preview or not (plan.is_nothing or click.confirm("Keep this?", default=True, err=True)):
                if as_json:
                    print_json(_json(plan, books, is_kept=False))
                app.note("Nothing was changed.")
                return
        with nothing_collected(), progress(app, "people") as bar:
            bar.start("keeping", len(entries))
            kept = keep(database, entries, now=app.now, advance=bar.advance)
        if kept.met:
            refresh(database, policy=app.policy, calendars=app.calendar, now=app.now, contact_ids=kept.met)
    if as_json:
        print_json(_json(kept.plan, books, is_kept=True))
        return
    if not is_asked:
        tell(kept.plan)
    click.echo(f"{kept.added} people added, {kept.changed} changed, {kept.unchanged} as they were.")


def _summary(paths: Sequence[Path], books: Sequence[Book], plan: Plan) -> Iterator[str]:
    """What a preview says, line by line."""
    for path, book in zip(paths, books, strict=True):
        written = f", {book.program}" if book.program else ""
        yield f"{path.name}{written}: {_count(len(book.entries), 'person', 'people')} with an address"
        if book.unread_columns:
            yield f"  left alone: {', '.join(book.unread_columns)}"
    yield from _listed("New", plan.new, _introduced)
    yield from _listed("Changed", plan.changed, _changes)
    if plan.same:
        yield f"As they are: {len(plan.same)}"
    if plan.erased:
        yield f"Left out, for they were erased: {plan.erased} (keepwarm contacts readmit lets them in again)"
    yield from _listed("Questions; nothing is changed until you decide", plan.questions, _question)
    left = [one for book in books for one in book.bad_lines]
    if left:
        yield f"Not read: {len(left)}"
        yield from _bad_lines(left, is_several=len(books) > 1)


def _listed(heading: str, items: Sequence[Any], shown: Callable[[Any], Iterator[str]]) -> Iterator[str]:
    if items:
        yield f"{heading}: {len(items)}"
        for item in items[:NAMED]:
            yield from shown(item)
        if len(items) > NAMED:
            yield f"  and {len(items) - NAMED} more; --json names them all"


def _introduced(person: Person) -> Iterator[str]:
    role = f", {person.role.value}" if person.is_role_settled else ""
    yield f"  {person.name} <{'> <'.join(person.addresses)}>{role}"


def _changes(person: Person) -> Iterator[str]:
    assert person.held is not None
    yield f"  c-{person.held.id} {person.held.name}"
    for one in person.differences:
        old, new = (" / ".join(value.splitlines()) for value in (one.old, one.new))  # a note has several
        yield f"    {one.field}: {old} → {new}" if old else f"    {one.field}: + {new}"


def _question(one: Any) -> Iterator[str]:
    yield f"  line {one.line}, {one.who}: {one.field} is {one.kept}; the book says {one.offered}"
    yield f"    {one.mend}"


def _bad_lines(left: Sequence[BadLine], *, is_several: bool) -> Iterator[str]:
    """Lines with one reason together, as ranges."""
    together: dict[tuple[str, str, str, bool], list[int]] = {}
    for one in left:
        key = (one.file if is_several else "", one.reason, one.mend, one.is_person_kept)
        together.setdefault(key, []).append(one.line)
    for (file, reason, mend, is_person_kept), lines in together.items():
        where = f"{Path(file).name}, " if file else ""
        shown = ranges(lines)
        more = f" and {len(shown) - NAMED} more places" if len(shown) > NAMED else ""
        rest = "; the rest of the line was read" if is_person_kept else ""
        yield f"  {where}line {', '.join(shown[:NAMED])}{more}: {reason}{rest}. {mend}"


def ranges(numbers: Iterable[int]) -> list[str]:
    """Numbers as people write them: 3, 5-9, 12."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in found]


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _json(plan: Plan, books: Sequence[Book], *, is_kept: bool) -> dict[str, Any]:
    return {
        "kept": is_kept,
        "added": len(plan.new),
        "changed": len(plan.changed),
        "unchanged": len(plan.same),
        "erased": plan.erased,
        "new_people": [{"name": one.name, "addresses": list(one.addresses)} for one in plan.new],
        "changes": [
            {
                "contact": f"c-{one.held.id}" if one.held else None,
                "name": one.name,
                "differences": [
                    {"field": each.field, "old": each.old, "new": each.new} for each in one.differences
                ],
            }
            for one in plan.changed
        ],
        "questions": [
            {
                "line": one.line, "file": one.file, "who": one.who, "field": one.field, "kept": one.kept,
                "offered": one.offered, "mend": one.mend,
            }
            for one in plan.questions
        ],
        "bad_rows": [
            {
                "line": one.line, "file": one.file, "reason": one.reason, "mend": one.mend,
                "is_person_kept": one.is_person_kept,
            }
            for book in books
            for one in book.bad_lines
        ],
        "programs": [book.program for book in books],
        "left_alone": sorted({column for book in books for column in book.unread_columns}),
    }  # fmt: skip


@click.command("export")
@click.argument("target", metavar="FILE|CONTACT", default="-")
@click.option(
    "--format", "form", type=click.Choice(list(FORMS)), help="Else the end of the file's name tells it."
)
@click.option("--role", type=click.Choice([r.value for r in Role]), help="Only this role.")
@click.option("--bom", is_flag=True, help="CSV for Excel: a mark in front by which it knows UTF-8.")
@click.option(
    "--unguarded", is_flag=True,
    help="CSV for a program that is no spreadsheet: cells that begin with = + - @ stay as they are.",
)  # fmt: skip
@click.option("--text", "as_text", is_flag=True, help="All that is stored on CONTACT, to be read.")
@click.option(
    "--to", "private", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="With --json or --text: into a new file that only you may read.",
)  # fmt: skip
@json_option
@global_options
@pass_app
def export(
    app: App,
    *,
    target: str,
    form: str | None,
    role: str | None,
    bom: bool,
    unguarded: bool,
    as_text: bool,
    private: Path | None,
    as_json: bool,
) -> None:
    """Everybody as CSV, vCard or JSON Lines into a new FILE or to standard output (-), or one CONTACT whole.

    With --json or --text the argument is a CONTACT: all that is stored on them, with the evidence of every
    result and the versions that made it, as they may ask of you. Without one --json is everybody.

    In CSV an apostrophe stands before a cell that a spreadsheet would take for a formula. vCards hold people
    with an address. The file is readable only for you; none is overwritten.
    """
    from reports.people_export import BOM, cards, table

    if target != "-" and (as_json or as_text):
        _one_person(app, target, as_text=as_text, private=private)
        return
    if as_text or private:
        raise click.UsageError("--text and --to are for one CONTACT, with --json or --text.")
    form = "json" if as_json else form
    chosen = form or next((name for name, end in FORMS.items() if target.lower().endswith(end)), "csv")
    if (bom or unguarded) and chosen != "csv":
        raise click.UsageError("--bom and --unguarded are for CSV.")
    people = _everybody(app, role)
    zone = app.settings.zone
    if chosen == "csv":
        content = (BOM if bom else "") + "".join(table(people, zone, is_guarded=not unguarded))
    elif chosen == "vcard":
        people = [one for one in people if one.contact.addresses]
        content = "".join(cards(people))
    else:
        content = "".join(_json_lines(people, app))
    if target == "-":
        click.echo(content.encode(), nl=False)
    else:
        from commands.private_files import write_private

        write_private(Path(target), content.encode())
        app.note(f"{_count(len(people), 'person', 'people')} written to {target}; only you may read it.")


def _one_person(app: App, who: str, *, as_text: bool, private: Path | None) -> None:
    """All that is stored on one person."""
    from commands import dossier
    from commands.display import json_line, json_value
    from commands.private_files import write_private

    told = json_value(dossier.dossier(app, who), app.settings.zone)
    content = "\n".join(dossier.as_text(told)) if as_text else json_line(told)
    if private is not None:
        write_private(private, f"{content}\n".encode())
        app.note(f"Written to {private}; only you may read it.")
    else:
        click.echo(safe_block(content) if as_text else content)


def _everybody(app: App, role: str | None) -> list[Any]:
    from reports.people_export import Exported
    from store import details
    from warmth.flags import standings

    with app.database() as database:
        cases = standings(database, policy=app.policy, calendars=app.calendar, as_of=app.now)
        shown = [case for case in cases if role in (None, case.relationship.contact.role.value)]
        with database.read() as session:
            told = details.of(session, [case.relationship.contact.id or 0 for case in shown])
    return [
        Exported(
            contact=case.relationship.contact,
            standing=case.standing,
            details=told.get(case.relationship.contact.id or 0, details.NOTHING).details,
            stages=case.relationship.stages,
        )
        for case in shown
    ]


def _json_lines(people: Iterable[Any], app: App) -> Iterator[str]:
    from commands.display import json_line, json_value
    from commands.shapes import contact, details

    zone = app.settings.zone
    for one in people:
        stages = [json_value(change, zone) for change in one.stages]
        item = {**contact(one.contact, one.standing, zone), "details": details(one.details), "stages": stages}
        yield json_line(item) + "\n"
