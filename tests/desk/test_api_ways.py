"""Where one is reached, over HTTP: one's own, and what the Head enters; nobody else changes an address."""

from typing import Any

import pytest

from tests.support.api import Api, refused

KEYS = f"{'B' * 87}.{'a' * 22}"


async def of(api: Api, member: str, whose: str = "") -> dict[str, dict[str, Any]]:
    ways = (await api.get(member, "/ways")).json()["ways"]
    return {way["address"]: way for way in ways if way["member"] == (whose or member)}


async def test_a_member_adds_changes_and_ends_an_own_address(api: Api) -> None:
    said = {"way": "mail", "address": "pv1@caobang.invalid", "pace": "gathered"}
    assert (await api.post("reporter-1", "/ways", said)).status_code == 201
    way = (await of(api, "reporter-1"))["pv1@caobang.invalid"]
    assert (way["pace"], way["trouble"]) == ("gathered", "")
    changed = await api.post("reporter-1", f"/ways/{way['number']}/pace", {"pace": "at_once"})
    assert changed.status_code == 200, changed.text
    assert (await of(api, "reporter-1"))["pv1@caobang.invalid"]["pace"] == "at_once"
    told = (await api.get("reporter-1", "/inbox")).json()["notifications"]
    assert any("đã thêm nơi nhận thư điện tử" in note["text"] for note in told)
    assert (await api.post("reporter-1", f"/ways/{way['number']}/end")).status_code == 200
    assert "pv1@caobang.invalid" not in await of(api, "reporter-1")
    refused(await api.post("reporter-1", f"/ways/{way['number']}/end"), 422, "invalid_input", "number")


async def test_the_same_address_twice_is_one(api: Api) -> None:
    for _ in range(2):
        assert (await api.post("secretary", "/ways", {"way": "zalo", "address": "2468458835296197922"})).is_success
    assert len([a for a in await of(api, "secretary") if a == "2468458835296197922"]) == 1


async def test_nobody_but_the_head_says_where_another_is_reached(api: Api) -> None:
    """Whoever changes an address reads what is meant for another."""
    said = {"way": "mail", "address": "pv2@caobang.invalid", "of": "reporter-2"}
    for member in ("engineer", "secretary", "reporter-1"):
        refused(await api.post(member, "/ways", said), 403, "not_entitled")
    assert (await api.post("head", "/ways", said)).status_code == 201
    way = (await of(api, "reporter-2"))["pv2@caobang.invalid"]
    refused(await api.post("reporter-1", f"/ways/{way['number']}/end"), 422, "invalid_input", "number")
    refused(
        await api.post("reporter-1", f"/ways/{way['number']}/pace", {"pace": "gathered"}),
        422,
        "invalid_input",
        "number",
    )
    told = (await api.get("reporter-2", "/inbox")).json()["notifications"]
    assert any(note["text"].startswith("Trưởng Ban Biên tập đã thêm nơi nhận") for note in told)


async def test_others_read_no_address(api: Api) -> None:
    """The engineer sees that there is one, and enough to tell it by."""
    await api.post("reporter-2", "/ways", {"way": "mail", "address": "rieng@caobang.invalid"})
    assert "r…@caobang.invalid" in await of(api, "engineer", "reporter-2")
    assert "rieng@caobang.invalid" not in (await api.get("engineer", "/ways")).text
    assert await of(api, "reporter-1", "reporter-2") == {}


async def test_a_telephone_is_known_by_its_service_alone(api: Api) -> None:
    """The address of a subscription is a secret of the device, also on its own member's screen."""
    said = {"way": "push", "address": "https://fcm.googleapis.com/fcm/send/bi-mat", "keys": KEYS}
    assert (await api.post("deputy", "/ways", said)).status_code == 201
    assert "bi-mat" not in (await api.get("deputy", "/ways")).text
    assert (await api.get("deputy", "/ways")).json()["push_public_key"]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"way": "mail", "address": "không phải thư"}, "address"),
        ({"way": "push", "address": "https://la.vn/x", "keys": KEYS}, "address"),
        ({"way": "push", "address": "https://fcm.googleapis.com/x"}, "keys"),
        ({"way": "fax", "address": "1"}, "way"),
    ],
)
async def test_what_cannot_be_reached_is_named(api: Api, said: dict[str, str], field: str) -> None:
    refused(await api.post("head", "/ways", said), 422, "invalid_input", field)


async def test_addresses_are_limited(api: Api) -> None:
    """A member with a thousand addresses would have us send a thousand letters for each act."""
    answers = [
        await api.post("accountant", "/ways", {"way": "mail", "address": f"kt{number}@caobang.invalid"})
        for number in range(6)
    ]
    assert [answer.is_success for answer in answers].count(True) <= 5
    refused(answers[-1], 422, "invalid_input", "address")
