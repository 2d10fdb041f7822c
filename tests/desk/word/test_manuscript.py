"""A Word file on its way to an article: labels, marks and points arrive; a file in an old encoding is refused."""

import pytest

from desk.manuscript.intake import read_manuscript
from desk.manuscript.paper import paper_file
from desk.statements import Manuscript
from newsroom.checklist.points import PointKind
from newsroom.errors import InvalidInput
from tests.desk.word.packing import sample

_META = {"title": "Một đầu đề", "kind": "news", "topics": ["economy"], "byline": "Cộng tác viên 1"}


def read(name: str) -> Manuscript:
    return read_manuscript(sample(name), filename="bai.docx", overrides=_META, known_topics={"economy": "Kinh tế"})


def test_marks_and_points_arrive() -> None:
    manuscript = read("07")
    assert "10<sup>6</sup>" in manuscript.content.body_html
    assert "CO<sub>2</sub>" in manuscript.content.body_html
    assert "<s>GACHBO 500.000</s>" in manuscript.content.body_html
    assert "ANDI" not in manuscript.content.body_html
    assert [point.kind for point in manuscript.points] == [PointKind.STRUCK_TEXT, PointKind.HIDDEN_TEXT]


def test_labels_arrive_as_text() -> None:
    body = read("X01").content.body_html
    assert "<p>Điều 3. DC hiệu lực</p>" in body
    assert "<ol" not in body


def test_a_file_in_an_old_encoding_is_refused_with_the_way_to_convert_it() -> None:
    with pytest.raises(InvalidInput, match="TCVN3"):
        read("10")


def test_a_paper_for_a_meeting_says_what_its_word_file_says() -> None:
    assert paper_file(sample("52"), "quyet-dinh.docx").text.splitlines()[1] == "Điều 1. Phạm vi điều chỉnh"
    with pytest.raises(InvalidInput) as caught:
        paper_file(sample("X16"), "a.docx")
    assert caught.value.field == "file"
