"""A member's own signature: what a device signs of a claim, and whether an assertion of WebAuthn is that signature.

Nothing here knows how a signature of some kind of key is checked: that is asked of `Verify`. With it, the claim's text
and the key as it was registered, nothing else is needed, neither server nor settings.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from newsroom.shape import Fields, WrongShape
from newsroom.signed.canonical import canonical

PURPOSE: Final = b"toasoan/act/1\n"
"""Begins what is hashed for an act, so that no hash of another purpose is one."""

LONGEST_ASSERTION: Final = 8_000
"""Characters; those of real devices have about 900."""

Verify = Callable[[str, bytes, bytes], bool]
"""Says whether a key (DER SubjectPublicKeyInfo in base64) signed these bytes with that signature."""

_FIXED: Final = 37
_USER_PRESENT, _USER_VERIFIED, _ELIGIBLE, _BACKED_UP = 1, 4, 8, 16


class BadAssertion(ValueError):
    """An assertion that does not prove what it should; the text is Vietnamese and ends no sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A key as it was registered, with all that a check needs.

    Shape: `credential` is its id (base64url), `spki` the public key (DER SubjectPublicKeyInfo, base64), `rp_id` the
    host it was made for, `origins` the addresses that may ask it to sign; `eligible` when it can be copied to other
    devices, `backed_up` when it was then; `model` is what the device says of its kind, mostly nothing.
    """

    credential: str
    spki: str
    rp_id: str
    origins: tuple[str, ...]
    eligible: bool = False
    backed_up: bool = False
    model: str = ""

    @property
    def is_worthless(self) -> bool:
        """Whether any program of one machine can have made it: of such a key nobody should believe a signature."""
        return self.rp_id == "localhost"


def challenge_of(text: str) -> bytes:
    """What the device signs for a claim, by the claim's canonical text without a personal signature."""
    return hashlib.sha256(PURPOSE + text.encode()).digest()


def assertion_text(said: Mapping[str, Any]) -> str:
    """An assertion as a claim keeps it, out of what the browser hands over. Errors: BadAssertion."""
    response = said.get("response")
    if not isinstance(response, Mapping):
        raise BadAssertion(_MALFORMED)
    kept = {name: response.get(name) for name in ("authenticatorData", "clientDataJSON", "signature")}
    if not all(isinstance(value, str) for value in (said.get("id"), *kept.values())):
        raise BadAssertion(_MALFORMED)
    text = canonical(kept | {"id": said["id"]})
    if len(text) > LONGEST_ASSERTION:
        raise BadAssertion(_MALFORMED)
    return text


def credential_in(assertion: str) -> str:
    """The id of the key that an assertion names. Errors: BadAssertion."""
    return _read(assertion).text("id")


def count_in(assertion: str) -> int:
    """The counter that an assertion tells, whoever signed it. Errors: BadAssertion."""
    return int.from_bytes(_unb64(_read(assertion).text("authenticatorData"))[33:_FIXED], "big")


def check_assertion(text: str, assertion: str, key: Registered, verify: Verify) -> int:
    """The counter of the device, when the assertion is the key's signature of a claim's text; synced keys say 0.

    Shape: `text` is the claim's without the personal signature. An ES256 signature has more than one form, so it names
           nothing and is compared with nothing.
    Errors: BadAssertion, with the reason.
    """
    try:
        said = _read(assertion)
        auth, client, signature = (_unb64(said.text(name)) for name in _PARTS)
        told = Fields(json.loads(client))
        _check_client(told, text, key)
        count = _check_device(auth, key)
    except BadAssertion:
        raise
    except (WrongShape, ValueError, RecursionError) as wrong:
        raise BadAssertion(_MALFORMED) from wrong
    if said.text("id") != key.credential:
        raise BadAssertion("chữ ký ghi cho khóa khác")
    if not verify(key.spki, auth + hashlib.sha256(client).digest(), signature):
        raise BadAssertion("chữ ký không phải do khóa đã đăng ký ký")
    return count


_PARTS: Final = ("authenticatorData", "clientDataJSON", "signature")
_MALFORMED: Final = "chữ ký của thiết bị không đúng dạng"


def _check_client(told: Fields, text: str, key: Registered) -> None:
    """Nothing, when the browser says that this claim was signed for the desk. Errors: BadAssertion; WrongShape."""
    if told.text("type") != "webauthn.get":
        raise BadAssertion("đây không phải lần ký của một thao tác")
    if not hmac.compare_digest(_unb64(told.text("challenge")), challenge_of(text)):
        raise BadAssertion("chữ ký ghi cho thao tác khác")
    if told.text("origin") not in key.origins:
        raise BadAssertion("chữ ký được lấy từ địa chỉ khác với bàn biên tập")
    if told.flag("crossOrigin", missing=False):
        raise BadAssertion("chữ ký được lấy từ trong trang của nơi khác")


def _check_device(auth: bytes, key: Registered) -> int:
    """The counter, when the device says that its user was there and was recognised. Errors: BadAssertion."""
    if len(auth) < _FIXED or not hmac.compare_digest(auth[:32], hashlib.sha256(key.rp_id.encode()).digest()):
        raise BadAssertion("chữ ký ghi cho máy chủ khác với nơi khóa được đăng ký")
    flags = auth[32]
    if not flags & _USER_PRESENT:
        raise BadAssertion("không có ai chạm vào thiết bị")
    if not flags & _USER_VERIFIED:
        raise BadAssertion("thiết bị không xác nhận đúng người dùng (vân tay, khuôn mặt hoặc mã PIN)")
    if flags & _BACKED_UP and not flags & _ELIGIBLE:
        raise BadAssertion("thiết bị báo sai về việc sao lưu khóa")
    if bool(flags & _ELIGIBLE) is not key.eligible:
        raise BadAssertion("khóa không còn cùng loại với lúc đăng ký")
    return int.from_bytes(auth[33:_FIXED], "big")


def _read(assertion: str) -> Fields:
    if len(assertion) > LONGEST_ASSERTION:
        raise BadAssertion(_MALFORMED)
    try:
        said = Fields(json.loads(assertion))
        for name in ("id", *_PARTS):
            said.text(name)
    except (ValueError, RecursionError) as wrong:
        raise BadAssertion(_MALFORMED) from wrong
    return said


def _unb64(text: str) -> bytes:
    """Bytes out of base64url. Errors: ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as wrong:
        raise BadAssertion(_MALFORMED) from wrong
