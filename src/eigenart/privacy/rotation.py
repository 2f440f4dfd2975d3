"""Rotation of the master key: a new one beside the old, everything sealed anew, then the old one away.

Called by `eigenart keys rotate`. Between begin and end both keys open: a crash in between loses nothing, and the
next call goes on.
"""

import os
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from eigenart.privacy import data_keys, export
from eigenart.privacy.seal import MARK, CannotUnseal, seal, unseal

NAME: Final = "EIGENART_DATA_KEY"
BEFORE: Final = "EIGENART_DATA_KEY_BEFORE"
Progress = Callable[[int, int], None]


class NothingToRotate(Exception):
    """The key comes from the environment, and no other one stands beside it. Final until that is set."""

    code = "nothing_to_rotate"
    is_final = True


@dataclass(frozen=True, slots=True)
class Rotated:
    people: int
    files: int


def begin() -> None:
    """Put a new key beside the present one, unless a rotation is under way. Raises NothingToRotate."""
    held = settings.EIGENART
    if len(held.data_keys) > 1:
        return
    if held.data_key is not None:
        raise NothingToRotate
    stored = _stored(held.key_path)
    fresh = b64encode(secrets.token_bytes(32)).decode()
    _write(held.key_path, {**stored, NAME: fresh, BEFORE: stored[NAME]})
    held.__dict__.pop("keys", None)  # read again: from here on the new key seals


def run(people: Progress, files: Progress) -> Rotated:
    """Wrap every person's key and seal every file anew. Raises DataKeyLost."""
    wrapped = data_keys.rewrap(people)
    paths = list(_sealed_files())
    for number, (path, about) in enumerate(paths, start=1):
        _seal_anew(path, about)
        files(number, len(paths))
    return Rotated(wrapped, len(paths))


def end() -> None:
    """Throw the old key away; where it came from the environment, its owner does."""
    held = settings.EIGENART
    if held.data_key is None:
        stored = _stored(held.key_path)
        stored.pop(BEFORE, None)
        _write(held.key_path, stored)


def _sealed_files() -> Iterator[tuple[Path, str]]:
    """(file, what it is bound to) of everything that `seal` wrote into the data folder."""
    for path in sorted((Path(settings.EIGENART.data_dir) / "intake").glob("*.raw")):
        yield path, path.name
    for path in sorted(export.folder().glob("*.zip.sealed")):
        yield path, f"export:{path.name.partition('.')[0]}"


def _seal_anew(path: Path, about: str) -> None:
    """A file that no key opens stays as it is: it may be somebody's only trace of what went wrong."""
    content = path.read_bytes()
    if not content.startswith(MARK):
        return
    try:
        opened = unseal(content, about=about)
    except CannotUnseal:
        return
    written_at = path.stat()
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
        file.write(seal(opened, about=about))
    os.utime(fresh, (written_at.st_atime, written_at.st_mtime))  # its days count from when it was made
    fresh.replace(path)


def _stored(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text().splitlines() if "=" in line)


def _write(path: Path, values: dict[str, str]) -> None:
    fresh = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
        file.write("".join(f"{name}={value}\n" for name, value in values.items()))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
