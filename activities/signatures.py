"""Proof that a claim comes from the desk, or from the device of a member.

The desk signs with Ed25519 and holds the private key; workers and everybody else know only the public ones. Devices
sign with what they have: ES256 mostly, RS256 or Ed25519.
"""

import base64
import binascii
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key


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


_FEWEST_RSA_BITS = 2048


@lru_cache(maxsize=512)
def is_signed_by_device(spki: str, signed: bytes, signature: bytes) -> bool:
    """Whether a device's key (DER SubjectPublicKeyInfo in base64) signed these bytes: ES256, RS256 or Ed25519.

    Shape: nothing is signed by a key of another kind, or by one that is none.
    """
    try:
        match load_der_public_key(base64.b64decode(spki, validate=True)):
            case EllipticCurvePublicKey(curve=SECP256R1()) as key:
                key.verify(signature, signed, ECDSA(SHA256()))
            case Ed25519PublicKey() as key:
                key.verify(signature, signed)
            case RSAPublicKey() as key if key.key_size >= _FEWEST_RSA_BITS:
                key.verify(signature, signed, PKCS1v15(), SHA256())
            case _:
                return False
    except (InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError):
        return False
    return True
