"""What the code before the typed ledger has made is read by this code: its packs of evidence and its timelines."""

import json
import re
from typing import Any

import pytest

from desk.evidence.check import check_pack
from desk.presenting.timeline import timeline_data, timeline_lines
from newsroom.ledger.entries import Line, Unreadable
from tests.desk.forging import Pack, rechained
from tests.support.kept_ledgers import LIVES, PACKS, by_id, lines, lives, load


@pytest.mark.parametrize("name", PACKS)
def test_an_old_pack_proves_what_it_proved(name: str) -> None:
    kept = load(f"pack_{name}")
    assert list(check_pack(kept["pack"], trusted_key=kept["pack"]["desk_public_key"])) == kept["faults"]


@pytest.mark.parametrize("name", LIVES)
def test_an_old_timeline_is_told_word_for_word(name: str) -> None:
    told = json.loads(json.dumps(timeline_data(lines(lives()[name]["article_id"]), by_id())))
    mark = " Dòng này có từ trước khi bài gửi được ký."
    assert told[0]["text"].endswith(mark)
    told[0]["text"] = told[0]["text"].removesuffix(mark)
    kept = json.dumps(lives()[name]["timeline"], ensure_ascii=False)
    # Told until then with the numbers that rules have in this house, which mean nothing to officials, and with spans
    # of time that the notice of the day may have otherwise.
    kept = re.sub(r"Căn cứ: điều \d+, ", "Căn cứ: ", kept).replace("biên tập trong 4 giờ làm việc", "biên tập lần cuối")
    assert told == json.loads(re.sub(r" trong (?:60 phút|2 giờ)(?= sau khi duyệt|[ :(])", "", kept))


@pytest.mark.parametrize("text", ["sửa", "[]", "{}", '{"kind":"poem"}', '{"kind": "act"}', "[" * 50_000])
def test_a_line_that_cannot_be_read_is_named_in_a_pack(text: str) -> None:
    """The first such line hid what else was wrong."""
    pack: Pack = json.loads(json.dumps(load("pack_published")["pack"]))
    spoilt = pack["entries"][2]
    spoilt["body"] = text
    found = check_pack(pack)
    assert f"Dòng sổ {spoilt['seq']} không đọc được: " in found[0]
    assert any("không khớp với chỗ của nó trong chuỗi" in fault for fault in found)


@pytest.mark.parametrize(
    ("name", "value"), [("ground", None), ("details", []), ("claim", None), ("stage", "poem"), ("board_version", "1")]
)
def test_a_forger_who_spoils_the_shape_is_named_too(name: str, value: Any) -> None:
    """Even one who rewrites the whole chain, so that every hash fits."""

    def rewrite(body: dict[str, Any]) -> None:
        if (body["kind"], body.get("act")) == ("act", "approve"):
            body[name] = value

    found = check_pack(rechained(load("pack_published")["pack"], rewrite))
    assert f"không đọc được: mục “{name}” sai dạng." in found[0]


def test_a_line_that_cannot_be_read_has_a_sentence_and_no_hour() -> None:
    spoilt = Line(seq=12, entry=Unreadable(raw="sửa", reason="nội dung không phải JSON"))
    (event,) = events = timeline_data([spoilt], by_id())
    assert event["text"].startswith("Dòng sổ 12 không đọc được: nội dung không phải JSON. ")
    assert timeline_lines(events) == [event["text"]]
