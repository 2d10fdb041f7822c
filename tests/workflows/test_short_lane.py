"""A slip that is mended while an approved text waits for its hour: the article's workflow publishes the mended text."""

from dataclasses import replace
from datetime import timedelta

from newsroom.matters.kinds import AmendmentKind
from newsroom.stages import Act, Stage
from tests.support.amendment_scenarios import amended, text_of
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import at_stage, ended, in_time, report_of, shown_on


async def test_the_mended_text_goes_out_at_its_hour(live: LiveNewsroom) -> None:
    article_id = await at_stage(live, Stage.SCHEDULED, "Các xã đã gieo cấy xong ruộng lua.")
    wrong = await text_of(live, article_id)
    right = replace(wrong, body_html=wrong.body_html.replace("lua", "lúa"))
    await amended(live, article_id, AmendmentKind.TYPO, right)
    standing = await live.stores.articles.standing(article_id)
    assert (standing.stage, standing.approved_hash) == (Stage.SCHEDULED, standing.content_hash)

    async def has_heard() -> bool:
        return (await report_of(live, article_id)).standing.content_hash == standing.content_hash

    await eventually(has_heard)
    owner = await live.owner(article_id)
    await live.desk.act(owner, Act.RESCHEDULE, article_id, details=in_time(timedelta(seconds=3)))
    report = await ended(live, article_id)
    assert report.standing.content_hash == standing.content_hash
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]
    shown = str(await live.visible(article_id))
    assert "ruộng lúa" in shown
    assert "ruộng lua" not in shown
