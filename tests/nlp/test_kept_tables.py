"""Tables read beforehand say what their TOML says; one that has changed since is read anew."""

from __future__ import annotations

import tomllib

from evaluation.build_needed_pieces import tables
from nlp import kept_tables


def test_what_is_kept_is_what_the_tables_say() -> None:
    assert kept_tables.KEPT.read_text("ascii") == tables(), "tables were changed: run `make needles`"


def test_a_table_says_the_same_as_its_toml() -> None:
    texts = kept_tables.texts()
    assert len(texts) > 20
    for text in texts:
        assert kept_tables.loads(text) == tomllib.loads(text)


def test_a_table_that_has_changed_is_read_anew() -> None:
    changed = kept_tables.texts()[0] + "\n[harbour]\nboats = ['ferry']\n"
    assert kept_tables.loads(changed)["harbour"] == {"boats": ["ferry"]}
