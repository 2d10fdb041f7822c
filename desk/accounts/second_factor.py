"""The second factor: codes of an application on the member's phone (TOTP), and codes for when the phone is lost.

Its secret is sealed with a key derived from the desk's: whoever reads the storage alone can make no codes. With
another desk key the secrets cannot be opened and are set up anew; the recovery codes go on.
"""

import base64
import hmac
import os
import secrets
from datetime import datetime
from typing import Final

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from newsroom.article import MemberId
from newsroom.members.accounts import RECOVERY_CODES

_DOMAIN: Final = b"toasoan/second-factor/1"
_ISSUER: Final = "Bàn biên tập"
_STEP_SECONDS: Final = 30
_LATE: Final = 1
"""Steps that a phone's clock may be off."""
_NONCE: Final = 12
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS: Final = 4
_GROUP: Final = 4


class SecondFactors:
    """Draws, seals and checks second factors. Shape: `private_key` is the desk's, 32 raw bytes in base64."""

    def __init__(self, private_key: str) -> None:
        key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_DOMAIN).derive(base64.b64decode(private_key))
        self._box = AESGCM(key)

    def drawn(self, member: MemberId) -> bytes:
        """A new secret for a member, sealed."""
        nonce = os.urandom(_NONCE)
        return nonce + self._box.encrypt(nonce, pyotp.random_base32().encode(), member.encode())

    def opened(self, member: MemberId, sealed: bytes) -> str | None:
        """The secret of a member; None when it is no secret of theirs under this key."""
        try:
            return self._box.decrypt(sealed[:_NONCE], sealed[_NONCE:], member.encode()).decode()
        except (InvalidTag, ValueError):
            return None

    def step_of(self, member: MemberId, sealed: bytes, code: str, at: datetime) -> int | None:
        """The step whose code was shown, near an instant; None when the code is none of them."""
        secret = self.opened(member, sealed)
        if secret is None:
            return None
        made, now = pyotp.TOTP(secret), int(at.timestamp()) // _STEP_SECONDS
        shown = "".join(code.split())
        steps = range(now - _LATE, now + _LATE + 1)
        return next((step for step in steps if _same(made.generate_otp(step), shown)), None)


def uri(name: str, secret: str) -> str:
    """What an application is told to make the codes."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=_ISSUER)


def picture(said: str) -> str:
    """A text as a QR code: SVG without style or script."""
    return segno.make(said, micro=False).svg_inline(scale=4, border=2, dark="#000", light="#fff")


def drawn_codes() -> tuple[str, ...]:
    """New recovery codes, as they are shown once."""
    return tuple(
        "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
        for _ in range(RECOVERY_CODES)
    )


def code_text(typed: str) -> str:
    """A recovery code as it is kept and compared, however it was typed."""
    return "".join(letter for letter in typed.lower() if letter.isalnum())


def _same(made: str, shown: str) -> bool:
    return hmac.compare_digest(made.encode(), shown.encode())
