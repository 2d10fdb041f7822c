"""The channel that is watched does what the one behind it does, and tells how it ended."""

from typing import Any

import pytest

from activities.ports import ChannelTrouble, Trouble
from newsroom.article import ChannelName
from workers.telemetry.channel_calls import MeteredChannel, outcome_of
from workers.telemetry.names import ANSWERED, CALL, CHANNEL_CALL
from workers.telemetry.process import Spreads


class Answering:
    """A channel that answers everything with one value, or one failure."""

    name = ChannelName.PORTAL

    def __init__(self, answer: object) -> None:
        self._answer = answer

    def __getattr__(self, name: str) -> Any:
        async def call(*_given: object) -> object:
            if isinstance(self._answer, BaseException):
                raise self._answer
            return self._answer

        return call


@pytest.mark.parametrize("call", CALL.values)
async def test_every_call_is_handed_on_and_counted(call: str) -> None:
    """A verb of the port that is not watched would be missing from every dashboard."""
    calls = Spreads(CHANNEL_CALL)
    channel = MeteredChannel(Answering("Z"), calls)
    given = {"prepare": 1, "find": 2, "health": 0}.get(call, 2)
    answer = await getattr(channel, call)(*["x"] * given)
    assert answer == (None if call in {"reveal", "amend", "remove"} else "Z")
    assert list(calls.reading().values) == [("portal", call, "ok")]


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (ChannelTrouble(Trouble.REJECTED, ""), "rejected"),
        (ChannelTrouble(Trouble.BUSY, ""), "busy"),
        (ChannelTrouble(Trouble.BUSY, "", not_sent=True), "unreachable"),
        (ChannelTrouble(Trouble.UNCLEAR, ""), "ambiguous"),
        (ChannelTrouble(Trouble.NEEDS_PERSON, "", not_sent=True), "needs_person"),
        (ZeroDivisionError(), "failed"),
    ],
)
async def test_a_failure_passes_and_is_counted_by_its_kind(failure: BaseException, outcome: str) -> None:
    """The one who counts must not swallow what happened."""
    calls = Spreads(CHANNEL_CALL)
    with pytest.raises(type(failure)):
        await MeteredChannel(Answering(failure), calls).health()
    assert list(calls.reading().values) == [("portal", "health", outcome)]


def test_all_outcomes_are_in_the_table() -> None:
    """A word outside the table would break the scrape when the first such call happens."""
    troubles = [ChannelTrouble(trouble, "", not_sent=not_sent) for trouble in Trouble for not_sent in (True, False)]
    assert {outcome_of(trouble) for trouble in troubles} | {"ok", "failed"} == set(ANSWERED.values)


def test_an_observation_falls_into_its_bucket() -> None:
    """The limit itself belongs to the bucket, as Prometheus counts."""
    calls = Spreads(CHANNEL_CALL)
    for seconds in (0.25, 0.3, 61):
        calls.observe(("portal", "read", "ok"), seconds)
    (found,) = calls.reading().values.values()
    assert getattr(found, "counts", ()) == (1, 1, 0, 0, 0, 0, 0, 1)
