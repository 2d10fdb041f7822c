"""Proof that a claim comes from the desk: Ed25519 over the canonical text of the claim.

The desk holds the private key; workers and everybody else know only the public one.
"""

import base64
import binascii
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class SignatureCheck:
    """Says whether the desk signed a text. Shape: the public key is 32 raw bytes in base64."""

    def __init__(self, public_key: str) -> None:
        self.public_key = public_key
        self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))

    def holds(self, text: str, signature: str) -> bool:
        """Whether `signature` (base64) is the desk's signature over the UTF-8 of `text`."""
        try:
            self._key.verify(base64.b64decode(signature, validate=True), text.encode())
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


class KeyAtEveryLine:
    """One key that is good at every line of the ledger and at every hour."""

    def __init__(self, check: SignatureCheck) -> None:
        self._check = check

    def holds(self, text: str, signature: str, *, line: int, at: datetime) -> bool:  # noqa: ARG002 - one key for all
        """Whether a text was signed by the desk's key."""
        return self._check.holds(text, signature)
