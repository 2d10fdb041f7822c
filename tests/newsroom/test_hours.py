"""Hours that nobody can keep: refused wherever an act may state one, with the name of its field."""

from datetime import UTC, datetime, tzinfo
from datetime import timezone as zone_of
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.facts import hour
from newsroom.errors import InvalidInput, RefusalCode, Refused
from newsroom.matters.acts import MATTER_ACTS, MatterClaim
from newsroom.matters.facts import Hour
from newsroom.matters.kinds import MatterAct
from newsroom.shape import YEARS
from tests.support.samples import board

pytestmark = pytest.mark.trust

STATED: Final = [(act, fact) for act, row in MATTER_ACTS.items() for fact in row.facts if isinstance(fact, Hour)]
EACH: Final = pytest.mark.parametrize(("act", "fact"), STATED, ids=lambda value: getattr(value, "name", value))
ZONES: Final[list[tzinfo]] = [UTC, zone_of.max, zone_of.min]
MEMBER: Final = board().members[0]


def _of(first: int, last: int) -> st.SearchStrategy[datetime]:
    return st.datetimes(
        min_value=datetime(first, 1, 1),  # noqa: DTZ001 - the zone is drawn beside it
        max_value=datetime(last, 12, 31),  # noqa: DTZ001
        timezones=st.sampled_from(ZONES),
    )


BEYOND: Final = st.one_of(_of(1, YEARS.start - 1), _of(YEARS.stop, 9999))


def claimed(act: MatterAct, fact: Hour, said: str) -> MatterClaim:
    return MatterClaim(
        act_id="a1",
        act=act,
        matter=f"{MATTER_ACTS[act].kinds[0]}/m1",
        member=MEMBER.id,
        office=MEMBER.office,
        made_at=datetime(2026, 11, 23, tzinfo=UTC),
        facts={fact.name: said},
    )


def test_there_are_acts_with_hours() -> None:
    assert {fact.name for _, fact in STATED} == {"starts_at", "ends_at", "effective_from"}


@EACH
@given(moment=BEYOND)
def test_the_desk_names_the_field_before_anything_is_signed(act: MatterAct, fact: Hour, moment: datetime) -> None:
    """A year 9999 made the recording fail sixty-four times, and was told as an outage."""
    with pytest.raises(InvalidInput) as refused:
        hour(fact, moment)
    assert refused.value.field == fact.name, act


@EACH
@given(moment=BEYOND)
def test_a_signed_act_that_states_one_is_refused(act: MatterAct, fact: Hour, moment: datetime) -> None:
    """Whatever way it came: the storage could not keep the hour."""
    with pytest.raises(Refused) as refused:
        claimed(act, fact, moment.isoformat()).moment(fact)
    assert refused.value.code == RefusalCode.BAD_REQUEST
    assert f"({fact.name})" in refused.value.message


@EACH
@given(moment=_of(YEARS.start, YEARS.stop - 1))
def test_every_other_hour_is_taken(act: MatterAct, fact: Hour, moment: datetime) -> None:
    assert claimed(act, fact, hour(fact, moment)[1]).moment(fact) == moment
