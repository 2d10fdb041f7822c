"""Who is calling: short-lived tokens of members, in a domain of their own.

A token says only "this is that member, until then"; it can never pass for the signature of an act, nor the other way
round, because both come from keys that differ. Does not know the board: whether the member still serves is asked there.
"""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from activities.clock import now
from newsroom.article import MemberId
from newsroom.errors import InvalidInput, NewsroomError

AUDIENCE: Final = "toasoan-desk"
ISSUER: Final = "toasoan"
CODEC_AUDIENCE: Final = "toasoan-codec"
TOKEN_LIFETIME: Final = timedelta(hours=12)
LONGEST_LIFETIME: Final = timedelta(days=7)

_ALGORITHM: Final = "EdDSA"
_DOMAIN: Final = b"toasoan/desk-sign-in/1"
_CLOCK_SKEW: Final = timedelta(minutes=1)
_CLAIMS: Final = ["aud", "exp", "iat", "iss", "sub"]

Clock = Callable[[], datetime]
"""Gives the present as an aware instant."""


class NotSignedIn(NewsroomError):
    """Chưa đăng nhập; chưa có gì thay đổi. Hãy lấy mã đăng nhập rồi gửi lại trong mục Authorization: Bearer."""

    code = "not_signed_in"


class TokenExpired(NotSignedIn):
    """Mã đăng nhập đã hết hạn; chưa có gì thay đổi. Hãy đăng nhập lại để lấy mã mới rồi thao tác lại."""

    code = "token_expired"


class TokenInvalid(NotSignedIn):
    """Mã đăng nhập không hợp lệ; chưa có gì thay đổi. Hãy đăng nhập lại để lấy mã mới rồi thao tác lại."""

    code = "token_invalid"


class TokenCheck:
    """Reads members' tokens with the public key alone, which can issue none.

    Shape: the key is 32 raw bytes in base64; only tokens for `audience` are taken.
    """

    def __init__(self, public_key: str, *, audience: str = AUDIENCE, clock: Clock = now) -> None:
        self._public = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        self._audience = audience
        self._clock = clock

    def member_of(self, token: str) -> MemberId:
        """The member whom a token names.

        Errors: TokenExpired; TokenInvalid for everything else that is not a token of this desk.
        """
        claims = self._proven(token)
        at, issued, expires = self._clock().timestamp(), claims["iat"], claims["exp"]
        if not (_is_time(issued) and _is_time(expires)) or issued > at + _CLOCK_SKEW.total_seconds():
            raise TokenInvalid
        if at >= expires:
            raise TokenExpired
        return MemberId(claims["sub"])

    def _proven(self, token: str) -> dict[str, Any]:
        # Times are checked by the caller: PyJWT would ask the machine's clock instead of ours.
        options: Any = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            return jwt.decode(
                token, self._public, algorithms=[_ALGORITHM], audience=self._audience, issuer=ISSUER, options=options
            )
        except (jwt.PyJWTError, ValueError, TypeError) as wrong:
            raise TokenInvalid from wrong


class SignIn(TokenCheck):
    """Issues and reads members' tokens (JWT, EdDSA).

    Shape: `private_key` is the desk's, 32 raw bytes in base64; the key of the tokens is derived from it by HKDF, so
    an installation keeps one secret and each use has its own key; `public_key` is what reads tokens.
    """

    def __init__(self, private_key: str, clock: Clock = now) -> None:
        secret = base64.b64decode(private_key)
        derived = HKDF(algorithm=SHA256(), length=len(secret), salt=None, info=_DOMAIN).derive(secret)
        self._key = Ed25519PrivateKey.from_private_bytes(derived)
        self.public_key = base64.b64encode(self._key.public_key().public_bytes_raw()).decode()
        super().__init__(self.public_key, clock=clock)

    def token(self, member_id: str, lifetime: timedelta = TOKEN_LIFETIME, *, audience: str = AUDIENCE) -> str:
        """A token of that member, good from now for `lifetime`.

        Errors: InvalidInput when the lifetime is not positive or longer than a week.
        """
        if not timedelta() < lifetime <= LONGEST_LIFETIME:
            message = f"mã đăng nhập chỉ cấp cho thời hạn dương, dài nhất {LONGEST_LIFETIME.days} ngày; chưa cấp mã nào"
            raise InvalidInput("lifetime", message)
        at = self._clock()
        claims = {"iss": ISSUER, "aud": audience, "sub": member_id, "iat": at, "exp": at + lifetime}
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
