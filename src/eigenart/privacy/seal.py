"""Seals bytes at rest with the data key, so that a copied data folder gives nothing away. Called by intake.

AES-256-GCM (NIST SP 800-38D) with a random nonce of 96 bits before each text; `about` is bound to it, so that a
sealed file cannot stand in for another one.
"""

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE_BYTES: Final = 12
MARK: Final = b"EIG1"


class CannotUnseal(Exception):
    """The bytes were sealed with another data key, for something else, or were changed. Final."""

    code = "cannot_unseal"
    is_final = True


def seal(content: bytes, *, about: str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return MARK + nonce + AESGCM(settings.EIGENART.keys[1]).encrypt(nonce, content, about.encode())


def unseal(sealed: bytes, *, about: str) -> bytes:
    """Also what the key before the present one sealed. Raises CannotUnseal."""
    start = len(MARK) + NONCE_BYTES
    if not sealed.startswith(MARK) or len(sealed) < start:
        raise CannotUnseal(about)
    nonce = sealed[len(MARK) : start]
    for key in settings.EIGENART.data_keys:
        try:
            return AESGCM(key).decrypt(nonce, sealed[start:], about.encode())
        except InvalidTag:
            continue
    raise CannotUnseal(about)
