"""The final editor (II.4)."""

import json

import pytest

from activities.contracts import SignedAct
from newsroom.article import spoken
from tests.notice.house import House
from tests.support.api import BODY, REASON, picture
from workflows.messages import article_workflow_id

_DOCUMENTS = ("notice", "directive")
_OFFICIAL = {"name": "Báo Chính phủ", "url": "https://baochinhphu.vn/tin", "published_on": "2026-11-20"}
_OTHER = {**_OFFICIAL, "name": "Trang khác", "url": "https://tin-la.example/tin"}


@pytest.mark.partly(50)
async def test_the_final_editor_hears_of_an_act_without_valid_proof(house: House) -> None:
    article_id = await house.put_up()
    workflow = house.api.live.client.get_workflow_handle(article_workflow_id(article_id))
    with pytest.raises(Exception, match=r"chữ ký|Workflow update failed"):
        await workflow.execute_update("approve", SignedAct(claim=json.dumps({}), signature="giả"))
    assert await house.told("final-editor", article_id, "không có chữ ký hợp lệ")
    assert (await house.card(article_id))["stage"] == "awaiting_approval"


@pytest.mark.keeps(54)
async def test_the_final_editor_edits_every_item_for_the_last_time_before_it_is_put_up(house: House) -> None:
    """Content and form, text and photo, of every kind, whoever wrote it."""
    for kind, author in (("news", "reporter-1"), ("notice", "reporter-2"), ("feature", "deputy")):
        article_id = await house.sends(author, kind=kind)
        assert await house.waits_for("final-editor", article_id)
        for approver in ("head", "standing-deputy", "final-editor"):
            assert "biên tập kỹ thuật" in await house.may_not_approve(approver, article_id)
        assert await house.may_not("secretary", f"/articles/{article_id}/finish-edit")
        await house.does("final-editor", f"/articles/{article_id}/finish-edit")
        assert (await house.ground(article_id, "finish_edit"))["rule"] == 54

    unfit = await house.sends(text=f"{BODY}\n![](anh.jpg)\n", photos={"anh.jpg": picture()}, title="Tin")
    checked = await house.looks("final-editor", f"/articles/{unfit}/checklist")
    assert not checked["ready"]
    assert {"title", "photos"} <= {finding["field"].partition("[")[0] for finding in checked["findings"]}
    assert await house.may_not("final-editor", f"/articles/{unfit}/finish-edit")
    await house.does("final-editor", f"/articles/{unfit}/return-to-author", **{**REASON, "reason_code": "form"})
    assert await house.told("reporter-1", unfit, "được trả lại để sửa")


@pytest.mark.keeps(55)
async def test_the_final_editor_approves_notices_directive_documents_and_official_reposts(house: House) -> None:
    sent = [await house.put_up(kind=kind) for kind in _DOCUMENTS]
    sent.append(await house.put_up(kind="repost", source=_OFFICIAL))
    for article_id in sent:
        assert await house.waits_for("final-editor", article_id)
        await house.approves("final-editor", article_id)
        assert (await house.ground(article_id, "approve"))["rule"] == 55
    for other in (await house.put_up(kind="repost", source=_OTHER), await house.put_up("final-editor", kind="notice")):
        assert await house.may_not_approve("final-editor", other)
        assert await house.waits_for("standing-deputy", other)


@pytest.mark.keeps(57)
async def test_the_final_editor_does_what_the_head_or_a_deputy_delegates_to_him(house: House) -> None:
    article_id = await house.put_up(topics=["admin_reform"], text=f"{BODY}\nBài của lĩnh vực khác.\n")
    assert await house.may_not_approve("final-editor", article_id)
    async with house.lent("deputy", "final-editor", topics=["admin_reform"]):
        assert await house.waits_for("final-editor", article_id)
        await house.approves("final-editor", article_id)
        ground = await house.ground(article_id, "approve")
        assert (ground["rule"], ground["clause"]) == (57, "mục II.4, gạch đầu dòng thứ 10")


@pytest.mark.keeps(52)
async def test_the_final_editor_sees_who_owes_what_and_an_author_is_reminded_of_a_returned_text(house: House) -> None:
    article_id = await house.sends()
    await house.does("final-editor", f"/articles/{article_id}/return-to-author", **{**REASON, "reason_code": "form"})
    owed = (await house.looks("final-editor", "/owed"))["owed"]
    assert [row["member"] for row in owed if row["article_id"] == article_id] == ["reporter-1"]
    assert spoken(article_id) in await house.types("owed", "--as", "final-editor")
    await house.until(16, 1)
    assert await house.told("reporter-1", article_id, "Sắp quá hạn")


@pytest.mark.keeps(55)
async def test_the_final_editor_does_not_widen_his_own_class_and_passes_up_what_he_will_not_decide(
    house: House,
) -> None:
    widened = await house.sends()
    await house.does("final-editor", f"/articles/{widened}/finish-edit", kind="notice")
    assert await house.may_not_approve("final-editor", widened)
    assert await house.waits_for("standing-deputy", widened)
    for above in ("standing-deputy", "head"):
        delicate = await house.put_up(kind="notice")
        await house.does("final-editor", f"/articles/{delicate}/pass-up", to=above, reason="Thông báo nhạy cảm")
        assert await house.waits_for(above, delicate)
        assert await house.may_not_approve("final-editor", delicate)
