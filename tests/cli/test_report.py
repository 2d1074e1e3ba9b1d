"""`keepwarm report`: shown, written, sent, once."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.conftest import AS_OF, Desk
from tests.servers import smtp


def configured(desk: Desk, text: str) -> Path:
    """A configuration file of the desk."""
    path = desk.home / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def test_the_mail_is_written_as_it_would_be_sent(desk: Desk, tmp_path: Path) -> None:
    path, config = (
        tmp_path / "week.eml",
        configured(desk, '[accounts.ines]\naddress = "ines@agency.example"\n'),
    )
    desk.run("report", "--as-of", AS_OF, "--eml", str(path), "--config", str(config))
    content = path.read_bytes()
    assert len(content) < 100_000
    assert path.stat().st_mode & 0o777 == 0o600
    read = message_from_bytes(content, policy=default)
    assert read["To"] == "ines@agency.example"
    assert read["Subject"] == "Week 10: 11 people need you this week."
    plain = read.get_body(("plain",))
    assert plain is not None
    assert "Samuel Okonjo" in plain.get_content()


def test_the_preview_shows_everybody_and_drives_no_terminal(read_once: Desk) -> None:
    told = read_once.run("report", "--as-of", AS_OF, "--preview").stdout
    assert "11 people need you this week." in told
    assert "they " in told
    assert "\x1b" not in told


def test_the_report_of_now_goes_into_the_folder_once(desk: Desk) -> None:
    folder = desk.home / "pages"
    config = configured(desk, f'own_addresses = ["ines@agency.example"]\n[report]\nfolder = "{folder}"\n')
    for said in ("sent", "was sent already"):
        assert said in desk.run("report", "--send", "--config", str(config)).stdout
    (page,) = folder.iterdir()
    assert page.stat().st_mode & 0o777 == 0o600
    page.unlink()
    (told,) = desk.json("report", "--send", "--again", "--config", str(config))
    assert (told["outcome"], told["where"]) == ("sent", str(page))


def test_the_report_is_sent_by_mail(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INESS_PASSWORD", smtp.PASSWORD)
    with smtp.running(tmp_path / "smtp", "starttls") as server:
        config = configured(
            desk,
            f'[accounts.ines]\naddress = "{smtp.USER}"\npassword_env = "INESS_PASSWORD"\n'
            f'[report]\ndelivery = "smtp"\n[smtp]\nhost = "localhost"\nport = {server.settings.port}\n'
            f'security = "starttls"\nca_file = "{server.settings.ca_file}"\n',
        )
        (told,) = desk.json("report", "--send", "--config", str(config))
        assert told["outcome"] == "sent"
        desk.run("report", "--send", "--config", str(config))
        (content,) = server.post.contents()
        assert smtp.parsed(content)["Message-ID"] == told["message_id"]
        server.post.faults["RCPT"] = "550 5.1.1 No such user"
        refused = desk.run("report", "--send", "--again", "--config", str(config), exit_code=1)
        assert "550" in refused.stderr
        monkeypatch.setenv("INESS_PASSWORD", "wrong")
        desk.run("report", "--send", "--again", "--config", str(config), exit_code=4)


def test_what_cannot_be_sent_is_said(desk: Desk) -> None:
    assert "as things stand now" in desk.run("report", "--send", "--as-of", AS_OF, exit_code=2).stderr
    assert "only this week" in desk.run("report", "--send", "--week", "2026-W10", exit_code=2).stderr
    assert "--send" in desk.run("report", "--again", exit_code=2).stderr
    assert "no account" in desk.run("report", "--account", "nobody", exit_code=2).stderr
