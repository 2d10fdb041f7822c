"""A device's signature proves one claim, by one key, for one desk: anything else is refused, with its reason."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

import pytest

from activities.signatures import is_signed_by_device
from newsroom.board import Office
from newsroom.members.personal_keys import text_to_sign
from newsroom.signed.assertions import BadAssertion, Registered, assertion_text, challenge_of, check_assertion
from newsroom.stages import Act, Stage
from tests.support.authenticators import BACKED_UP, ELIGIBLE, PRESENT, VERIFIED, Device, Kind, new_key, unpadded
from tests.support.samples import at_stage, claim, member_of

pytestmark = pytest.mark.rules

CLAIM: Final = claim(at_stage(Stage.AWAITING_APPROVAL), Act.APPROVE, member_of(Office.HEAD))
TEXT: Final = text_to_sign(CLAIM)
every_kind: Final = pytest.mark.parametrize("kind", Kind)


def device(kind: Kind, **said: Any) -> Device:
    return Device(key=new_key(kind), **said)


def answer(by: Device, text: str = TEXT, **other: Any) -> dict[str, Any]:
    return by.answer(challenge_of(text), **other)


def check(said: dict[str, Any], key: Registered, text: str = TEXT) -> int:
    return check_assertion(text, assertion_text(said), key, is_signed_by_device)


@every_kind
def test_the_genuine_signature_is_accepted_with_its_counter(kind: Kind) -> None:
    own = device(kind, count=7)
    assert check(answer(own), own.registered) == 7


@every_kind
def test_a_synced_key_is_accepted(kind: Kind) -> None:
    own = device(kind, flags=PRESENT | VERIFIED | ELIGIBLE | BACKED_UP)
    assert check(answer(own), own.registered) == 0


Spoil = Callable[[Device], tuple[dict[str, Any], Registered, str]]


def _other_claim(own: Device) -> tuple[dict[str, Any], Registered, str]:
    return answer(own), own.registered, text_to_sign(replace(CLAIM, act_id="another"))


def _other_article(own: Device) -> tuple[dict[str, Any], Registered, str]:
    return answer(own), own.registered, text_to_sign(replace(CLAIM, article_id=type(CLAIM.article_id)("2026-0009-x")))


def _without_purpose(own: Device) -> tuple[dict[str, Any], Registered, str]:
    import hashlib

    return own.answer(hashlib.sha256(TEXT.encode()).digest()), own.registered, TEXT


def _client(own: Device, **other: Any) -> tuple[dict[str, Any], Registered, str]:
    return answer(own, **other), own.registered, TEXT


def _rewritten(own: Device, name: str, value: Any) -> tuple[dict[str, Any], Registered, str]:
    """What the browser stated is changed after the device has signed it."""
    said = answer(own)
    client = json.loads(base64.urlsafe_b64decode(said["response"]["clientDataJSON"] + "=="))
    said["response"]["clientDataJSON"] = unpadded(json.dumps(client | {name: value}).encode())
    return said, replace(own.registered, origins=(own.origin, "https://evil.example")), TEXT


def _auth(own: Device, change: Callable[[bytearray], None]) -> tuple[dict[str, Any], Registered, str]:
    """What the device stated is changed after it has signed it."""
    said = answer(own)
    auth = bytearray(base64.urlsafe_b64decode(said["response"]["authenticatorData"] + "=="))
    change(auth)
    said["response"]["authenticatorData"] = unpadded(bytes(auth))
    return said, own.registered, TEXT


def _flags(own: Device, flags: int) -> tuple[dict[str, Any], Registered, str]:
    key = own.registered
    own.flags = flags
    return answer(own), key, TEXT


def _other_rp(own: Device) -> tuple[dict[str, Any], Registered, str]:
    key = own.registered
    own.rp_id = "other.example"
    return answer(own), key, TEXT


def _other_key(own: Device) -> tuple[dict[str, Any], Registered, str]:
    return answer(replace(own, key=new_key(Kind.ES256))), own.registered, TEXT


def _other_credential(own: Device) -> tuple[dict[str, Any], Registered, str]:
    return answer(own) | {"id": Device().credential}, own.registered, TEXT


def _raise_counter(auth: bytearray) -> None:
    auth[36] += 1


def _set_verified(auth: bytearray) -> None:
    auth[32] |= VERIFIED


REFUSED: Final[dict[str, tuple[Spoil, str]]] = {
    "another claim": (_other_claim, "thao tác khác"),
    "another article": (_other_article, "thao tác khác"),
    "another purpose": (_without_purpose, "thao tác khác"),
    "another origin": (lambda own: _client(own, origin="https://evil.example"), "địa chỉ khác"),
    "a registration": (lambda own: _client(own, type="webauthn.create"), "không phải lần ký"),
    "a foreign frame": (lambda own: _client(own, crossOrigin=True), "trang của nơi khác"),
    "origin rewritten": (lambda own: _rewritten(own, "origin", "https://evil.example"), "không phải do khóa"),
    "challenge rewritten": (lambda own: _rewritten(own, "challenge", "AAAA"), "thao tác khác"),
    "another relying party": (_other_rp, "máy chủ khác"),
    "nobody present": (lambda own: _flags(own, VERIFIED), "không có ai"),
    "user not verified": (lambda own: _flags(own, PRESENT), "không xác nhận đúng người"),
    "backed up but not eligible": (lambda own: _flags(own, PRESENT | VERIFIED | BACKED_UP), "sao lưu"),
    "another kind than registered": (lambda own: _flags(own, PRESENT | VERIFIED | ELIGIBLE), "cùng loại"),
    "counter raised": (lambda own: _auth(own, _raise_counter), "không phải do khóa"),
    "another key": (_other_key, "không phải do khóa"),
    "another credential": (_other_credential, "khóa khác"),
}


@every_kind
@pytest.mark.parametrize(("spoil", "why"), REFUSED.values(), ids=REFUSED)
def test_anything_else_is_refused_with_its_reason(kind: Kind, spoil: Spoil, why: str) -> None:
    said, key, text = spoil(device(kind))
    with pytest.raises(BadAssertion, match=why):
        check(said, key, text)


def test_the_bit_of_a_verified_user_cannot_be_set_afterwards() -> None:
    own = device(Kind.ES256, flags=PRESENT)
    said, key, text = _auth(own, _set_verified)
    with pytest.raises(BadAssertion, match="không phải do khóa"):
        check(said, key, text)


@pytest.mark.parametrize("said", ["", "null", "[]", "{}", "[" * 5_000, '{"id":1}', "x" * 9_000])
def test_what_is_no_assertion_proves_nothing(said: str) -> None:
    with pytest.raises(BadAssertion, match="không đúng dạng"):
        check_assertion(TEXT, said, Device().registered, is_signed_by_device)


def test_a_key_that_is_none_and_a_short_one_sign_nothing() -> None:
    assert not is_signed_by_device("AAAA", b"x", b"y")
    assert not is_signed_by_device("not base64", b"x", b"y")
