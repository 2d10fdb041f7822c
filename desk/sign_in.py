"""Who is calling: short-lived tokens of members, in a domain of their own.

A token says only "this is that member, until then"; it can never pass for the signature of an act, nor the other way
round, because both come from keys that differ. Does not know the board, nor which tokens were taken back.
"""

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from activities.clock import now
from newsroom.article import MemberId
from newsroom.errors import InvalidInput, NewsroomError
from newsroom.members.ways_in import TokenPurpose

ISSUER: Final = "toasoan"
AUDIENCES: Final = {TokenPurpose.DESK: "toasoan-desk", TokenPurpose.CODEC: "toasoan-codec"}
"""A token for one purpose is none for another."""
TOKEN_LIFETIME: Final = timedelta(hours=12)
LONGEST_LIFETIME: Final = {TokenPurpose.DESK: timedelta(days=7), TokenPurpose.CODEC: timedelta(days=1)}
"""Held to when a token is issued, and again when it is read."""

_ALGORITHM: Final = "EdDSA"
_DOMAIN: Final = b"toasoan/desk-sign-in/1"
_CLOCK_SKEW: Final = timedelta(minutes=1)
_NUMBER_BYTES: Final = 8
_LATEST: Final = 1 << 37
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


class TokenRevoked(NotSignedIn):
    """Mã đăng nhập đã bị thu hồi; chưa có gì thay đổi. Hãy xin Kỹ sư phụ trách kỹ thuật cấp mã mới."""

    code = "token_revoked"


class TokenOutdated(NotSignedIn):
    """Mã đăng nhập cấp từ trước khi mã có số nên không dùng được nữa; chưa có gì thay đổi. Hãy xin cấp mã mới."""

    code = "token_outdated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a token says. Shape: `jti` is its number."""

    jti: str
    member: MemberId
    issued_at: datetime
    expires_at: datetime


class TokenCheck:
    """Reads members' tokens with the public key alone, which can issue none.

    Shape: the key is 32 raw bytes in base64; only tokens for `purpose` are taken.
    """

    def __init__(self, public_key: str, *, purpose: TokenPurpose = TokenPurpose.DESK, clock: Clock = now) -> None:
        self._public = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
        self._purpose = purpose
        self._clock = clock

    def read(self, token: str) -> Token:
        """What a token says.

        Errors: TokenExpired; TokenOutdated for one without a number; TokenInvalid for everything else that is not a
        token of this desk, and for one that would hold longer than any may.
        """
        claims = self._proven(token)
        at, issued, expires = self._clock().timestamp(), claims["iat"], claims["exp"]
        if not (_is_time(issued) and _is_time(expires)) or issued > at + _CLOCK_SKEW.total_seconds():
            raise TokenInvalid
        if expires - issued > LONGEST_LIFETIME[self._purpose].total_seconds():
            raise TokenInvalid
        if at >= expires:
            raise TokenExpired
        if not (number := claims.get("jti")):
            raise TokenOutdated
        return Token(jti=number, member=MemberId(claims["sub"]), issued_at=_moment(issued), expires_at=_moment(expires))

    def _proven(self, token: str) -> dict[str, Any]:
        # Times are checked by the caller: PyJWT would ask the machine's clock instead of ours.
        options: Any = {"require": _CLAIMS, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            return jwt.decode(
                token,
                self._public,
                algorithms=[_ALGORITHM],
                audience=AUDIENCES[self._purpose],
                issuer=ISSUER,
                options=options,
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

    def token(
        self, member_id: str, lifetime: timedelta = TOKEN_LIFETIME, *, purpose: TokenPurpose = TokenPurpose.DESK
    ) -> tuple[str, Token]:
        """A token of that member, good from now for `lifetime`, and what it says.

        Errors: InvalidInput when the lifetime is not positive or longer than any may be.
        """
        longest = LONGEST_LIFETIME[purpose]
        if not timedelta() < lifetime <= longest:
            message = f"mã chỉ cấp cho thời hạn dương, dài nhất {longest.days} ngày; chưa cấp mã nào"
            raise InvalidInput("lifetime", message)
        at = _moment(int(self._clock().timestamp()))
        said = Token(
            jti=secrets.token_hex(_NUMBER_BYTES), member=MemberId(member_id), issued_at=at, expires_at=at + lifetime
        )
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCES[purpose],
            "sub": said.member,
            "jti": said.jti,
            "iat": said.issued_at,
            "exp": said.expires_at,
        }
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM), said


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LATEST
