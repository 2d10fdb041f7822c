"""Shapes, boxes and pictures that are drawn into the text: what says something is shown or named."""

import pytest

from newsroom.checklist.points import PointKind
from tests.desk.word.packing import paragraph, points, run, texts, word_file

_SHAPED = "<w:r><w:drawing><wp:anchor><wps:wsp>{}</wps:wsp></wp:anchor></w:drawing></w:r>"
_DRAWN = "<w:r><w:pict>{}</w:pict></w:r>"


@pytest.mark.parametrize(
    ("drawing", "says"),
    [
        (_SHAPED.format('<a:prstGeom prst="line"/>'), False),
        (_SHAPED.format('<a:prstGeom prst="straightConnector1"/><a:ln><a:tailEnd type="none"/></a:ln>'), False),
        (_SHAPED.format('<a:prstGeom prst="straightConnector1"/><a:ln><a:tailEnd type="triangle"/></a:ln>'), True),
        (_SHAPED.format('<a:prstGeom prst="line"/>' * 2), True),
        (_SHAPED.format('<a:prstGeom prst="rightArrow"/>'), True),
        (_SHAPED.format("<a:custGeom/>"), True),
        (_DRAWN.format('<v:line from="0,0" to="9,0"/>'), False),
        (_DRAWN.format('<v:line><v:stroke endarrow="block"/></v:line>'), True),
        (_DRAWN.format('<v:shapetype id="_x0000_t32"/><v:shape type="#_x0000_t32"/>'), False),
        (_DRAWN.format('<v:rect xmlns:o="urn:schemas-microsoft-com:office:office" o:hr="t"/>'), False),
        (_DRAWN.format("<v:oval/>"), True),
    ],
)
def test_a_line_by_itself_says_nothing_and_any_other_shape_is_named(drawing: str, says: bool) -> None:
    """A line stands under the name of the office in every official letter."""
    assert points(word_file(paragraph(drawing))) == [(PointKind.SHAPE, "đoạn 1", "")] * says


def test_a_box_that_holds_nothing_is_nothing() -> None:
    box = "<wps:txbx><w:txbxContent><w:p/></w:txbxContent></wps:txbx>"
    assert points(word_file(paragraph(_SHAPED.format(box)))) == []


def test_the_link_of_a_picture_and_the_place_in_a_page_are_kept() -> None:
    click = '<wp:docPr id="1" name="x"><a:hlinkClick r:id="h"/></wp:docPr><a:blip r:embed="p"/>'
    picture = f"<w:r><w:drawing><wp:inline>{click}</wp:inline></w:drawing></w:r>"
    words = f'<w:hyperlink r:id="h" w:docLocation="muc">{run("a")}</w:hyperlink>'
    found = (("p", "image", "p.png"), ("h", "hyperlink", "https://a.vn/"))
    parts = {"word/p.png": b"\x89PNG"}
    data = word_file(paragraph(picture) + paragraph(words), *found, parts=parts, external="hyperlink")
    assert texts(data) == ['<a href="https://a.vn/"><img src="embedded:1"></a>', '<a href="https://a.vn/#muc">a</a>']
