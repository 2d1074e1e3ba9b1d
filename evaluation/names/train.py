"""Trains the recogniser of persons of `keepwarm_en`: one command, the same result each time.

    python -m evaluation.names.train DATA [FOLDER]

DATA is the folder of public sets (`KEEPWARM_DATA`), FOLDER where the pipeline goes. Takes about ten minutes
on one core. What it learns from and under which licences stands in `nlp/models/keepwarm_en/README.md`.
"""

from __future__ import annotations

import argparse
import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy
from spacy.training import Example
from spacy.util import filter_spans
from thinc.api import fix_random_seed

from evaluation.names.cases import strangers
from evaluation.names.lessons import Lesson, mail, ours, tweets, varied
from evaluation.scores import Tally
from nlp.name_flags import FLAGS, NAME_FLAGS, register_name_flags

if TYPE_CHECKING:
    from spacy.language import Language

_WIDTH, _DEPTH = 64, 2
_ROWS = {"NORM": 3000, "PREFIX": 500, "SUFFIX": 1500, "SHAPE": 1000}
_ROUNDS = 5
_OURS = 2000  # sentences from patterns in each round
_BATCH = 32  # texts
NAME, VERSION = "keepwarm_en", "1.1.0"
_DESCRIPTION = "Persons in English mail; see README.md beside it."
_SOURCES = [
    {"name": "evaluation/invented, evaluation/names", "license": "Apache-2.0"},
    {"name": "Seed Annotated Corpus for Entity Resolution in Email Conversations", "license": "Apache-2.0"},
    {"name": "Broad Twitter Corpus", "license": "CC BY 4.0"},
    {"name": "WNUT 2017", "license": "CC BY 4.0"},
]
_TARGET = Path(__file__).parents[2] / "nlp" / "models" / "keepwarm_en"
_TOK2VEC = {
    "@architectures": "spacy.Tok2Vec.v2",
    "embed": {
        "@architectures": "spacy.MultiHashEmbed.v2",
        "width": _WIDTH,
        "attrs": [*_ROWS, *FLAGS],
        "rows": [*_ROWS.values(), *[16] * len(FLAGS)],
        "include_static_vectors": False,
    },
    "encode": {
        "@architectures": "spacy.MaxoutWindowEncoder.v2",
        "width": _WIDTH,
        "depth": _DEPTH,
        "window_size": 1,
        "maxout_pieces": 3,
    },
}
_MODEL = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 48,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": _TOK2VEC,
}


def main() -> None:
    """Trains, saves, and prints how long it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=_TARGET)
    options = parser.parse_args()
    began = time.perf_counter()
    train(options.data, options.folder)
    print(f"{options.folder} after {time.perf_counter() - began:.0f} s")


def train(data: Path, folder: Path) -> None:
    """Passes over all lessons, each time varied anew, and saves the average of all steps."""
    register_name_flags()
    fix_random_seed(4)
    dice = random.Random(4)
    nlp = _blank()
    ner: Any = nlp.add_pipe("ner", config={"model": _MODEL})
    ner.add_label("PERSON")
    letters, notes = mail(data), tweets(data)
    exam = [Lesson(case.passage.text, tuple(sorted(case.right))) for case in strangers(held_out=True)]
    optimizer: Any = nlp.initialize(lambda: (_example(nlp, lesson) for lesson in letters[:200]))
    for turn in range(_ROUNDS):
        losses: dict[str, float] = {}
        texts = [*letters, *letters, *dice.sample(notes, len(notes) // 4), *ours(_OURS, dice)]
        lessons = [varied(each, dice) for each in texts]
        dice.shuffle(lessons)
        optimizer.learn_rate = 0.002 * (1 - turn / _ROUNDS) + 0.0002
        for at in range(0, len(lessons), _BATCH):
            batch = [_example(nlp, each) for each in lessons[at : at + _BATCH]]
            nlp.update(batch, sgd=optimizer, drop=0.15, losses=losses)
        with nlp.use_params(optimizer.averages):
            tally = _score(nlp, exam)
        told = f"P {tally.precision:.3f} R {tally.recall:.3f} F {tally.f1:.3f}"
        print(f"round {turn + 1}: loss {losses['ner']:.0f}, alone on held-out mail {told}", flush=True)
    with nlp.use_params(optimizer.averages):
        bare(ner, tally).to_disk(folder)


def _blank() -> Language:
    return spacy.blank("en", config={"nlp": {"after_creation": {"@callbacks": NAME_FLAGS}}})


def bare(ner: Any, tally: Tally) -> Language:
    """A pipeline with this recogniser that knows none of the words of its lessons."""
    nlp = _blank()
    nlp.meta.update(name=NAME, version=VERSION, license="Apache-2.0", description=_DESCRIPTION)
    scores = {"ents_p": tally.precision, "ents_r": tally.recall, "ents_f": tally.f1}
    nlp.meta.update(sources=_SOURCES, performance={name: round(each, 3) for name, each in scores.items()})
    fresh: Any = nlp.add_pipe("ner", config={"model": _MODEL})
    fresh.from_bytes(ner.to_bytes(exclude=["vocab"]), exclude=["vocab"])
    return nlp


def _example(nlp: Language, lesson: Lesson) -> Example:
    doc = nlp.make_doc(lesson.text)
    right = nlp.make_doc(lesson.text)
    spans = [right.char_span(start, end, "PERSON", alignment_mode="expand") for start, end in lesson.spans]
    right.set_ents(filter_spans([span for span in spans if span is not None]))
    return Example(doc, right)


def _score(nlp: Language, lessons: list[Lesson]) -> Tally:
    """How the recogniser alone does on mail that is held out."""
    tally = Tally()
    for lesson, doc in zip(lessons, nlp.pipe([lesson.text for lesson in lessons]), strict=True):
        tally.compare({(ent.start_char, ent.end_char) for ent in doc.ents}, lesson.spans, "")
    return tally


if __name__ == "__main__":
    main()
