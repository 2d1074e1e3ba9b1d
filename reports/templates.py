"""The one way from a template to HTML: everything escaped, and no sign in it that could turn text round."""

from __future__ import annotations

from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from reports.harmless import safe


def source(name: str) -> str:
    """A file of this room as text."""
    return resources.files("reports").joinpath(name).read_text(encoding="utf-8")


@cache
def environment() -> Environment:
    """The templates. Each value passes `safe` and is then escaped; there is no way round in a template."""
    return Environment(
        autoescape=True,
        finalize=_harmless,
        loader=FunctionLoader(source),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _harmless(value: object) -> object:
    return value if isinstance(value, Markup) else safe(str(value))
