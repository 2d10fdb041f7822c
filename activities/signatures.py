"""Proof that a claim comes from the desk: Ed25519 over the canonical text of the claim.

The desk holds the private key; workers and everybody else know only the public ones.
"""

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


@lru_cache(maxsize=512)
def is_signed_by(public_key: str, text: str, signature: str) -> bool:
    """Whether `signature` (base64) is that of a key over the UTF-8 of `text`.

    Shape: the public key is 32 raw bytes in base64; nothing is signed by one that is none.
    """
    try:
        _loaded(public_key).verify(base64.b64decode(signature, validate=True), text.encode())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


@lru_cache(maxsize=64)
def _loaded(public_key: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key, validate=True))
