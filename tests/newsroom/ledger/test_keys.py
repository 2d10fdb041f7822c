"""The ring: which key counts at which line, who may change it, what a theft undoes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.signatures import is_signed_by
from desk.signing import DeskKey, new_private_key
from newsroom.claims import CLAIM_LIFETIME
from newsroom.ledger.entries import Line, Unreadable
from newsroom.ledger.key_lines import KeyChanged, KeyStolen
from newsroom.ledger.keys import KeyRing, first_ring
from tests.support.samples import NOW

pytestmark = pytest.mark.trust

FIRST, NEXT, LAST, SECOND, THIEF = (DeskKey(new_private_key()) for _ in range(5))
HOUR = timedelta(hours=1)
TEXT = "một thao tác"


def changed(seq: int, before: DeskKey, after: DeskKey, by: DeskKey, hours: float = 0) -> Line:
    at = NOW + hours * HOUR
    line = KeyChanged(at=at, before=before.public_key, public_key=after.public_key, by=by.public_key, signature="")
    return Line(seq=seq, entry=replace(line, signature=by.signature_of(line.text)))


def stolen(seq: int, key: DeskKey, by: DeskKey, since: float, hours: float = 0) -> Line:
    line = KeyStolen(
        at=NOW + hours * HOUR, public_key=key.public_key, stolen_from=NOW + since * HOUR, by=by.public_key, signature=""
    )
    return Line(seq=seq, entry=replace(line, signature=by.signature_of(line.text)))


def forged(line: Line, **fields: Any) -> Line:
    assert isinstance(line.entry, KeyChanged)
    return replace(line, entry=replace(line.entry, **fields))


def ring(*lines: Line, second: DeskKey | None = SECOND) -> KeyRing:
    return first_ring(FIRST.public_key, second.public_key if second else "", is_signed_by).extended(lines)


def holds(ring: KeyRing, key: DeskKey, line: int, hours: float = 0) -> bool:
    return ring.holds(TEXT, key.signature_of(TEXT), line=line, at=NOW + hours * HOUR)


def doubtful(ring: KeyRing, key: DeskKey, line: int, hours: float = 0) -> bool:
    return ring.is_doubtful(TEXT, key.signature_of(TEXT), line=line, at=NOW + hours * HOUR)


class TestOneKey:
    def test_the_first_key_counts_at_every_line(self) -> None:
        assert all(holds(ring(), FIRST, line) for line in (1, 5, 10**9))
        assert not holds(ring(), THIEF, 1)
        assert not holds(ring(), SECOND, 1)

    def test_another_text_is_not_signed(self) -> None:
        assert not ring().holds(f"{TEXT}!", FIRST.signature_of(TEXT), line=1, at=NOW)
        assert not ring().holds(TEXT, "không phải chữ ký", line=1, at=NOW)
        assert not ring().holds("\ud800", FIRST.signature_of(TEXT), line=1, at=NOW)


class TestChange:
    AFTER = ring(changed(10, FIRST, NEXT, FIRST))

    def test_each_key_counts_at_its_lines(self) -> None:
        assert self.AFTER.present == NEXT.public_key
        assert not self.AFTER.faults
        assert [holds(self.AFTER, FIRST, line, 1) for line in (1, 10, 11, 99)] == [True, True, False, False]
        assert [holds(self.AFTER, NEXT, line, 1) for line in (1, 10, 11, 99)] == [False, False, True, True]

    def test_acts_on_the_way_still_count(self) -> None:
        life = CLAIM_LIFETIME / HOUR
        assert holds(self.AFTER, FIRST, 12, life)
        assert not holds(self.AFTER, FIRST, 12, life + 0.001)
        assert self.AFTER.accepts(FIRST.public_key, NOW + CLAIM_LIFETIME)
        assert not self.AFTER.accepts(FIRST.public_key, NOW + HOUR)
        assert self.AFTER.accepts(NEXT.public_key, NOW)
        assert not self.AFTER.accepts(THIEF.public_key, NOW)

    def test_the_second_office_may_change_it(self) -> None:
        assert ring(changed(10, FIRST, NEXT, SECOND)).present == NEXT.public_key

    def test_keys_follow_one_another(self) -> None:
        twice = ring(changed(10, FIRST, NEXT, FIRST), changed(20, NEXT, LAST, NEXT, 5))
        assert [key.public_key for key in twice.keys] == [key.public_key for key in (FIRST, NEXT, LAST)]
        assert [holds(twice, NEXT, line, 9) for line in (10, 11, 20, 21)] == [False, True, True, False]

    @pytest.mark.parametrize(
        "line",
        [
            changed(10, FIRST, THIEF, THIEF),
            changed(10, FIRST, THIEF, NEXT),
            changed(10, NEXT, THIEF, FIRST),
            changed(10, FIRST, FIRST, FIRST),
            changed(10, FIRST, SECOND, FIRST),
            forged(changed(10, FIRST, THIEF, THIEF), by=FIRST.public_key),
            forged(changed(10, FIRST, NEXT, FIRST), public_key=THIEF.public_key),
        ],
        ids=["thief", "unknown", "other-before", "itself", "second-office-itself", "name-only", "another-new-key"],
    )
    def test_one_that_nobody_who_may_has_signed_changes_nothing_and_is_named(self, line: Line) -> None:
        after = ring(line)
        assert after.present == FIRST.public_key
        assert len(after.faults) == 1
        assert "Dòng 10" in after.faults[0]
        assert holds(after, FIRST, 11)
        assert not holds(after, THIEF, 11)

    def test_without_a_second_office_nobody_signs_as_one(self) -> None:
        line = changed(10, FIRST, THIEF, THIEF)
        nameless = forged(line, by="")
        assert ring(line, nameless, second=None).present == FIRST.public_key

    def test_a_key_that_was_changed_changes_nothing_any_more_nor_comes_back(self) -> None:
        after = ring(changed(10, FIRST, NEXT, FIRST), changed(11, NEXT, LAST, FIRST), changed(12, NEXT, FIRST, NEXT))
        assert after.present == NEXT.public_key
        assert len(after.faults) == 2

    def test_a_line_that_is_written_twice_changes_nothing_the_second_time(self) -> None:
        line = changed(10, FIRST, NEXT, FIRST)
        assert ring(line, replace(line, seq=11)).keys == ring(line).keys


class TestTheft:
    AFTER = ring(changed(10, FIRST, NEXT, FIRST, 2), stolen(20, FIRST, NEXT, since=1, hours=3))

    def test_later_acts_are_void_and_earlier_ones_doubtful(self) -> None:
        assert holds(self.AFTER, FIRST, 5, 0.5)
        assert doubtful(self.AFTER, FIRST, 5, 0.5)
        assert not holds(self.AFTER, FIRST, 5, 1)
        assert not doubtful(self.AFTER, FIRST, 5, 1)
        assert not doubtful(self.AFTER, NEXT, 15, 2.5)

    def test_a_line_that_is_dated_back_after_the_report_is_void(self) -> None:
        assert not holds(self.AFTER, FIRST, 21, 0.5)

    def test_a_report_makes_the_hour_earlier_never_later(self) -> None:
        later = self.AFTER.extended([stolen(30, FIRST, NEXT, since=2, hours=4)])
        assert later.keys[0].stolen_from == NOW + HOUR
        earlier = self.AFTER.extended([stolen(30, FIRST, NEXT, since=0.25, hours=4)])
        assert not holds(earlier, FIRST, 5, 0.5)

    def test_the_present_key_is_reported_by_the_second_office_only(self) -> None:
        assert not ring(stolen(10, FIRST, FIRST, since=0)).keys[0].stolen_from
        after = ring(stolen(10, FIRST, SECOND, since=1, hours=2))
        assert not holds(after, FIRST, 11, 3)
        assert not after.accepts(FIRST.public_key, NOW + 3 * HOUR)
        assert ring(stolen(10, FIRST, SECOND, since=1, hours=2), changed(11, FIRST, THIEF, FIRST, 3)).present == (
            FIRST.public_key
        )
        assert after.extended([changed(11, FIRST, NEXT, SECOND, 3)]).present == NEXT.public_key

    @pytest.mark.parametrize("by", [FIRST, THIEF])
    def test_a_report_that_nobody_who_may_has_signed_is_named(self, by: DeskKey) -> None:
        after = ring(changed(10, FIRST, NEXT, FIRST), stolen(20, FIRST, by, since=0))
        assert after.keys[0].stolen_from is None
        assert len(after.faults) == 1

    def test_a_thief_who_changed_the_key_is_put_out_by_the_second_office(self) -> None:
        taken = ring(changed(10, FIRST, THIEF, FIRST, 1))
        freed = taken.extended([stolen(20, THIEF, SECOND, since=1, hours=2), changed(21, THIEF, NEXT, SECOND, 2)])
        assert freed.present == NEXT.public_key
        assert not any(holds(freed, THIEF, line, 1.5) for line in (11, 19, 22))
        assert holds(freed, NEXT, 22, 3)


@given(st.data())
def test_reading_line_by_line_or_all_at_once_is_the_same(data: st.DataObject) -> None:
    keys = [FIRST, NEXT, LAST, SECOND, THIEF]
    pick = st.sampled_from(keys)
    lines: list[Line] = []
    for seq in range(1, data.draw(st.integers(1, 6)) + 1):
        made: Any = data.draw(st.sampled_from([changed, stolen, None]))
        if made is changed:
            lines.append(changed(seq, data.draw(pick), data.draw(pick), data.draw(pick), seq))
        elif made is stolen:
            lines.append(stolen(seq, data.draw(pick), data.draw(pick), data.draw(st.integers(0, 6)), seq))
        else:
            lines.append(Line(seq=seq, entry=Unreadable(raw="", reason="")))
    whole = ring(*lines)
    step = ring()
    for line in lines:
        step = step.extended([line])
    assert step == whole
