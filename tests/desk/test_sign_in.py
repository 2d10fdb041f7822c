"""Tokens of members: who they name, how long, and that nothing else passes for one."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from activities.signatures import is_signed_by
from desk.sign_in import (
    AUDIENCES,
    ISSUER,
    LONGEST_LIFETIME,
    TOKEN_LIFETIME,
    SignIn,
    TokenExpired,
    TokenInvalid,
    TokenOutdated,
)
from desk.signing import DeskKey, new_private_key
from newsroom.errors import InvalidInput
from newsroom.members.ways_in import TokenPurpose
from newsroom.stages import Act, Stage
from tests.support.samples import at_stage, claim

AUDIENCE = AUDIENCES[TokenPurpose.DESK]
LONGEST = LONGEST_LIFETIME[TokenPurpose.DESK]
KEY = new_private_key()
NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


def at(moment: datetime, key: str = KEY) -> SignIn:
    """The sign-in as it is at a moment."""
    return SignIn(key, clock=lambda: moment)


def forged(key: Any, algorithm: str, **changed: Any) -> str:
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "head",
        "jti": "7c1e",
        "iat": NOON,
        "exp": NOON + TOKEN_LIFETIME,
        **changed,
    }
    return jwt.encode({name: value for name, value in claims.items() if value is not None}, key, algorithm=algorithm)


def own_key(sign_in: SignIn) -> Ed25519PrivateKey:
    return sign_in._key


def test_a_token_names_its_member_until_it_ends() -> None:
    token = at(NOON).token("head")[0]
    assert at(NOON).read(token).member == "head"
    assert at(NOON + TOKEN_LIFETIME - timedelta(seconds=1)).read(token).member == "head"
    with pytest.raises(TokenExpired):
        at(NOON + TOKEN_LIFETIME).read(token)


def test_a_token_from_the_future_is_refused_but_a_slightly_fast_clock_is_forgiven() -> None:
    token = at(NOON).token("head")[0]
    assert at(NOON - timedelta(seconds=50)).read(token).member == "head"
    with pytest.raises(TokenInvalid):
        at(NOON - timedelta(minutes=5)).read(token)


@pytest.mark.parametrize("lifetime", [timedelta(), timedelta(seconds=-1), LONGEST + timedelta(seconds=1)])
def test_a_token_is_never_issued_for_longer_than_a_week_or_for_no_time(lifetime: timedelta) -> None:
    with pytest.raises(InvalidInput) as refused:
        at(NOON).token("head", lifetime)
    assert refused.value.field == "lifetime"


def test_a_token_of_another_installation_is_refused() -> None:
    with pytest.raises(TokenInvalid):
        at(NOON).read(at(NOON, new_private_key()).token("head")[0])


def test_the_key_that_signs_acts_cannot_sign_tokens() -> None:
    raw = Ed25519PrivateKey.from_private_bytes(base64.b64decode(KEY))
    with pytest.raises(TokenInvalid):
        at(NOON).read(forged(raw, "EdDSA"))


def test_a_token_never_passes_for_an_act_nor_an_act_for_a_token() -> None:
    desk, sign_in = DeskKey(KEY), at(NOON)
    token = sign_in.token("head")[0]
    header, payload, signature = token.split(".")
    standard = base64.b64encode(base64.urlsafe_b64decode(signature + "==")).decode()
    assert not is_signed_by(desk.public_key, f"{header}.{payload}", standard)
    act = desk.sign(claim(at_stage(Stage.AWAITING_APPROVAL), Act.APPROVE, sign_in.read(token).member))
    for text in (act.signature, f"{header}.{payload}.{act.signature}", act.claim):
        with pytest.raises(TokenInvalid):
            sign_in.read(text)


@pytest.mark.parametrize(
    "changed",
    [{"aud": "other"}, {"aud": None}, {"iss": "other"}, {"iss": None}, {"sub": None}, {"exp": None}, {"iat": None}],
)
def test_a_token_for_another_purpose_is_refused(changed: dict[str, Any]) -> None:
    sign_in = at(NOON)
    with pytest.raises(TokenInvalid):
        sign_in.read(forged(own_key(sign_in), "EdDSA", **changed))


@pytest.mark.trust
@pytest.mark.parametrize("days", [8, 400, 40_000])
def test_a_token_that_holds_longer_than_any_may_is_refused_whoever_signed_it(days: int) -> None:
    """The bound was only asked when a token was issued."""
    sign_in = at(NOON)
    with pytest.raises(TokenInvalid):
        sign_in.read(forged(own_key(sign_in), "EdDSA", exp=NOON + timedelta(days=days)))


@pytest.mark.trust
def test_a_token_from_before_the_numbers_is_told_so() -> None:
    sign_in = at(NOON)
    with pytest.raises(TokenOutdated):
        sign_in.read(forged(own_key(sign_in), "EdDSA", jti=None))


def test_each_token_has_a_number_of_its_own_and_ends_when_it_says() -> None:
    texts = [at(NOON).token("head") for _ in range(20)]
    assert len({token.jti for _, token in texts}) == len(texts)
    assert all(at(NOON).read(text) == token for text, token in texts)


def test_another_algorithm_is_refused() -> None:
    sign_in = at(NOON)
    secret = base64.b64decode(sign_in.public_key)
    unsigned = f"{_part({'alg': 'none', 'typ': 'JWT'})}.{_part({'sub': 'head', 'aud': AUDIENCE, 'iss': ISSUER})}."
    for token in (forged(secret, "HS256"), forged(None, "none"), unsigned):
        with pytest.raises(TokenInvalid):
            sign_in.read(token)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_anything_else_is_refused_in_good_order(token: str) -> None:
    with pytest.raises(TokenInvalid):
        at(NOON).read(token)


@given(st.data())
def test_no_letter_of_header_or_claims_can_be_changed(data: st.DataObject) -> None:
    token = at(NOON).token("reporter-1")[0]
    place = data.draw(st.integers(0, token.rindex(".") - 1))
    # Every token has a number of its own: what is drawn must not depend on it.
    letter = data.draw(st.sampled_from("abcXYZ019-_"))
    letter = letter if letter != token[place] else "d"
    with pytest.raises(TokenInvalid):
        at(NOON).read(f"{token[:place]}{letter}{token[place + 1 :]}")


def _part(claims: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
