"""Personal tokens: known by their numbers, listed, taken back, and each change a line of the ledger."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from desk.personal_tokens import PersonalTokens
from desk.sign_in import SignIn, TokenCheck, TokenInvalid, TokenRevoked
from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.errors import InvalidInput
from newsroom.ledger.entries import entry_from
from newsroom.ledger.ways_in import TokenChange, TokenChanged
from newsroom.members.actors import come_in
from newsroom.members.ways_in import TokenPurpose
from newsroom.signed.canonical import Via
from tests.support.api import Api, refused
from tests.support.live import LiveNewsroom


def tokens_of(live: LiveNewsroom) -> PersonalTokens:
    return live.parts.tokens


async def lines_on(live: LiveNewsroom, jti: str) -> list[TokenChanged]:
    """What the ledger says of a token, oldest first."""
    async with live.stores.database.reading() as connection:
        rows = await connection.fetch("SELECT body FROM ledger WHERE body LIKE '%' || $1 || '%' ORDER BY seq", jti)
    return [entry for row in rows if isinstance(entry := entry_from(row["body"]), TokenChanged)]


def number_of(live: LiveNewsroom, text: str) -> str:
    return SignIn(live.settings.desk_private_key.get_secret_value()).read(text).jti


@pytest.mark.trust
async def test_a_token_is_listed_taken_back_and_refused_at_the_next_request(api: Api) -> None:
    """A token that has leaked was good until it ended; nobody could say which there were."""
    live, head = api.live, api.live.holder(Office.HEAD)
    text = await tokens_of(live).issue(head, via=Via.SHELL)
    jti = number_of(live, text)
    assert jti in {token.jti for token in await tokens_of(live).in_force()}
    headers = {"Authorization": f"Bearer {text}"}
    assert (await api.http.get("/inbox", headers=headers)).status_code == 200
    await tokens_of(live).revoke(jti, Via.SHELL)
    told = refused(await api.http.get("/inbox", headers=headers), 401, "token_revoked")
    assert "thu hồi" in told
    assert jti not in {token.jti for token in await tokens_of(live).in_force()}


@pytest.mark.trust
async def test_issue_and_revocation_are_lines_of_the_ledger_without_the_token(live: LiveNewsroom) -> None:
    head = live.holder(Office.HEAD)
    text = await tokens_of(live).issue(head, timedelta(hours=3), via=Via.SHELL)
    jti = number_of(live, text)
    await asyncio.gather(*(tokens_of(live).revoke(jti, Via.SHELL) for _ in range(4)))
    issued, taken_back = await lines_on(live, jti)
    assert (issued.change, taken_back.change) == (TokenChange.ISSUED, TokenChange.REVOKED)
    assert (issued.member, issued.office, issued.via, issued.purpose) == (
        head.id, Office.HEAD, Via.SHELL, TokenPurpose.DESK,
    )  # fmt: skip
    assert issued.until - issued.at < timedelta(hours=3, seconds=1)
    for line in (issued, taken_back):
        assert text not in json.dumps(line.said())
        assert text.rsplit(".", 1)[1] not in json.dumps(line.said())
    assert (await live.stores.ledger.faults()) == ()


async def test_only_the_number_is_kept(live: LiveNewsroom) -> None:
    text = await tokens_of(live).issue(live.holder(Office.DEPUTY), via=Via.SHELL)
    async with live.stores.database.reading() as connection:
        rows = await connection.fetch("SELECT t::text AS said FROM tokens t")
    assert all(text not in row["said"] and text.rsplit(".", 1)[1] not in row["said"] for row in rows)


async def test_a_number_of_another_member_or_purpose_signs_nobody_in(live: LiveNewsroom) -> None:
    """The list and the token must tell of the same."""
    head, sign_in = live.holder(Office.HEAD), SignIn(live.settings.desk_private_key.get_secret_value())
    codec = await tokens_of(live).issue(head, purpose=TokenPurpose.CODEC, via=Via.SHELL)
    for text in (codec, sign_in.token(head.id)[0]):
        with pytest.raises(TokenInvalid):
            await tokens_of(live).member_of(text)


async def test_a_token_for_sealed_contents_cannot_be_taken_back_and_the_engineer_is_told(live: LiveNewsroom) -> None:
    text = await tokens_of(live).issue(live.holder(Office.ENGINEER), purpose=TokenPurpose.CODEC, via=Via.SHELL)
    private = live.settings.desk_private_key.get_secret_value()
    jti = TokenCheck(SignIn(private).public_key, purpose=TokenPurpose.CODEC).read(text).jti
    with pytest.raises(InvalidInput, match="codec-server"):
        await tokens_of(live).revoke(jti, Via.SHELL)
    assert jti in {token.jti for token in await tokens_of(live).in_force()}


async def test_a_number_that_nobody_was_given_is_told_so(live: LiveNewsroom) -> None:
    with pytest.raises(InvalidInput, match="toasoan token list"):
        await tokens_of(live).revoke("khong-co", Via.SHELL)


@pytest.mark.trust
@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM token_revocations",
        "UPDATE token_revocations SET revoked_at = revoked_at + interval '1 year'",
        "UPDATE tokens SET member = 'head'",
        "DELETE FROM tokens",
    ],
)
async def test_the_application_gives_no_token_its_force_back(live: LiveNewsroom, tampering: str) -> None:
    text = await tokens_of(live).issue(live.holder(Office.DEPUTY), via=Via.SHELL)
    await tokens_of(live).revoke(number_of(live, text), Via.SHELL)
    connection = await asyncpg.connect(live.settings.database_url.get_secret_value())
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(tampering)
    finally:
        await connection.close()
    with pytest.raises(TokenRevoked):
        await tokens_of(live).member_of(text)


async def test_one_who_left_has_a_token_that_opens_nothing(api: Api) -> None:
    gone = come_in(api.live.board.holder(Office.HEAD), Via.SHELL)
    text = await tokens_of(api.live).issue(_renamed(gone), via=Via.SHELL)
    answer = await api.http.get("/inbox", headers={"Authorization": f"Bearer {text}"})
    refused(answer, 403, "unknown_member")


def _renamed(member: Any) -> Any:
    return replace(member, id=MemberId(f"da-nghi-{datetime.now(UTC):%H%M%S}"))
