"""Checkpoints: the last digest of a day, signed with Ed25519 (RFC 8032) so that nobody can rewrite what came before."""

import hashlib
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from sobria.engine.journal.canonical import canonical
from sobria.engine.messages import Refusal

SIGNED = ("day", "hash", "key", "recorded_at", "sequence")
_END = b"-----END PUBLIC KEY-----"


def new_key() -> bytes:
    """A private key, in PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def private_key(pem: bytes) -> Ed25519PrivateKey:
    """Raises Refusal when the text is not an Ed25519 private key."""
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refusal("journal-bad-key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Refusal("journal-bad-key")
    return key


def public_key(pem: bytes) -> Ed25519PublicKey:
    """Raises Refusal when the text is not an Ed25519 public key."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Refusal("journal-bad-key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise Refusal("journal-bad-key")
    return key


def public_keys(pem: bytes) -> list[Ed25519PublicKey]:
    """The keys of a file that holds one or several, as the city publishes them: a key replaced still proves its days.

    Raises Refusal when the text is anything else.
    """
    *parts, rest = pem.split(_END)
    if not parts or rest.strip():
        raise Refusal("journal-bad-key")
    return [public_key(part.strip() + _END + b"\n") for part in parts]


def public_pem(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def key_id(key: Ed25519PublicKey) -> str:
    """First sixteen hexadecimal digits of the SHA-256 of the raw public key."""
    return hashlib.sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def sign(checkpoint: dict[str, Any], key: Ed25519PrivateKey) -> str:
    """Signature in hexadecimal of the canonical text of {day, hash, key, recorded_at, sequence}."""
    return key.sign(_signed(checkpoint)).hex()


def is_signed(checkpoint: dict[str, Any], key: Ed25519PublicKey) -> bool:
    written = str(checkpoint.get("signature", ""))
    try:
        signature = bytes.fromhex(written)
        key.verify(signature, _signed(checkpoint))
    except (InvalidSignature, ValueError):
        return False
    return signature.hex() == written


def _signed(checkpoint: dict[str, Any]) -> bytes:
    return canonical({name: checkpoint.get(name) for name in SIGNED}).encode("utf-8")
