"""The pipeline that reads: found in order, checked file by file, told about when missing."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from errors import ModelMissing
from nlp import model


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for packages that is looked at before the installed ones; verified folders are forgotten."""
    monkeypatch.syspath_prepend(str(tmp_path))
    model._verified.cache_clear()
    return tmp_path


def a_package(packages: Path, name: str, **meta: object) -> Path:
    folder = packages / name / f"{name}-3.8.0"
    folder.mkdir(parents=True)
    (packages / name / "__init__.py").write_text("raise SystemExit('code of a model package must not run')")
    (folder / "config.cfg").write_text("[nlp]\n")
    told = {
        "lang": "en",
        "name": name.removeprefix("en_"),
        "version": "3.8.0",
        "author": "Explosion",
        "spacy_version": ">=3.7.2,<3.9.0",
    }
    (folder / "meta.json").write_text(json.dumps(told | meta))
    return folder


def test_our_own_pipeline_reads_unless_another_is_named(packages: Path) -> None:
    a_package(packages, "en_core_web_md")
    found = model.find()
    assert (found.name, found.path.name) == ("keepwarm_en", "keepwarm_en")
    assert model.find("keepwarm_en") == found
    assert sum(file.stat().st_size for file in found.path.rglob("*") if file.is_file()) < 5_000_000


def test_our_own_pipeline_knows_no_words_of_what_it_learnt_from() -> None:
    strings = json.loads((model.find().path / "vocab" / "strings.json").read_text(encoding="utf-8"))
    assert len(strings) < 2_000
    assert "Enron" not in strings


def test_the_pinned_pipeline_can_be_named_and_its_files_are_right() -> None:
    found = model.find(model.PINNED)
    assert (found.name, found.version) == (model.PINNED, model.PINNED_VERSION)
    assert (found.path / "config.cfg").is_file()


def test_an_official_pipeline_can_be_named(packages: Path) -> None:
    folder = a_package(packages, "en_core_web_md")
    assert model.find("en_core_web_md") == model.Model("en_core_web_md", "3.8.0", folder)
    assert "en_core_web_md" not in sys.modules


@pytest.mark.parametrize("lie", [{"author": "Somebody"}, {"spacy_version": ">=4.0"}, {"spacy_version": ""}])
def test_a_package_that_only_bears_an_official_name_is_refused(
    packages: Path, lie: dict[str, object]
) -> None:
    a_package(packages, "en_core_web_md", **lie)
    with pytest.raises(ModelMissing, match="not the official one"):
        model.find("en_core_web_md")


def test_what_the_configuration_names_wins(packages: Path) -> None:
    folder = a_package(packages, "en_of_our_own")
    assert model.find("en_of_our_own").path == folder
    assert model.find(str(folder)).name == "en_of_our_own"


def test_a_named_pipeline_that_is_not_there_is_told() -> None:
    with pytest.raises(ModelMissing) as told:
        model.find("en_nowhere")
    assert "en_nowhere" in str(told.value)
    assert "language.model" in str(told.value)
    assert model.OWN in str(told.value)


@pytest.mark.parametrize("harm", ["changed", "gone"])
def test_a_pinned_pipeline_with_other_files_is_refused_and_named(packages: Path, harm: str) -> None:
    installed = model.find(model.PINNED).path
    model._verified.cache_clear()
    folder = packages / model.PINNED / installed.name
    shutil.copytree(installed, folder)
    (folder.parent / "__init__.py").touch()
    weights = folder / "ner" / "model"
    if harm == "gone":
        weights.unlink()
    else:
        weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with pytest.raises(ModelMissing) as told:
        model.find(model.PINNED)
    assert "ner/model" in str(told.value)
    assert str(folder) in str(told.value)
    model._verified.cache_clear()


def test_only_the_entity_recogniser_is_loaded() -> None:
    nlp = model.load_language(model.find())
    assert nlp.pipe_names == ["keepwarm_sentences_v1", "ner"]


def test_a_pipeline_without_entities_is_refused(tmp_path: Path) -> None:
    import spacy

    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ModelMissing, match="ner"):
        model.load_language(model.find(str(tmp_path / "blank")))
