"""Acts that did not come from the desk: refused, recorded, alarmed, and without any effect."""

import json
from dataclasses import replace
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from activities.contracts import SignedAct
from desk.signing import DeskKey, new_private_key
from newsroom.board import Office
from newsroom.claims import claim_text
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import (
    alarms,
    at_stage,
    claim_of,
    desk_key,
    ended,
    entries,
    handle_of,
    quiet_events,
    refusal_of,
    send,
    shown_on,
    standing_of,
)

_FORGER = DeskKey(new_private_key())


async def _still_alive(live: LiveNewsroom, article_id: str) -> None:
    await live.approve(article_id)
    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]
    assert await live.stores.ledger.faults() == ()


async def test_an_approval_signed_with_another_key_is_refused_recorded_and_alarmed(live: LiveNewsroom) -> None:
    """Somebody at the Temporal UI must not be able to approve; the board must hear of the attempt."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    before = await standing_of(live, article_id)
    forged = _FORGER.sign(await claim_of(live, Act.APPROVE, article_id, await live.owner(article_id)))

    cause = await refusal_of(send(live, Act.APPROVE, article_id, forged))

    assert cause.type == "bad_signature"
    assert await standing_of(live, article_id) == before
    recorded = await entries(live, article_id, outcome="refused", code="bad_signature")
    assert [body["claimed"] for body in recorded] == [(await live.owner(article_id)).id]
    assert recorded[0]["act_id"] is None
    for office in (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER):
        assert len(await alarms(live, article_id, office)) == 1
    await _still_alive(live, article_id)


async def test_the_same_forged_signature_is_alarmed_for_every_article(live: LiveNewsroom) -> None:
    """A forger who goes from article to article is heard of each time."""
    for _ in range(2):
        article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
        forged = SignedAct(claim="duyệt", signature="cùng một chữ ký")
        assert (await refusal_of(send(live, Act.APPROVE, article_id, forged))).type == "bad_signature"
        assert len(await alarms(live, article_id, Office.HEAD)) == 1


async def test_a_genuine_signature_does_not_cover_another_text(live: LiveNewsroom) -> None:
    """Otherwise a signed refusal could be turned into an approval."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner = await live.owner(article_id)
    genuine = await claim_of(live, Act.REJECT, article_id, owner)
    turned = SignedAct(
        claim=claim_text(replace(genuine, act=Act.APPROVE)), signature=desk_key(live).sign(genuine).signature
    )

    assert (await refusal_of(send(live, Act.APPROVE, article_id, turned))).type == "bad_signature"
    assert (await standing_of(live, article_id)).stage is Stage.AWAITING_APPROVAL


_GARBAGE = {
    "empty": SignedAct(claim="", signature=""),
    "no JSON": SignedAct(claim="duyệt đi", signature="AAAA"),
    "no claim": SignedAct(claim="[]", signature="không phải base64"),
    "deep": SignedAct(claim="[" * 15_000, signature="sâu"),
    "endless number": SignedAct(claim='{"act_id": 1e999, "details": {"new_revision": 1e999}}', signature="số"),
    "half a letter": SignedAct(claim="\ud800", signature="\udfff"),
    "a NUL": SignedAct(claim='{"x": "\x00"}', signature="\x00"),
}


@pytest.mark.parametrize("garbage", _GARBAGE.values(), ids=_GARBAGE.keys())
async def test_garbage_is_refused_and_the_article_goes_on(live: LiveNewsroom, garbage: SignedAct) -> None:
    """A claim that nobody could have signed must neither pass nor block the article for good."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    before = await standing_of(live, article_id)

    cause = await refusal_of(send(live, Act.APPROVE, article_id, garbage))

    assert cause.type == "bad_signature"
    assert await standing_of(live, article_id) == before
    assert len(await entries(live, article_id, outcome="refused", code="bad_signature")) == 1
    await _still_alive(live, article_id)


async def test_what_is_too_long_to_be_an_act_never_enters_the_history(live: LiveNewsroom) -> None:
    """A history has a size at which the server ends the workflow; nobody may fill it up from outside."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    before = await quiet_events(live, article_id)

    cause = await refusal_of(send(live, Act.APPROVE, article_id, SignedAct(claim="a" * 300_000, signature="dài")))

    assert cause.type == "bad_request"
    assert await quiet_events(live, article_id) == before


async def _forged_with(live: LiveNewsroom, article_id: str, name: str, value: object) -> SignedAct:
    data = json.loads(claim_text(await claim_of(live, Act.APPROVE, article_id, await live.owner(article_id))))
    target = data if name in data else data["details"]
    target[name] = value
    return SignedAct(claim=json.dumps(data), signature=f"giả {name}")


_TWISTS: list[tuple[str, object]] = [
    ("reason", "nửa chữ \ud800"),
    ("reason", "chữ \x00 rỗng"),
    ("member", "\x00"),
    ("act_id", "\ud800"),
    ("reason", "dài " * 100_000),
    ("new_revision", float("inf")),
    ("made_at", "0001-01-01T00:00:00+14:00"),
]


async def test_twisted_claims_are_refused_and_the_article_goes_on(live: LiveNewsroom) -> None:
    """Values that the storage cannot keep must not leave a transaction that is tried for ever."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    before = await standing_of(live, article_id)

    for name, value in _TWISTS:
        forged = await _forged_with(live, article_id, name, value)
        cause = await refusal_of(send(live, Act.APPROVE, article_id, forged))
        assert cause.type in {"bad_signature", "bad_request"}, (name, value)

    assert await standing_of(live, article_id) == before
    await _still_alive(live, article_id)


async def test_payloads_of_the_wrong_type_leave_no_trace_in_the_history(live: LiveNewsroom) -> None:
    """What is no signed act at all is turned away at the door, and the workflow does not get stuck over it."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    before = await quiet_events(live, article_id)
    payloads: list[Any] = [None, 7, "approve", ["x"], {}, {"claim": 5, "signature": None}, {"claim": "x"}]

    for payload in payloads:
        with pytest.raises(WorkflowUpdateFailedError):
            await handle_of(live, article_id).execute_update("approve", payload)

    assert await quiet_events(live, article_id) == before
    await _still_alive(live, article_id)


async def test_an_unknown_update_is_refused(live: LiveNewsroom) -> None:
    """Only the fifteen acts exist."""
    article_id = await at_stage(live, Stage.EDITING)

    with pytest.raises(WorkflowUpdateFailedError):
        await handle_of(live, article_id).execute_update("publish_at_once", SignedAct(claim="", signature=""))

    assert (await standing_of(live, article_id)).stage is Stage.EDITING
