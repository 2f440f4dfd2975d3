"""The installation's own key, made once and kept beside the data: signs certificates, and keys the marks of tombstones.

Not the data key: that one is exchanged now and then, while a certificate must stay verifiable for years.
"""

import os
import secrets
from functools import lru_cache
from hashlib import sha256
from hmac import digest
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

NAME: Final = "installation.key"
LENGTH: Final = 32


class KeyUnusable(Exception):
    """The key file is there, but is none. Final until somebody puts the right one back from the backup."""

    code = "installation_key_unusable"
    is_final = True


def sign(message: bytes) -> str:
    """Ed25519 (RFC 8032), hexadecimal. Raises KeyUnusable."""
    return _signer().sign(message).hex()


def public_key() -> str:
    """64 hexadecimal digits. Raises KeyUnusable."""
    return _signer().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def is_signed(message: bytes, signature: str, key: str) -> bool:
    """Whether the holder of this public key signed the message; needs no key of this installation."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def mark_of(identifier: object) -> str:
    """HMAC-SHA256 under a key of its own, 64 hexadecimal digits: recognises somebody, and tells nobody who it is."""
    return digest(_derived("eigenart tombstone"), str(identifier).encode(), sha256).hex()


def path() -> Path:
    return Path(settings.EIGENART.data_dir) / NAME


def _signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_derived("eigenart signature"))


def _derived(purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=LENGTH, salt=None, info=purpose.encode()).derive(_seed(path()))


@lru_cache(maxsize=4)
def _seed(held: Path) -> bytes:
    """Read the key; make it on first need, atomically, so that two processes get the same one."""
    if not held.exists():
        held.parent.mkdir(parents=True, exist_ok=True)
        fresh = held.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(fresh, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(secrets.token_bytes(LENGTH))
        try:
            os.link(fresh, held)
        except FileExistsError:
            pass  # another process was first; its key counts
        finally:
            fresh.unlink()
    seed = held.read_bytes()
    if len(seed) != LENGTH:
        raise KeyUnusable(held.name)
    return seed
