"""Lines of the ledger: written as they always were, read whatever stands there."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.authority import Hold
from newsroom.ledger.acts import ActAccepted, ActRefused, Submission
from newsroom.ledger.chain import body_text, faults
from newsroom.ledger.entries import Entry, Unreadable, entry_from, to_body
from newsroom.ledger.kinds import EntryKind
from tests.newsroom.ledger.strategies import KINDS, LATER, entries, json_values
from tests.support.kept_ledgers import head, links, rows
from tests.support.proofs import examples

OLD = pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['seq']}")


def kept(name: str, **said: Any) -> dict[str, Any]:
    """The body of the first old line of a kind."""
    return next(
        body
        for body in (json.loads(row["body"]) for row in rows())
        if body["kind"] == name and said.items() <= body.items()
    )


class TestWhatOldCodeHasWritten:
    def test_its_ledger_is_whole_and_has_every_kind(self) -> None:
        assert faults(links(), head()) == ()
        later = {
            EntryKind.ENTERED,
            EntryKind.KEY,
            EntryKind.RESTORED,
            EntryKind.RELEASED,
            EntryKind.REFUSALS,
            EntryKind.TOKEN,
            EntryKind.CONFIRMED,
            EntryKind.REMARK,
            EntryKind.POINT,
            EntryKind.PERSONAL_KEY,
        }
        assert {json.loads(row["body"])["kind"] for row in rows()} == set(EntryKind) - later
        assert {type(entry_from(row["body"])) for row in rows()} == {kind for kind in KINDS if kind.kind not in later}

    @OLD
    def test_each_line_is_written_as_it_was_byte_for_byte(self, row: dict[str, Any]) -> None:
        """A body that is written otherwise is another hash: old packs and new lines would tell two stories."""
        entry = entry_from(row["body"])
        assert not isinstance(entry, Unreadable), entry.reason
        assert (entry.article_id, entry.act_id) == (row["article_id"], row["act_id"])
        assert body_text(to_body(entry)) == row["body"]

    def test_lines_from_before_a_field_was_kept_are_read(self) -> None:
        """The first ledgers know no seat and no grant, and name no route beside the act."""
        old = kept("act", outcome="accepted")
        for name in ("hold", "route"):
            del old[name]
        for name in ("grant", "scope", "dates", "acting_for"):
            del old["ground"][name]
        old["details"].pop("to", None)
        entry = entry_from(body_text(old))
        assert isinstance(entry, ActAccepted)
        assert (entry.hold, entry.route, entry.ground.grant, entry.ground.acting_for) == (Hold.OWNER, None, "", None)

    @pytest.mark.trust
    def test_a_submission_from_before_it_was_signed_is_read_and_marked(self) -> None:
        entry = entry_from(body_text(kept("submission")))
        assert isinstance(entry, Submission)
        assert (entry.is_signed, entry.act_id, entry.office, entry.claim) == (False, None, None, "")

    def test_a_field_that_nobody_knows_yet_is_passed_over(self) -> None:
        """While workers of two versions run, the older one reads what the newer one writes."""
        assert isinstance(entry_from(body_text(kept("submission") | {"signature": "AAAA"})), Submission)


class TestRoundTrip:
    @pytest.mark.parametrize("kind", [*KINDS, *LATER], ids=lambda kind: kind.__name__)
    @given(data=st.data())
    def test_what_is_written_is_read_again(self, kind: type[Entry], data: st.DataObject) -> None:
        entry = data.draw(entries(kind))
        assert entry_from(body_text(to_body(entry))) == entry


class TestWhateverStandsThere:
    @given(st.text())
    def test_no_text_is_an_error(self, text: str) -> None:
        assert isinstance(entry_from(text), Unreadable)

    @given(json_values)
    def test_no_json_is_an_error(self, value: Any) -> None:
        assert isinstance(entry_from(body_text(value)), Unreadable)

    @OLD
    @examples(1, drawn=0.2)
    @given(data=st.data())
    def test_no_field_of_another_shape_is_an_error(self, row: dict[str, Any], data: st.DataObject) -> None:
        body = json.loads(row["body"])
        place = data.draw(st.sampled_from([body, *(part for part in body.values() if isinstance(part, dict) and part)]))
        name = data.draw(st.sampled_from(sorted(place)))
        if data.draw(st.booleans()):
            place[name] = data.draw(json_values)
        else:
            del place[name]
        read = entry_from(body_text(body))
        if not isinstance(read, Unreadable):
            to_body(read)

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "nội dung không phải JSON"),
            ("sửa", "nội dung không phải JSON"),
            ("{} ", "nội dung không ở dạng chuẩn"),
            ('{"kind":"act","kind":"deed"}', "nội dung không ở dạng chuẩn"),
            ("[]", "nội dung không phải một bản ghi"),
            ("null", "nội dung không phải một bản ghi"),
            ("{}", "thiếu mục “kind”"),
            ('{"kind":[]}', "mục “kind” sai dạng"),
            ('{"kind":"poem"}', "mục “kind” sai dạng"),
            ('{"kind":"act"}', "thiếu mục “outcome”"),
            ('{"kind":"act","outcome":"maybe"}', "mục “outcome” sai dạng"),
            ('{"kind":"board"}', "thiếu mục “at”"),
            ('{"at":"2026-11-29","kind":"board"}', "mục “at” sai dạng"),
            ('{"at":"9999-12-31T23:59:59+00:00","kind":"board"}', "mục “at” sai dạng"),
            ('{"kind":NaN}', "nội dung không phải JSON"),
            ('{"kind":' + "9" * 5000 + "}", "nội dung không phải JSON"),
            ("[" * 100_000, "nội dung không phải JSON"),
            ('{"kind":"\\u0000"}', "mục “kind” sai dạng"),
            ('{"kind":"\\ud800"}', "nội dung không ở dạng chuẩn"),
        ],
    )
    def test_it_says_what_is_wrong(self, text: str, reason: str) -> None:
        assert entry_from(text) == Unreadable(raw=text, reason=reason)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("revision", True), ("revision", 1.5), ("revision", "1"), ("details", []), ("ground", None),
            ("channels", "x"), ("route", None), ("act", "poem"), ("act_id", None), ("content_hash", 5), ("at", None),
        ],
    )  # fmt: skip
    def test_an_accepted_act_of_wrong_shape_is_none(self, name: str, value: Any) -> None:
        """What cannot be read is never taken for an approval."""
        body = kept("act", act="approve", outcome="accepted") | {name: value}
        read = entry_from(body_text(body))
        assert isinstance(read, ActAccepted if name == "channels" else Unreadable)

    def test_a_forged_one_names_nobody(self) -> None:
        read = entry_from(body_text(kept("act", code="bad_signature")))
        assert isinstance(read, ActRefused)
        assert (read.member, read.act_id) == ("", None)
