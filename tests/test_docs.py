"""The docs cannot drift: the reference is the help, the README's output is real, every key has its reason."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from cli import COMMANDS
from config import Settings

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_commands_say(generate: ModuleType) -> None:
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert written == generate.reference(), "run: python docs/generate.py"


def test_the_readmes_commands_print_what_it_shows(generate: ModuleType) -> None:
    written = (ROOT / "README.md").read_text(encoding="utf-8")
    told = generate.with_real_output(written)
    # The numbers of flags depend on the day on which the mail was read.
    without_numbers = [re.sub(r"\bf-\d+", "f-N", page) for page in (told, written)]
    assert without_numbers[0] == without_numbers[1], "run: python docs/generate.py"


def test_every_command_is_in_the_reference() -> None:
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"\n## keepwarm {name}\n" in written or f"\n### keepwarm {name}\n" in written


def test_every_default_has_its_reason() -> None:
    why = (ROOT / "docs" / "why.md").read_text(encoding="utf-8")
    for section in ("rules", "cadence"):
        for key in type(getattr(Settings(), section)).model_fields:
            assert re.search(rf"\b{key}\b", why), f"{section}.{key}"


@pytest.mark.parametrize("page", [*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")], ids=lambda p: p.name)
def test_no_link_between_pages_is_broken(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), target
