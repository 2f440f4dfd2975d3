"""Keys of single people: what the register marks is sealed with a person's own key, and that with the master key.

AES-256-GCM (NIST SP 800-38D), bound to person, table and column. Called where such columns are written and read; the
erasure of everything destroys the key. `eigenart keys rotate` exchanges the master key and wraps every key anew.
"""

import json
import secrets
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from eigenart.privacy.in_force import register
from eigenart.privacy.seal import CannotUnseal, seal, unseal
from eigenart.privacy.subject import Subject, SubjectData

RowT = TypeVar("RowT", bound=SubjectData)
MARK: Final = "sealed1:"
NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32
BATCH: Final = 2000

Progress = Callable[[int, int], None]


class DataKeyLost(Exception):
    """A sealed value cannot be opened: the master key is not the one it was sealed under. Final until it is back."""

    code = "data_key_lost"
    is_final = True


def sealed_columns(model: type[SubjectData]) -> frozenset[str]:
    """The columns of a table that the register wants sealed."""
    return frozenset(register().data_type(model.category).sealed)


def sealed_lines(
    model: type[SubjectData], columns: Sequence[str], lines: Iterable[Sequence[Any]]
) -> list[tuple[Any, ...]]:
    """Lines for a bulk insert with the marked columns sealed; one of the columns is `subject_id`."""
    wanted = sealed_columns(model)
    lines = [tuple(line) for line in lines]
    place = columns.index("subject_id")
    keys = _keys({UUID(str(line[place])) for line in lines}, makes=True) if wanted else {}
    return [
        tuple(
            _seal(keys[UUID(str(line[place]))], value, _about(model, name, line[place]))
            if name in wanted
            else value
            for name, value in zip(columns, line, strict=True)
        )
        for line in lines
    ]


def sealed_values(row: SubjectData, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values for an update of one row, with the marked columns sealed."""
    model = type(row)
    wanted = sealed_columns(model)
    key = _keys({row.subject_id}, makes=True)[row.subject_id] if wanted else b""
    return {
        name: _seal(key, value, _about(model, name, row.subject_id)) if name in wanted else value
        for name, value in values.items()
    }


def opened(rows: Iterable[RowT]) -> list[RowT]:
    """Rows with every sealed column opened, in their order. Raises DataKeyLost."""
    held = list(rows)
    if not held:
        return held
    model = type(held[0])
    columns = [field.attname for field in model._meta.concrete_fields]
    names = [name for name in columns if any(_is_sealed(row.__dict__.get(name)) for row in held)]
    keys = _keys({row.subject_id for row in held}) if names else {}
    for row in held:
        for name in names:
            setattr(
                row,
                name,
                _open(keys[row.subject_id], getattr(row, name), _about(model, name, row.subject_id)),
            )
    return held


def opened_values(
    model: type[SubjectData], subject: UUID, rows: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """As `opened`, for the rows of one person as columns and values. Raises DataKeyLost."""
    held = [dict(row) for row in rows]
    if any(_is_sealed(value) for row in held for value in row.values()):
        key = _keys({subject})[subject]
        for row in held:
            row.update({n: _open(key, v, _about(model, n, subject)) for n, v in row.items()})
    return held


def forget(subject: UUID) -> None:
    """Destroy a person's key: what is still sealed with it anywhere is noise from now on."""
    Subject.objects.filter(pk=subject).update(data_key=None)


def rewrap(progress: Progress = lambda done, total: None) -> int:
    """Wrap every key with the present master key; may be repeated and taken up again. Raises DataKeyLost."""
    keyed = Subject.objects.exclude(data_key=None).order_by("pk")
    total, done = keyed.count(), 0
    everybody = list(keyed.values_list("pk", flat=True))
    for start in range(0, total, BATCH):
        with transaction.atomic():
            chunk = list(keyed.select_for_update().filter(pk__in=everybody[start : start + BATCH]))
            for subject in chunk:
                subject.data_key = seal(
                    _unwrapped(subject.pk, bytes(subject.data_key or b"")), about=_wrap(subject.pk)
                )
            Subject.objects.bulk_update(chunk, ["data_key"])
        done += len(chunk)
        progress(done, total)
    return done


def unreadable(limit: int = 50) -> int:
    """How many of the first keys the present master keys do not open; for doctor."""
    lost = 0
    for who, wrapped in (
        Subject.objects.exclude(data_key=None).order_by("pk").values_list("pk", "data_key")[:limit]
    ):
        try:
            _unwrapped(who, bytes(wrapped or b""))
        except DataKeyLost:
            lost += 1
    return lost


def _keys(subjects: set[UUID], *, makes: bool = False) -> dict[UUID, bytes]:
    """Keys by person; one that is missing is made, or is lost. A statement for every BATCH people."""
    found: dict[UUID, bytes] = {}
    wanted = sorted(subjects)
    for start in range(0, len(wanted), BATCH):
        chunk = Subject.objects.filter(pk__in=wanted[start : start + BATCH])
        missing = []
        for subject in chunk:
            if subject.data_key is None and not makes:
                raise DataKeyLost
            if subject.data_key is None:
                found[subject.pk] = secrets.token_bytes(KEY_BYTES)
                subject.data_key = seal(found[subject.pk], about=_wrap(subject.pk))
                missing.append(subject)
            else:
                found[subject.pk] = _unwrapped(subject.pk, bytes(subject.data_key))
        if missing:
            Subject.objects.bulk_update(missing, ["data_key"])
    return found


def _unwrapped(subject: UUID, wrapped: bytes) -> bytes:
    try:
        return unseal(wrapped, about=_wrap(subject))
    except CannotUnseal:
        raise DataKeyLost from None


def _seal(key: bytes, value: Any, about: bytes) -> Any:
    """None stays None: that there was nothing before is no secret, and pages tell it apart."""
    if value is None:
        return None
    nonce = secrets.token_bytes(NONCE_BYTES)
    text = json.dumps(value, ensure_ascii=False).encode()
    return MARK + b64encode(nonce + AESGCM(key).encrypt(nonce, text, about)).decode()


def _open(key: bytes, value: Any, about: bytes) -> Any:
    if not _is_sealed(value):
        return value
    held = b64decode(value.removeprefix(MARK))
    try:
        return json.loads(AESGCM(key).decrypt(held[:NONCE_BYTES], held[NONCE_BYTES:], about))
    except InvalidTag:
        raise DataKeyLost from None


def _is_sealed(value: Any) -> bool:
    return isinstance(value, str) and value.startswith(MARK)


def _about(model: type[SubjectData], column: str, subject: object) -> bytes:
    return f"{model._meta.db_table}.{column}:{subject}".encode()


def _wrap(subject: UUID) -> str:
    return f"data key:{subject}"
