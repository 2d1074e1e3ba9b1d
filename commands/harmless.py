"""The one safe way from mail text to a terminal."""

from __future__ import annotations

from reports.harmless import safe, safe_block

__all__ = ["safe", "safe_block"]
