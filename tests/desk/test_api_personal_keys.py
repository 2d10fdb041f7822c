"""A member's device at the desk: its key registered, confirmed by two offices, and asked for whenever it must sign."""

import base64
from typing import Any

import httpx
import pytest_asyncio

from desk.evidence.check import check_pack
from desk.evidence.pack import evidence_pack
from newsroom.stages import Stage
from tests.support.api import Api, refused
from tests.support.authenticators import Device

HEAD, SECRETARY, DEPUTY = "head", "secretary", "standing-deputy"


def device(api: Api) -> Device:
    return Device(rp_id="localhost", origin=f"http://localhost:{api.live.settings.desk_port}")


def challenge(options: dict[str, Any]) -> bytes:
    return base64.urlsafe_b64decode(options["challenge"] + "==")


async def registered(api: Api, member: str, own: Device) -> None:
    options = (await api.post(member, "/personal-keys/options")).json()["options"]
    made = await api.post(
        member, "/personal-keys", {"response": own.create(challenge(options)), "device": "Điện thoại"}
    )
    assert made.status_code == 201, made.text
    assert (made.json()["credential"], made.json()["state"]) == (own.credential, "waits")


async def signed(api: Api, member: str, own: Device, waits: httpx.Response) -> httpx.Response:
    """The answer to an act that waits, once a device has signed it."""
    assert "chưa có hiệu lực" in refused(waits, 409, "awaits_signature")
    act_id = waits.json()["instance"].rpartition(":")[2]
    shown = (await api.get(member, f"/prepared-acts/{act_id}")).json()
    assert shown["link"].endswith(f"/ky/{act_id}")
    answer = own.answer(challenge(shown["options"]))
    return await api.post(member, f"/prepared-acts/{act_id}/complete", {"response": answer})


async def on_key(api: Api, member: str, own: Device, key: Device, act: str) -> None:
    done = await signed(api, member, own, await api.post(member, f"/personal-keys/{key.credential}/{act}"))
    assert done.status_code == 200, done.text


async def states(api: Api) -> dict[str, str]:
    keys = (await api.get(HEAD, "/personal-keys")).json()["keys"]
    return {key["credential"]: key["state"] for key in keys}


@pytest_asyncio.fixture(loop_scope="session")
async def deputy(api: Api) -> Any:
    """The standing deputy's device, while Head and secretary have keys too; afterwards only the secretary has one."""
    head, secretary, own = device(api), device(api), device(api)
    await registered(api, HEAD, head)
    await registered(api, SECRETARY, secretary)
    await on_key(api, HEAD, head, secretary, "confirm")
    await on_key(api, SECRETARY, secretary, head, "confirm")
    await registered(api, DEPUTY, own)
    await on_key(api, SECRETARY, secretary, own, "confirm")
    assert await states(api) == dict.fromkeys((head.credential, secretary.credential, own.credential), "counts")
    yield own
    for owner, key in ((DEPUTY, own), (HEAD, head)):
        assert (await api.post(owner, f"/personal-keys/{key.credential}/remove")).json()["state"] == "leaving"
        await on_key(api, SECRETARY, secretary, key, "confirm-removal")
    assert (await states(api))[own.credential] == "gone"


async def test_an_approval_waits_for_the_device_and_is_published_with_its_signature(api: Api, deputy: Device) -> None:
    article_id = await api.awaiting()
    waits = await api.approved(article_id)
    assert (await api.live.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
    assert (await api.get(HEAD, f"/prepared-acts/{waits.json()['instance'].rpartition(':')[2]}")).status_code == 404
    assert (await signed(api, DEPUTY, deputy, waits)).status_code == 200
    await api.published(article_id)
    again = await api.approved(article_id)
    assert again.status_code == 409
    assert again.json()["code"] != "awaits_signature"
    stores = api.live.stores
    pack = await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)
    assert check_pack(pack) == ()
    # What another device signs is refused, and the act is over.
    other = await api.awaiting()
    wrong = await signed(api, DEPUTY, device(api), await api.approved(other))
    assert "không phải của khóa nào" in refused(wrong, 403, "bad_personal_signature")
    # With a reason of one's own the words go past the workflow server, and are signed all the same.
    said = {"reason": "Cần bổ sung số liệu", "reason_code": "below_quality", "seen_hash": await api.seen(other)}
    rejected = await signed(api, DEPUTY, deputy, await api.post(DEPUTY, f"/articles/{other}/reject", said))
    assert rejected.status_code == 200, rejected.text
    assert (await api.live.stores.articles.standing(other)).stage is Stage.REJECTED


async def test_what_no_device_made_for_this_desk_registers_nothing(api: Api) -> None:
    options = (await api.post(DEPUTY, "/personal-keys/options")).json()["options"]
    own = device(api)
    for response in ({}, {"response": {"clientDataJSON": "AAAA"}}, own.create(b"x" * 32)):
        answer = await api.post(DEPUTY, "/personal-keys", {"response": response})
        assert "đăng ký lại" in refused(answer, 422, "invalid_input", "response")
    stranger = own.create(challenge(options))
    assert (await api.post(HEAD, "/personal-keys", {"response": stranger})).status_code == 422
    own.origin = "https://evil.example"
    answer = await api.post(DEPUTY, "/personal-keys", {"response": own.create(challenge(options))})
    refused(answer, 422, "invalid_input", "response")
