"""The desk's seal: it alone can sign what a member claims to do."""

import base64

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from activities.contracts import SignedAct
from newsroom.claims import Claim, claim_text
from newsroom.matters.acts import MatterClaim, matter_claim_text
from newsroom.signed.confirmations import Confirmation, confirmation_text
from newsroom.signed.personal_keys import KeyClaim, key_claim_text
from newsroom.signed.pointing import PointClaim, point_claim_text
from newsroom.signed.remarks import Remark, remark_text
from newsroom.signed.submissions import SubmissionClaim, submission_text

Signable = Claim | MatterClaim | SubmissionClaim | Confirmation | Remark | PointClaim | KeyClaim
"""All that the desk signs."""


class DeskKey:
    """Signs what members do. Shape: the private key is 32 raw bytes in base64; it never leaves the desk."""

    def __init__(self, private_key: str) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(private_key))

    @property
    def public_key(self) -> str:
        """The public key, 32 raw bytes in base64: all that workers get."""
        raw = self._key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return base64.b64encode(raw).decode()

    def sign(
        self, act: Claim | MatterClaim | SubmissionClaim | Confirmation | Remark | PointClaim | KeyClaim
    ) -> SignedAct:
        """The act's canonical text with the desk's signature."""
        match act:
            case Claim():
                text = claim_text(act)
            case MatterClaim():
                text = matter_claim_text(act)
            case SubmissionClaim():
                text = submission_text(act)
            case Confirmation():
                text = confirmation_text(act)
            case Remark():
                text = remark_text(act)
            case PointClaim():
                text = point_claim_text(act)
            case KeyClaim():
                text = key_claim_text(act)
        return SignedAct(claim=text, signature=self.signature_of(text))

    def signature_of(self, text: str) -> str:
        """The signature over a text, in base64."""
        return base64.b64encode(self._key.sign(text.encode())).decode()


def new_private_key() -> str:
    """A fresh private key in base64, for a new installation."""
    raw = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
    )
    return base64.b64encode(raw).decode()
