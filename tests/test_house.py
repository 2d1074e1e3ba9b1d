"""The house: names that nobody else ships, a light start, a wheel that holds everything."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
NOT_SHIPPED = {"evaluation", "benchmarks", "faults", "tests"}


def test_no_dependency_ships_one_of_our_top_level_names() -> None:
    ours = {name.removesuffix(".py") for name in SHIPPED}
    clashes = {
        (distribution.name, top)
        for distribution in distributions()
        if distribution.name != "keepwarm"
        for file in distribution.files or []
        for top in [file.parts[0].removesuffix(".py")]
        if top in ours
    }
    assert clashes == set()


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("errors", set()),
        ("config", set()),
        ("config_loading", {"config", "errors"}),
        ("cli", {"commands", "errors"}),
    ],
)
def test_single_modules_import_downward_only(module: str, allowed: set[str]) -> None:
    tree = ast.parse((ROOT / f"{module}.py").read_text(encoding="utf-8"))
    ours = {name.removesuffix(".py") for name in SHIPPED}
    named = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert named & ours <= allowed


def test_every_room_is_shipped() -> None:
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - NOT_SHIPPED
    modules = {path.name for path in ROOT.glob("*.py")}
    assert rooms | modules == set(SHIPPED)


@pytest.mark.parametrize("arguments", [["--help"], ["flags", "--help"], ["--version"]])
def test_help_imports_neither_spacy_nor_sqlalchemy(arguments: list[str]) -> None:
    program = (
        "import sys; from cli import keepwarm\n"
        f"try: keepwarm({arguments!r}, prog_name='keepwarm')\n"
        "except SystemExit: pass\n"
        "heavy = {'spacy', 'sqlalchemy', 'numpy', 'imap_tools', 'rich', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_wheel_holds_code_migrations_and_data(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", *SHIPPED], cwd=ROOT, check=False, capture_output=True, text=True
    ).stdout.splitlines()
    if not tracked:
        pytest.fail("this is no git checkout: what belongs into the wheel cannot be told")
    assert set(tracked) - names == set()
    assert not any(name.startswith(tuple(f"{room}/" for room in NOT_SHIPPED)) for name in names)
