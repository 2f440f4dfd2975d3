"""What is sealed is unreadable without the key, and nothing can stand in for it."""

from types import SimpleNamespace

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from eigenart.privacy.seal import CannotUnseal, seal, unseal


@given(st.binary(max_size=3000))
def test_what_goes_in_comes_out(content: bytes) -> None:
    assert unseal(seal(content, about="a.raw"), about="a.raw") == content


def test_the_same_content_never_looks_the_same() -> None:
    content = b"0001;Ada;Lindner" * 20
    first, second = seal(content, about="a"), seal(content, about="a")
    assert first != second
    assert b"Lindner" not in first


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_one_changed_byte_is_noticed(place: int) -> None:
    sealed = bytearray(seal(b"content", about="a"))
    sealed[place] ^= 1
    with pytest.raises(CannotUnseal):
        unseal(bytes(sealed), about="a")


@pytest.mark.parametrize("sealed", [b"", b"EIG1", b"plain text that nobody sealed"])
def test_what_was_never_sealed_is_refused(sealed: bytes) -> None:
    with pytest.raises(CannotUnseal):
        unseal(sealed, about="a")


def test_one_file_cannot_stand_in_for_another() -> None:
    with pytest.raises(CannotUnseal):
        unseal(seal(b"content", about="a"), about="b")


def test_another_key_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal(b"content", about="a")
    monkeypatch.setattr(settings, "EIGENART", SimpleNamespace(keys=("", bytes(32)), data_keys=(bytes(32),)))
    with pytest.raises(CannotUnseal):
        unseal(sealed, about="a")
