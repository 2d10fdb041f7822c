"""The same text twice: said to the author at submission and to the approver, by name only to who may see the other."""

from typing import Any

from newsroom.article import spoken
from tests.support.api import Api

TEXT = "Sáng 23/11/2026, các trường vùng cao của tỉnh đã đón {} học sinh trở lại lớp sau những ngày mưa lũ.\n"


async def sent(api: Api, member: str, title: str, text: str) -> dict[str, Any]:
    answer = await api.send(member, title=title, text=text)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_the_author_is_told_at_once(api: Api) -> None:
    """Two reporters sent the same release under two titles, and both went out."""
    text = TEXT.format(1201)
    first = await sent(api, "reporter-1", "Học sinh trở lại lớp", text)
    assert first["notes"] == []
    (own,) = (await sent(api, "reporter-1", "Trường học mở cửa lại", text))["notes"]
    assert spoken(first["article_id"]) in own
    (hidden,) = (await sent(api, "reporter-2", "Sau mưa lũ, trò đến lớp", text))["notes"]
    assert "một bài khác" in hidden
    assert spoken(first["article_id"]) not in hidden
    assert "Học sinh trở lại lớp" not in hidden


async def test_the_approver_finds_it_in_the_card_and_beside_the_text(api: Api) -> None:
    text = TEXT.format(1202)
    first = await api.submitted("reporter-2", title="Thầy trò vùng cao", text=text)
    second = await api.awaiting(title="Ngày trở lại lớp", text=text)
    for path in (f"/articles/{second}", f"/articles/{second}/text"):
        (other,) = (await api.get("standing-deputy", path)).json()["alike"]
        assert (other["severity"], other["code"], other["place"]) == ("warning", "duplicate", f"bài {spoken(first)}")
        assert "Trùng nội dung" in other["message"]
    (unnamed,) = (await api.get("reporter-1", f"/articles/{second}")).json()["alike"]
    assert spoken(first) not in str(unnamed)
    assert (await api.get("engineer", f"/articles/{second}")).json()["alike"] == []
    found = (await api.get("reporter-1", f"/articles/{second}/checklist")).json()["findings"]
    assert unnamed in found


async def test_who_may_not_see_the_other_is_not_told_of_a_like_title(api: Api) -> None:
    await api.submitted("reporter-2", title="Tin ngắn trong ngày", text=TEXT.format(1203))
    second = await api.submitted("reporter-1", title="TIN NGẮN TRONG NGÀY", text=TEXT.format(1204))
    assert (await api.get("reporter-1", f"/articles/{second}")).json()["alike"] == []
    (other,) = (await api.get("final-editor", f"/articles/{second}")).json()["alike"]
    assert "Trùng tiêu đề" in other["message"]
