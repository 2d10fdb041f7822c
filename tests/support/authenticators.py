"""Devices of members, played in software: they register and sign as WebAuthn says, or otherwise where a test asks."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, TypeVar

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from newsroom.claims import Claim
from newsroom.matters.acts import MatterClaim
from newsroom.members.personal_keys import text_to_sign
from newsroom.signed.assertions import Registered, assertion_text, challenge_of
from newsroom.signed.personal_keys import KeyClaim

ORIGIN: Final = "https://desk.example"
RP_ID: Final = "desk.example"
_Act = TypeVar("_Act", Claim, MatterClaim, KeyClaim)
PRESENT, VERIFIED, ELIGIBLE, BACKED_UP, ATTESTED = 1, 4, 8, 16, 64


class Kind(StrEnum):
    """What devices sign with: phones mostly the first, some computers the second."""

    ES256 = "es256"
    RS256 = "rs256"
    ED25519 = "ed25519"


PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def new_key(kind: Kind) -> PrivateKey:
    match kind:
        case Kind.ES256:
            return ec.generate_private_key(ec.SECP256R1())
        case Kind.RS256:
            return rsa.generate_private_key(public_exponent=65537, key_size=2048)
        case Kind.ED25519:
            return ed25519.Ed25519PrivateKey.generate()


@dataclass(kw_only=True)
class Device:
    """One device with one key. Shape: `count` is its counter, which synced keys leave at 0."""

    key: PrivateKey = field(default_factory=lambda: new_key(Kind.ES256))
    credential: str = field(default_factory=lambda: unpadded(secrets.token_bytes(32)))
    rp_id: str = RP_ID
    origin: str = ORIGIN
    flags: int = PRESENT | VERIFIED
    count: int = 0

    @property
    def spki(self) -> str:
        public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(public).decode()

    @property
    def registered(self) -> Registered:
        return Registered(
            credential=self.credential,
            spki=self.spki,
            rp_id=self.rp_id,
            origins=(self.origin,),
            eligible=bool(self.flags & ELIGIBLE),
            backed_up=bool(self.flags & BACKED_UP),
        )

    def signed(self, act: _Act, **other: Any) -> _Act:
        """The act with this device's signature in it."""
        return replace(act, personal=assertion_text(self.answer(challenge_of(text_to_sign(act)), **other)))

    def answer(self, challenge: bytes, **other: Any) -> dict[str, Any]:
        """What a browser hands over after the device has signed. Shape: `other` fields of what the browser states."""
        client = _client("webauthn.get", challenge, self.origin, other)
        auth = self._auth(self.flags)
        return {
            "id": self.credential,
            "rawId": self.credential,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "authenticatorData": unpadded(auth),
                "clientDataJSON": unpadded(client),
                "signature": unpadded(self.sign(auth + hashlib.sha256(client).digest())),
            },
        }

    def create(self, challenge: bytes, **other: Any) -> dict[str, Any]:
        """What a browser hands over once the device has made its key."""
        identifier = base64.urlsafe_b64decode(self.credential + "==")
        attested = bytes(16) + len(identifier).to_bytes(2, "big") + identifier + cbor2.dumps(self._cose())
        auth = self._auth(self.flags | ATTESTED) + attested
        return {
            "id": self.credential,
            "rawId": self.credential,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": unpadded(_client("webauthn.create", challenge, self.origin, other)),
                "attestationObject": unpadded(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": auth})),
                "transports": ["internal"],
            },
        }

    def sign(self, data: bytes) -> bytes:
        match self.key:
            case ec.EllipticCurvePrivateKey() as key:
                return key.sign(data, ec.ECDSA(SHA256()))
            case rsa.RSAPrivateKey() as key:
                return key.sign(data, padding.PKCS1v15(), SHA256())
            case ed25519.Ed25519PrivateKey() as key:
                return key.sign(data)

    def _auth(self, flags: int) -> bytes:
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def _cose(self) -> dict[int, Any]:
        match self.key.public_key():
            case ec.EllipticCurvePublicKey() as key:
                place = key.public_numbers()
                return {1: 2, 3: -7, -1: 1, -2: place.x.to_bytes(32, "big"), -3: place.y.to_bytes(32, "big")}
            case rsa.RSAPublicKey() as key:
                numbers = key.public_numbers()
                return {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
            case ed25519.Ed25519PublicKey() as key:
                return {1: 1, 3: -8, -1: 6, -2: key.public_bytes(Encoding.Raw, PublicFormat.Raw)}


def unpadded(data: bytes) -> str:
    """Base64url as browsers write it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _client(kind: str, challenge: bytes, origin: str, other: dict[str, Any]) -> bytes:
    said = {"type": kind, "challenge": unpadded(challenge), "origin": origin, "crossOrigin": False}
    return json.dumps(said | other).encode()
