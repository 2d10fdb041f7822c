"""An article's life in Chromium: edited, returned, approved, refused; by taps, by keys, and without script."""

from newsroom.board import Office
from newsroom.stages import Act, Stage
from tests.pages.browser import PHONE, Browsing
from tests.support.lives import entries, standing_of, until


async def test_from_the_edit_to_the_public_in_taps(browsing: Browsing) -> None:
    """Two offices, each on a phone: nobody loads a page anew, nothing complains."""
    live = browsing.live
    article_id = await live.submit("Đoạn văn của bài.", title="Một bài đi hết đường của nó")
    for office, act in ((Office.FINAL_EDITOR, Act.FINISH_EDIT), (Office.STANDING_DEPUTY, Act.APPROVE)):
        async with browsing.window(live.holder(office).id, width=PHONE) as window:
            page = window.page
            await window.open("/viec")
            await page.evaluate("window.sameDocument = true")
            await page.locator("a.row").filter(has_text="Một bài đi hết đường của nó").first.click()
            await page.locator(".foot > .button").click()
            await page.locator("form[method=post] .acts button").click()
            await page.wait_for_url(f"**/bai/{article_id}?xong={act.value}")
            await page.locator(".receipt").get_by_text("vào sổ").wait_for()
            assert await page.evaluate("window.sameDocument") is True
            assert await window.complaints() == []
    await until(live, article_id, Stage.PUBLISHED)


async def test_what_is_wrong_is_read_out_and_what_was_typed_stays(browsing: Browsing) -> None:
    live = browsing.live
    article_id = await live.ready_for_approval()
    async with browsing.window((await live.owner(article_id)).id, width=PHONE) as window:
        page = window.page
        await window.open(f"/bai/{article_id}/reject")
        await page.locator("#reason").fill("Trùng")
        await page.locator("form[method=post] .acts button").click()
        await page.locator(".errors").wait_for()
        assert await page.evaluate("document.activeElement.className") == "errors"
        assert await page.locator("#reason").input_value() == "Trùng"
        assert (await page.title()).startswith("Lỗi: ")
        assert await window.complaints() == []
    assert (await standing_of(live, article_id)).stage is Stage.AWAITING_APPROVAL


async def test_returned_by_keys_alone(browsing: Browsing) -> None:
    """The skip link, then tabs: nothing needs a pointer, and where one is always shows."""
    live = browsing.live
    article_id = await live.ready_for_approval()
    async with browsing.window((await live.owner(article_id)).id) as window:
        page = window.page
        await window.open(f"/bai/{article_id}/return-for-edit")
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "skip"
        await page.keyboard.press("Enter")
        for _ in range(12):
            await page.keyboard.press("Tab")
            name = await page.evaluate("document.activeElement.name || document.activeElement.type")
            if name == "reason":
                await page.keyboard.type("Cần nêu rõ nguồn của số liệu trong bài.")
            elif name == "reason_code":
                await page.keyboard.press("ArrowDown")
            elif name == "submit":
                await page.keyboard.press("Enter")
                break
        await page.wait_for_url("**?xong=return_for_edit")
    assert len(await entries(live, article_id, act="return_for_edit")) == 1


async def test_a_double_click_is_one_act_and_no_error(browsing: Browsing) -> None:
    live = browsing.live
    article_id = await live.ready_for_approval()
    async with browsing.window((await live.owner(article_id)).id) as window:
        await window.open(f"/bai/{article_id}/approve")
        await window.page.locator("form[method=post] .acts button").dblclick()
        await window.page.wait_for_url("**?xong=approve")
        assert await window.complaints() == []
    assert len(await entries(live, article_id, act="approve")) == 1


async def test_without_script_the_same_forms_do_the_same(browsing: Browsing) -> None:
    live = browsing.live
    article_id = await live.ready_for_approval()
    async with browsing.window((await live.owner(article_id)).id, java_script_enabled=False) as window:
        await window.open(f"/bai/{article_id}")
        await window.page.locator(".foot > .button").click()
        await window.page.locator("form[method=post] .acts button").click()
        await window.page.wait_for_url("**?xong=approve")
    assert len(await entries(live, article_id, act="approve")) == 1
