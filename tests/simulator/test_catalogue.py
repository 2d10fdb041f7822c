"""Every fault of the catalogue, switched on and met; an entry nobody can meet fails here."""

import asyncio
import re
from typing import Final

import httpx
import pytest

from simulator.catalogue.all import CATALOGUE
from simulator.door import ReplyLost
from simulator.faults import Channel, Fault, Stage
from simulator.wording import FOREIGN
from tests.simulator.outside import RIGHT_LINK, Outside
from tests.simulator.probes import PROBES, Act

ENTRIES = [(channel, call, fault) for channel, faults in CATALOGUE.items() for fault in faults for call in fault.calls]
TAMPERED = "Câu này do người ngoài chèn vào."
READS = {
    "token",
    "debug_token",
    "verify",
    "scrape",
    "page",
    "file",
}


def changes_something(channel: Channel, call: str) -> bool:
    if call in READS:
        return channel is Channel.ZALO_OA and call == "token"
    return not call.startswith(("get", "list"))


@pytest.mark.parametrize(
    ("channel", "call", "fault"), ENTRIES, ids=[f"{channel}-{call}-{fault.name}" for channel, call, fault in ENTRIES]
)
@pytest.mark.asyncio
async def test_every_fault_can_be_met(outside: Outside, channel: Channel, call: str, fault: Fault) -> None:
    """A fault in the catalogue that no call can trigger would promise a test nobody can run."""
    act = await PROBES[channel, call](outside)
    answer = await outside.switch_on(channel, call, fault.name, seconds=0.02)
    assert answer.status_code == 201
    before = outside.fingerprint()
    await meet(act, fault)
    touched = outside.fingerprint() != before
    if fault.stage in (Stage.BEFORE, Stage.CUT_BEFORE):
        assert not touched
    elif fault.stage in (Stage.AFTER, Stage.CUT_AFTER, Stage.LATE):
        assert touched == changes_something(channel, call)
    assert (await outside.http.get("/_sim/faults")).json()["faults"] == []
    last = (await outside.http.get("/_sim/requests")).json()["requests"][-1]
    assert (last["channel"], last["call"], last["fault"]) == (channel, call, fault.name)


async def meet(act: Act, fault: Fault) -> None:
    if fault.stage in (Stage.CUT_BEFORE, Stage.CUT_AFTER):
        with pytest.raises(ReplyLost):
            await act()
        return
    started = asyncio.get_running_loop().time()
    answer = await act()
    match fault.stage:
        case Stage.BEFORE | Stage.AFTER:
            assert answer.status_code == fault.status
            assert code_in(answer) in (None, fault.code, str(fault.code).lower())
        case Stage.LATE:
            assert answer.is_success
            assert asyncio.get_running_loop().time() - started >= 0.02
        case _:
            behaves_otherwise(answer, fault)


def code_in(answer: httpx.Response) -> object:
    if "json" not in answer.headers["content-type"]:
        return None
    body = answer.json()
    if isinstance(body.get("error"), dict):
        assert "fbtrace_id" in body["error"]
        return body["error"]["code"]
    return body.get("error", body.get("status", body.get("code")))


OTHERWISE: Final[dict[str, tuple[str, str]]] = {
    "link_changed": (FOREIGN, RIGHT_LINK),
    "photo_dropped": ("anh-thu-hai", "anh-thu-nhat"),
    "label_changed": ("Điều 99.", "Điều 1."),
    "sup_dropped": ("106 đồng", "<sup>"),
    "attachments_dropped": ("Phiên họp", "attachments"),
    "last_photo_dropped": ("media_type", "subattachments"),
    "preview_stale": ("tin-moi", "error"),
}
"""What an answer says under a fault, and what it says no more."""


def behaves_otherwise(answer: httpx.Response, fault: Fault) -> None:
    match fault.name:
        case "altered_text" | "page_altered":
            assert TAMPERED in answer.text or TAMPERED in str(answer.json())
        case "list_lags":
            found = answer.json()
            found = found.get("data", found) if isinstance(found, dict) else found
            lines = found.get("medias") if isinstance(found, dict) else found
            assert lines == []
        case "slug_taken":
            assert answer.json()["slug"] == "tin-moi-2"
        case "media_failed":
            assert answer.json()["error"] == -200
        case other:
            says, says_not = OTHERWISE[other]
            text = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), answer.text)
            assert says in text
            assert says_not not in text


def test_every_call_of_the_catalogue_is_probed() -> None:
    """A probe without faults, or a call without a probe, means the two lists have drifted apart."""
    assert {(channel, call) for channel, call, _ in ENTRIES} == set(PROBES)


def test_entries_are_unique_and_explained() -> None:
    names = [(channel, call, fault.name) for channel, call, fault in ENTRIES]
    assert len(names) == len(set(names))
    assert all(fault.text[0].isupper() and not fault.text.endswith(".") for _, _, fault in ENTRIES)


@pytest.mark.asyncio
async def test_the_catalogue_is_served(outside: Outside) -> None:
    served = (await outside.http.get("/_sim/faults/catalogue")).json()["faults"]
    assert {(e["channel"], e["call"], e["fault"]) for e in served} == {
        (channel, call, fault.name) for channel, call, fault in ENTRIES
    }
