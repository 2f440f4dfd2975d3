"""The key pair of each party: made at its first approval, locked with a passphrase that only the party knows.

The private key lies in the database under scrypt (RFC 7914) and AES-256-GCM, so whoever copies the database cannot
sign. A lost passphrase means a new key, which everybody sees. Called by `approvals` and the register pages.
"""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eigenart.privacy.models import Party, PartyKey
from eigenart.privacy.signatures import fingerprint

LEAST_LETTERS: Final = 12
COST = 2**16
"""scrypt's n: about a quarter of a second and 64 MiB for each guess. Kept with each key, so it may be raised."""


class PassphraseRefused(Exception):
    """code: passphrase_short | passphrase_wrong. Not final: another one may do."""

    is_final = False

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class KeyState:
    """The key of one party as everybody may see it. renewed: how often a passphrase was lost."""

    party: Party
    fingerprint: str
    made_at: datetime
    renewed: int


def make(party: Party, passphrase: str, *, by: str, at: datetime | None = None) -> PartyKey:
    """A new pair, which counts from now on. Raises PassphraseRefused."""
    if len(passphrase) < LEAST_LETTERS:
        raise PassphraseRefused("passphrase_short")
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    return PartyKey.objects.create(
        party=party,
        public_key=public,
        sealed=_locked(private.private_bytes_raw(), passphrase, about=f"{party}:{public}"),
        made_at=at or datetime.now(UTC),
        made_by=by,
        reason="lost" if current(party) else "first",
    )


def sign(key: PartyKey, passphrase: str, message: bytes) -> str:
    """Hexadecimal. Raises PassphraseRefused."""
    return _unlocked(key, passphrase).sign(message).hex()


def current(party: Party) -> PartyKey | None:
    return PartyKey.objects.filter(party=party).last()


def states() -> tuple[KeyState, ...]:
    """Every party that has a key, for everybody to see."""
    found: dict[Party, KeyState] = {}
    for key in PartyKey.objects.order_by("id"):
        party = Party(key.party)
        renewed = found[party].renewed + 1 if party in found else 0
        found[party] = KeyState(party, fingerprint(key.public_key), key.made_at, renewed)
    return tuple(found[party] for party in Party if party in found)


def _locked(private: bytes, passphrase: str, *, about: str) -> dict[str, Any]:
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = AESGCM(_stretched(passphrase, salt, COST)).encrypt(nonce, private, about.encode())
    return {"kdf": "scrypt", "n": COST, "salt": salt.hex(), "nonce": nonce.hex(), "box": box.hex()}


def _unlocked(key: PartyKey, passphrase: str) -> Ed25519PrivateKey:
    held = {name: bytes.fromhex(key.sealed[name]) for name in ("salt", "nonce", "box")}
    box = AESGCM(_stretched(passphrase, held["salt"], int(key.sealed["n"])))
    try:
        private = box.decrypt(held["nonce"], held["box"], f"{key.party}:{key.public_key}".encode())
    except InvalidTag:
        raise PassphraseRefused("passphrase_wrong") from None
    return Ed25519PrivateKey.from_private_bytes(private)


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())
