"""Address books as programs write them: each program's own heading, and a person under it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from domain import DetailKind, Role
from errors import NotFound, UsageError
from ingest.books.entry import Entry
from ingest.books.reading import as_text, read_book
from ingest.books.table import read_table

LIN = ("lin@a.example", "l.okoro@b.example")


def details(entry: Entry) -> dict[str, str]:
    return {kind.value: value for kind, value in reversed(entry.details)}


def written(row: dict[str, str], delimiter: str = ",") -> str:
    """A table with one row under the heading of a program."""
    held = io.StringIO()
    writer = csv.DictWriter(held, row, delimiter=delimiter)
    writer.writeheader()
    writer.writerow(row)
    return held.getvalue()


GOOGLE = {
    "First Name": "Lin", "Middle Name": "", "Last Name": "Okoro", "Phonetic First Name": "",
    "Phonetic Middle Name": "", "Phonetic Last Name": "", "Name Prefix": "", "Name Suffix": "",
    "Nickname": "",
    "File As": "", "Organization Name": "Hafenwerk", "Organization Title": "Planner",
    "Organization Department": "Yards", "Birthday": "", "Notes": "likes trains", "Photo": "",
    "Labels": "* myContacts ::: Candidates", "E-mail 1 - Label": "* Work",
    "E-mail 1 - Value": "lin@a.example ::: l.okoro@b.example", "E-mail 2 - Label": "", "E-mail 2 - Value": "",
    "Phone 1 - Label": "Mobile", "Phone 1 - Value": "+49 30 1234", "Address 1 - Label": "Home",
    "Address 1 - Formatted": "Kai 1, Hamburg", "Address 1 - City": "Hamburg", "Website 1 - Label": "Profile",
    "Website 1 - Value": "https://x.example/lin",
}  # fmt: skip
GOOGLE_BEFORE = {
    "Name": "Lin Okoro", "Given Name": "Lin", "Additional Name": "", "Family Name": "Okoro", "Yomi Name": "",
    "Notes": "likes trains", "Group Membership": "* myContacts", "E-mail 1 - Type": "* Work",
    "E-mail 1 - Value": "lin@a.example", "E-mail 2 - Type": "Other", "E-mail 2 - Value": "l.okoro@b.example",
    "Phone 1 - Type": "Mobile", "Phone 1 - Value": "+49 30 1234", "Organization 1 - Type": "",
    "Organization 1 - Name": "Hafenwerk", "Organization 1 - Title": "Planner",
}  # fmt: skip
OUTLOOK = {
    "Title": "Ms.", "First Name": "Lin", "Middle Name": "", "Last Name": "Okoro", "Suffix": "",
    "Company": "Hafenwerk", "Department": "Yards", "Job Title": "Planner", "Business Street": "Kai 1",
    "Business City": "Hamburg", "Business Phone": "+49 40 1", "Mobile Phone": "+49 30 1234",
    "Categories": "Candidates", "E-mail Address": "lin@a.example", "E-mail Type": "SMTP",
    "E-mail Display Name": "Lin Okoro (lin@a.example)", "E-mail 2 Address": "l.okoro@b.example",
    "E-mail 2 Type": "SMTP", "Notes": "likes trains", "Web Page": "https://x.example/lin",
}  # fmt: skip
OUTLOOK_GERMAN = {
    "Anrede": "Frau", "Vorname": "Lin", "Weitere Vornamen": "", "Nachname": "Okoro", "Suffix": "",
    "Firma": "Hafenwerk", "Abteilung": "Werft", "Position": "Planner", "Ort geschäftlich": "Hamburg",
    "Telefon geschäftlich": "+49 40 1", "Mobiltelefon": "+49 30 1234", "E-Mail-Adresse": "lin@a.example",
    "E-Mail-Typ": "SMTP", "E-Mail: Angezeigter Name": "Lin Okoro", "E-Mail 2: Adresse": "l.okoro@b.example",
    "Kategorien": "Kandidaten", "Notizen": "likes trains",
}  # fmt: skip
OUTLOOK_FRENCH = {
    "Titre": "Mme", "Prénom": "Lin", "Deuxième prénom": "", "Nom": "Okoro", "Suffixe": "",
    "Société": "Hafenwerk",
    "Fonction": "Planner", "Ville (bureau)": "Hamburg", "Téléphone mobile": "+49 30 1234",
    "Adresse de messagerie": "lin@a.example", "Type de messagerie": "SMTP",
    "Adresse de messagerie 2": "l.okoro@b.example", "Notes": "likes trains",
}  # fmt: skip
OUTLOOK_SPANISH = {
    "Título": "Sra.", "Nombre": "Lin", "Segundo nombre": "", "Apellidos": "Okoro",
    "Organización": "Hafenwerk",
    "Puesto": "Planner", "Teléfono móvil": "+49 30 1234", "Dirección de correo electrónico": "lin@a.example",
    "Dirección de correo electrónico 2": "l.okoro@b.example", "Notas": "likes trains",
}  # fmt: skip
THUNDERBIRD = {
    "First Name": "Lin", "Last Name": "Okoro", "Display Name": "Lin Okoro", "Nickname": "",
    "Primary Email": "lin@a.example", "Secondary Email": "l.okoro@b.example",
    "Work Phone": "", "Mobile Number":
    "+49 30 1234", "Job Title": "Planner", "Department": "", "Organization": "Hafenwerk", "Notes": "",
}  # fmt: skip
GREENHOUSE = {
    "Candidate Name": "Lin Okoro", "Job": "Head of Planning", "Stage": "Face to Face", "Status": "Active",
    "Source": "Referral", "Recruiter": "Mara Vogt", "Coordinator": "", "Company": "Hafenwerk",
    "Title": "Planner",
    "Email": "lin@a.example; l.okoro@b.example", "Phone": "+49 30 1234", "Last Activity": "2026-01-02",
}  # fmt: skip
LEVER = {
    "Opportunity ID": "6b1c", "Candidate Name": "Lin Okoro", "Emails": "lin@a.example, l.okoro@b.example",
    "Phones": "+49 30 1234", "Headline": "Planner", "Current Company": "Hafenwerk", "Location": "Hamburg",
    "Links": "https://x.example/lin", "Current Stage": "On-site", "Posting": "Head of Planning",
    "Owner": "Mara",
    "Archive Reason": "",
}  # fmt: skip
BULLHORN = {
    "ID": "17", "First Name": "Lin", "Last Name": "Okoro", "Status": "Active", "Occupation": "Planner",
    "Current Company": "Hafenwerk", "Email": "lin@a.example", "Email 2": "l.okoro@b.example", "Mobile Phone":
    "+49 30 1234", "City": "Hamburg", "Owner": "Mara Vogt",
}  # fmt: skip
BULLHORN_CONTACTS = {
    "ID": "18", "Name": "Lin Okoro", "Client Corporation": "Hafenwerk", "Job Title": "Planner",
    "Work Email": "lin@a.example", "Personal Email": "l.okoro@b.example", "Work Phone": "+49 30 1234",
    "Owner": "Mara Vogt",
}  # fmt: skip
WORKABLE = {
    "Name": "Lin Okoro", "Headline": "Planner", "Job": "Head of Planning", "Stage": "Interview", "Source": "",
    "Email": "lin@a.example, l.okoro@b.example", "Phone": "+49 30 1234", "Address": "Kai 1, Hamburg",
    "Disqualified": "No", "Created at": "2026-01-02", "Tags": "",
}  # fmt: skip
RECRUITEE = {
    "Name": "Lin Okoro", "Emails": "lin@a.example, l.okoro@b.example", "Phones": "+49 30 1234",
    "Offers": "Planning",
    "Stage": "Phone screen", "Source": "Career site", "Created at": "2026-01-02",
    "Social links": "https://x.example/lin",
}  # fmt: skip
ZOHO = {
    "Candidate Id": "ZR_1", "First Name": "Lin", "Last Name": "Okoro", "Email": "lin@a.example",
    "Secondary Email": "l.okoro@b.example", "Mobile": "+49 30 1234", "Current Employer": "Hafenwerk",
    "Current Job Title": "Planner", "City": "Hamburg", "Candidate Status": "New", "Candidate Owner": "Mara",
}  # fmt: skip
ASHBY = {
    "Candidate Name": "Lin Okoro", "Email": "lin@a.example;l.okoro@b.example", "Phone Number": "+49 30 1234",
    "Current Company": "Hafenwerk", "Current Title": "Planner", "Current Interview Stage": "Onsite",
}  # fmt: skip
TEAMTAILOR = {
    "First name": "Lin", "Last name": "Okoro", "Email": "lin@a.example; l.okoro@b.example", "Phone":
    "+49 30 1234", "Job": "Head of Planning", "Stage": "Interview", "Candidate URL": "https://x.example/lin",
    "Created at": "2026-01-02",
}  # fmt: skip
SMARTRECRUITERS = {
    "First Name": "Lin", "Last Name": "Okoro", "Candidate Email": "lin@a.example, l.okoro@b.example",
    "Phone Number": "+49 30 1234", "Location": "Hamburg", "Job Title": "Planner",
    "Hiring Process Status": "New",
}  # fmt: skip
HUBSPOT = {
    "Record ID": "9", "First Name": "Lin", "Last Name": "Okoro", "Email": "lin@a.example; l.okoro@b.example",
    "Phone Number": "+49 30 1234", "Company name": "Hafenwerk", "Job Title": "Planner",
    "Lifecycle Stage": "Lead",
}  # fmt: skip


@pytest.mark.parametrize(
    ("program", "row", "role"),
    [
        ("Google Contacts", GOOGLE, Role.CANDIDATE),
        ("Google Contacts", GOOGLE_BEFORE, None),
        ("Outlook", OUTLOOK, Role.CANDIDATE),
        ("Outlook", OUTLOOK_GERMAN, Role.CANDIDATE),
        ("Outlook", OUTLOOK_FRENCH, None),
        ("Outlook", OUTLOOK_SPANISH, None),
        ("Thunderbird", THUNDERBIRD, None),
        ("Greenhouse", GREENHOUSE, Role.CANDIDATE),
        ("Lever", LEVER, Role.CANDIDATE),
        ("Bullhorn, candidates", BULLHORN, Role.CANDIDATE),
        ("Bullhorn, contacts", BULLHORN_CONTACTS, Role.CLIENT),
        ("Workable", WORKABLE, Role.CANDIDATE),
        ("Recruitee", RECRUITEE, Role.CANDIDATE),
        ("Zoho Recruit", ZOHO, Role.CANDIDATE),
        ("Ashby", ASHBY, Role.CANDIDATE),
        ("Teamtailor", TEAMTAILOR, Role.CANDIDATE),
        ("SmartRecruiters", SMARTRECRUITERS, Role.CANDIDATE),
        ("HubSpot", HUBSPOT, None),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_program_s_own_columns_are_read(
    program: str, row: dict[str, str], role: Role | None, delimiter: str
) -> None:
    book = read_table(written(row, delimiter))
    (entry,) = book.entries
    assert book.program == program
    assert (entry.name, entry.addresses, entry.role) == ("Lin Okoro", LIN, role)
    told = details(entry)
    assert "+49 30 1234" in [value for kind, value in entry.details if kind is DetailKind.PHONE]
    assert told.get("organisation", "Hafenwerk") == "Hafenwerk"
    assert told.get("title", "Planner") == "Planner"
    assert told.get("place", "Hamburg") == "Hamburg"
    assert book.bad_lines == ()


def test_what_the_common_programs_tell_of_a_person_is_kept() -> None:
    for row in (GOOGLE, OUTLOOK, OUTLOOK_GERMAN):
        (entry,) = read_table(written(row)).entries
        told = details(entry)
        assert (told["organisation"], told["title"], told["place"]) == ("Hafenwerk", "Planner", "Hamburg")
        assert told["note"] == "likes trains"


def test_linkedin_puts_notes_above_its_table_and_leaves_most_addresses_empty() -> None:
    book = read_table(
        'Notes:\n"When exporting your connection data, some addresses may be missing."\n\n'
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        "Lin,Okoro,https://x.example/in/lin,lin@a.example,Hafenwerk,Planner,05 Jan 2026\n"
        "Omar,Said,https://x.example/in/omar,,Brackwater,Welder,06 Jan 2026\n"
    )
    (entry,) = book.entries
    assert (entry.name, entry.addresses, entry.role) == ("Lin Okoro", ("lin@a.example",), None)
    assert details(entry) == {
        "organisation": "Hafenwerk", "title": "Planner", "link": "https://x.example/in/lin",
    }  # fmt: skip
    assert (book.program, book.unread_columns) == ("LinkedIn", ("Connected On",))
    assert [(one.line, one.reason) for one in book.bad_lines] == [(6, "no e-mail address")]


def test_nothing_of_a_line_is_lost_silently() -> None:
    """Every line is a person or a remark with its number; what was kept of a doubtful line is said too."""
    book = read_table(
        "name,address,role\n"
        "Lin Okoro,lin@a.example,candidate\n"
        "Nobody,,candidate\n"
        "Half,half@nowhere,client\n"
        '"Two\nlines",two@a.example,client\n'
        "Odd,odd@a.example,wizard\n"
        "Partly,p@a.example; q@nowhere,client\n"
        "Okoro, Lin,lin@b.example,candidate,\n"
        "\n"
        "Mine,/o=Exchange/ou=First,client\n"
        'Open,"open@a.example,client\n'
        "After,after@a.example,client\n"
    )
    assert [entry.name for entry in book.entries] == ["Lin Okoro", "Two lines", "Partly", "After"]
    assert [(one.line, one.is_person_kept) for one in book.bad_lines] == [
        (3, False), (4, False), (7, False), (8, True), (9, False), (11, False), (12, False),
    ]  # fmt: skip
    assert all(one.reason and one.mend for one in book.bad_lines)


def test_more_cells_than_columns_are_told() -> None:
    (remark,) = read_table("name,address\nLin,lin@a.example,Okoro\n").bad_lines
    assert (remark.line, remark.is_person_kept) == (2, True)


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffname;address;role\r\nLüder Groß;lueder@a.example,lg@b.example;client\r\n".encode(),
        "name;address;role\nLüder Groß;lueder@a.example,lg@b.example;client\n".encode("cp1252"),
        "name\taddress\trole\nLüder Groß\tlueder@a.example; lg@b.example\tClient\n".encode("utf-16"),
        "name\taddress\trole\nLüder Groß\tlueder@a.example; lg@b.example\tClient\n".encode("utf-16-le"),
        "name\taddress\trole\nLüder Groß\tlueder@a.example; lg@b.example\tClient\n".encode("utf-16-be"),
        "sep=|\nname|address|role\nLüder Groß|lueder@a.example, lg@b.example|client\n".encode(),
        'Name,E-Mail,Role\n"Lüder Groß","LUEDER@a.example; <lg@b.example>",clients\n'.encode(),
        'Name,E-Mail,Role\n"Lüder Groß","Lüder <lueder@a.example>, mailto:lg@b.example",Kunde\n'.encode(),
    ],
)
def test_encodings_and_separators_are_recognised(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(content)
    (entry,) = read_book(path).entries
    assert entry.name == "Lüder Groß"
    assert entry.addresses == ("lueder@a.example", "lg@b.example")
    assert entry.role is Role.CLIENT


def test_an_encoding_can_be_named(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes("name,address\nŁucja Żak,lucja@a.example\n".encode("cp1250"))
    (entry,) = read_book(path, encoding="windows-1250").entries
    assert entry.name == "Łucja Żak"
    with pytest.raises(UsageError, match="no charset"):
        read_book(path, encoding="rot13")


def test_a_cell_guarded_for_a_spreadsheet_is_read_as_it_was() -> None:
    (entry,) = read_table("name,address,phone,title\nLin,lin@a.example,'+49 30,'quoted'\n").entries
    assert details(entry) == {"phone": "+49 30", "title": "'quoted'"}


def test_a_column_of_streets_is_no_column_of_mail_addresses() -> None:
    (entry,) = read_table("Name,Email,Address\nLin,lin@a.example,Kai 1\n").entries
    assert entry.addresses == ("lin@a.example",)


def test_a_note_of_several_lines_is_the_same_whichever_way_lines_end() -> None:
    row = {"Name": "Lin Okoro", "Email": "lin@a.example", "Notes": "Met at fair.\r\nLikes boats"}
    (entry,) = read_table(written(row)).entries
    assert details(entry)["note"] == "Met at fair.\nLikes boats"


def test_a_file_that_is_no_address_book_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "book.csv"
    path.write_text("colour,size\nred,4\n")
    with pytest.raises(UsageError, match="name,address,role"):
        read_book(path)
    with pytest.raises(NotFound):
        read_book(tmp_path / "missing.csv")


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04" + bytes(range(256)), "an Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(200), "an old Excel workbook"),
        (b"\n<!DOCTYPE html><table><tr><td>Name</td><td>Email</td></tr></table>", "a web page"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(tmp_path: Path, content: bytes, what: str) -> None:
    path = tmp_path / "book.csv"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=f"it is {what}.*Save it as CSV"):
        read_book(path)


def test_a_type_that_is_a_role_is_one_and_any_other_is_none() -> None:
    said = {"Candidate": Role.CANDIDATE, "Client": Role.CLIENT, "Internal": None}
    for word, role in said.items():
        (entry,) = read_table(written({"Name": "Lin Okoro", "Email": "lin@a.example", "Type": word})).entries
        assert entry.role is role


def test_whoever_stands_in_columns_of_candidates_is_one() -> None:
    row = {"Candidate Name": "Lin Okoro", "Candidate Email": "lin@a.example", "Job": "Planner"}
    (entry,) = read_table(written(row)).entries
    assert entry.role is Role.CANDIDATE


def test_a_few_bytes_are_no_utf_16() -> None:
    assert as_text(b"ab") == "ab"
