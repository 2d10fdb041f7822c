import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.ledger.chain import GENESIS, Head, Link, body_hash, body_text, entry_hash, faults

LENGTH = 6


def chained(bodies: Sequence[str]) -> list[Link]:
    entries: list[Link] = []
    previous = GENESIS
    for seq, body in enumerate(bodies, start=1):
        entries.append(Link(seq=seq, body=body, prev_hash=previous, hash=entry_hash(seq, previous, body_hash(body))))
        previous = entries[-1].hash
    return entries


def head_of(entries: Sequence[Link]) -> Head:
    return Head(seq=entries[-1].seq, hash=entries[-1].hash) if entries else Head(seq=0, hash=GENESIS)


LEDGER = chained([body_text({"act": "approve", "article": f"CB-{n}"}) for n in range(LENGTH)])
HEAD = head_of(LEDGER)

places = st.integers(min_value=0, max_value=LENGTH - 1)
bodies = st.lists(st.dictionaries(st.text(), st.text() | st.integers() | st.none()).map(body_text), max_size=8)


class TestIntact:
    def test_an_empty_ledger_is_whole(self) -> None:
        assert faults([], Head(seq=0, hash=GENESIS)) == ()

    @given(bodies)
    def test_a_ledger_as_it_was_written_is_whole(self, written: list[str]) -> None:
        entries = chained(written)
        assert faults(iter(entries), head_of(entries)) == ()

    def test_two_equal_bodies_in_a_row_are_no_fault(self) -> None:
        entries = chained(["{}", "{}"])
        assert faults(entries, head_of(entries)) == ()
        assert entries[0].hash != entries[1].hash


class TestTampering:
    @given(place=places, body=st.text())
    def test_an_altered_body_is_found_by_its_row(self, place: int, body: str) -> None:
        entries = [*LEDGER]
        if entries[place].body == body:
            return
        entries[place] = replace(entries[place], body=body)
        (fault,) = faults(entries, HEAD)
        assert f"Dòng {place + 1} đã bị sửa" in fault

    @given(place=places)
    def test_an_altered_row_with_its_own_hash_mended_breaks_the_next_link(self, place: int) -> None:
        old = LEDGER[place]
        forged = replace(old, body="{}", hash=entry_hash(old.seq, old.prev_hash, body_hash("{}")))
        found = faults([*LEDGER[:place], forged, *LEDGER[place + 1 :]], HEAD)
        assert len(found) == 1
        assert ("các dòng cuối" if place == LENGTH - 1 else f"Dòng {place + 2} không nối") in found[0]

    @given(place=places)
    def test_a_tail_forged_from_a_row_on_misses_the_head(self, place: int) -> None:
        bodies = [entry.body for entry in LEDGER]
        bodies[place] = "{}"
        assert faults(chained(bodies), HEAD)

    @pytest.mark.parametrize("place", range(LENGTH - 1))
    def test_a_removed_row_is_found_and_named(self, place: int) -> None:
        (fault,) = faults([*LEDGER[:place], *LEDGER[place + 1 :]], HEAD)
        assert f"Thiếu dòng {place + 1} đến {place + 1}" in fault

    @pytest.mark.parametrize("kept", range(LENGTH))
    def test_removed_last_rows_are_found(self, kept: int) -> None:
        (fault,) = faults(LEDGER[:kept], HEAD)
        assert f"có {LENGTH} dòng nhưng chỉ còn {kept}" in fault

    @given(first=places, removed=st.integers(min_value=1, max_value=LENGTH))
    def test_several_removed_rows_are_found(self, first: int, removed: int) -> None:
        assert faults([*LEDGER[:first], *LEDGER[first + removed :]], HEAD)

    @given(place=places)
    def test_a_row_removed_and_the_rest_renumbered_is_found(self, place: int) -> None:
        rest = [*LEDGER[:place], *LEDGER[place + 1 :]]
        renumbered = [replace(entry, seq=n) for n, entry in enumerate(rest, start=1)]
        assert faults(renumbered, HEAD)
        assert faults(renumbered, head_of(renumbered)) or place == LENGTH - 1

    @given(st.permutations(LEDGER))
    def test_rows_in_another_order_are_found(self, order: list[Link]) -> None:
        assert bool(faults(order, HEAD)) == (order != LEDGER)

    @given(places, places)
    def test_bodies_that_changed_places_are_found(self, one: int, other: int) -> None:
        entries = [*LEDGER]
        entries[one] = replace(entries[one], body=LEDGER[other].body)
        entries[other] = replace(entries[other], body=LEDGER[one].body)
        found = faults(entries, HEAD)
        assert len(found) == (0 if one == other else 2)

    @given(place=places)
    def test_a_row_written_twice_is_found(self, place: int) -> None:
        assert faults([*LEDGER[: place + 1], LEDGER[place], *LEDGER[place + 1 :]], HEAD)

    def test_a_row_that_the_head_does_not_know_is_found(self) -> None:
        assert faults(chained([*(entry.body for entry in LEDGER), "{}"]), HEAD)

    @pytest.mark.parametrize(
        "head", [replace(HEAD, seq=LENGTH + 1), replace(HEAD, hash=GENESIS), Head(seq=0, hash=GENESIS)]
    )
    def test_a_forged_head_is_found(self, head: Head) -> None:
        assert faults(LEDGER, head)

    @given(place=places, field=st.sampled_from(["hash", "prev_hash"]))
    def test_an_altered_hash_is_found(self, place: int, field: str) -> None:
        changes: dict[str, Any] = {field: "f" * 64}
        assert faults([*LEDGER[:place], replace(LEDGER[place], **changes), *LEDGER[place + 1 :]], HEAD)

    @given(st.permutations(LEDGER))
    def test_a_gap_is_told_from_its_first_missing_row_to_its_last(self, order: list[Link]) -> None:
        """“Thiếu dòng 3 đến 0” would send people looking for rows that never were."""
        for fault in faults(order, HEAD):
            for first, last in re.findall(r"Thiếu dòng (\d+) đến (-?\d+)", fault):
                assert int(first) <= int(last), fault


class TestBodies:
    def test_a_body_does_not_depend_on_the_order_of_its_keys(self) -> None:
        assert body_text({"b": 1, "a": "ờ"}) == body_text({"a": "ờ", "b": 1}) == '{"a":"ờ","b":1}'

    @given(st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.none()))
    def test_a_body_can_be_read_again(self, body: dict[str, Any]) -> None:
        assert json.loads(body_text(body)) == body

    @given(st.integers(min_value=0, max_value=99), st.text(alphabet="0123456789|", max_size=6))
    def test_a_number_cannot_flow_into_the_hash_beside_it(self, seq: int, previous: str) -> None:
        assert entry_hash(seq, previous + GENESIS, GENESIS) != entry_hash(seq * 10 + 1, previous + GENESIS, GENESIS)
