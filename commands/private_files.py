"""Files that hold what people wrote: only the user may read them, and none is overwritten."""

from __future__ import annotations

import os
from pathlib import Path

from errors import UsageError


def write_private(target: Path, content: bytes) -> None:
    """A new file of mode 0600; raises `UsageError` where one has that name, or none can be written."""
    try:
        with os.fdopen(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
    except FileExistsError:
        raise UsageError("there is a file of that name.", where=str(target), mend="Name another.") from None
    except OSError as error:
        raise UsageError(f"cannot be written ({error.strerror}).", where=str(target)) from None
