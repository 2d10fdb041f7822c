"""The past of an article, from the ledger alone: as the storage had it after every single act of its life."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from desk.explaining.cases import Explainer
from newsroom.article import ChannelName, Topic
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from tests.desk.asked import MOMENT, agrees_with_the_ledger, entries, explained, now, verdict
from tests.desk.matter_calls import ahead, ended, no_meeting_open
from tests.support.api import REASON, Api
from tests.support.matter_acts import adopted
from tests.support.samples import BOARD_FILE, content
from tests.support.storages import Storage


async def stored(api: Api, article_id: str) -> Standing:
    """Where the article stands now, without the hours that only tell since when."""
    return _timeless(await api.live.stores.articles.standing(article_id))


async def recalled(api: Api, article_id: str, at: datetime) -> Standing:
    stores = api.live.stores
    case = await Explainer(stores.past, stores.articles, stores.reading).article(article_id, at)
    return _timeless(case.standing)


def _timeless(standing: Standing) -> Standing:
    return replace(standing, since=standing.submitted_at, seat=replace(standing.seat, since=None))


async def test_the_ledger_alone_gives_the_standing_of_every_kind_of_life(api: Api) -> None:
    """Each life is recalled as the storage has it, after every single act."""
    live, desk = api.live, api.live.desk
    head, deputy = live.holder(Office.HEAD), live.holder(Office.STANDING_DEPUTY)
    editor = live.holder(Office.FINAL_EDITOR)
    said = Details(reason="Cần xem lại", reason_code="form")
    soon = Details(publish_at=now() + timedelta(hours=3))
    lives: tuple[tuple[tuple[Any, Act, Details], ...], ...] = (
        ((editor, Act.RETURN_TO_AUTHOR, said), (head, Act.WITHDRAW, said)),
        ((editor, Act.FINISH_EDIT, Details()), (deputy, Act.RETURN_FOR_EDIT, said), (editor, Act.REFER, said)),
        ((editor, Act.FINISH_EDIT, Details()), (deputy, Act.ASK_REROUTE, said), (head, Act.TAKE_OVER, said)),
        ((head, Act.REASSIGN, replace(said, to="deputy")), (editor, Act.FINISH_EDIT, Details())),
        (
            (editor, Act.FINISH_EDIT, Details()),
            (deputy, Act.APPROVE, replace(soon, channels_off=(ChannelName.ZALO_OA,), reason="Chưa cần")),
            (deputy, Act.RESCHEDULE, Details(publish_at=now() + timedelta(hours=4))),
            (head, Act.WAIVE_CHANNEL, replace(said, channel=ChannelName.FANPAGE)),
            (deputy, Act.REFER, said),
            (head, Act.TAKE_OVER, said),
            (head, Act.REJECT, said),
        ),
    )
    for life in lives:
        article_id = await api.submitted()
        for member, act, details in life:
            before = await stored(api, article_id)
            await desk.act(member, act, article_id, details=details)
            last = datetime.fromisoformat((await entries(api, article_id))[-1]["at"])
            assert await recalled(api, article_id, last) == await stored(api, article_id), act
            assert await recalled(api, article_id, last - MOMENT) == before, act
        assert await agrees_with_the_ledger(api, article_id) == len(life)


async def test_new_texts_and_the_secretarys_check_are_recalled(api: Api) -> None:
    lent = {"to": "secretary", "kind": "precheck", "ends_at": ahead(5)}
    grant = (await api.post("final-editor", "/delegations", lent)).json()["id"]
    article_id = await api.submitted()
    path = f"/articles/{article_id}"
    assert (await api.post("secretary", f"{path}/precheck")).status_code == 200
    assert (await recalled(api, article_id, now())).prechecked
    word = verdict(await explained(api, article_id, now()), "final-editor", "finish_edit")
    assert word["may"]
    assert (await api.post("final-editor", f"{path}/return-to-author", REASON)).status_code == 200
    sent = await api.send("reporter-1", f"{path}/resubmit", text="Bản mới.\n", topics=["admin_reform"])
    assert sent.status_code == 200, sent.text
    standing = await recalled(api, article_id, now())
    assert standing == await stored(api, article_id)
    assert (standing.prechecked, standing.revision, standing.topics) == (False, 2, ("admin_reform",))
    assert (await api.post("final-editor", f"/delegations/{grant}/revoke", {"reason": "Xong"})).status_code == 200
    assert await agrees_with_the_ledger(api, article_id) == 3


async def test_an_article_that_was_corrected_and_taken_down_is_recalled(api: Api) -> None:
    title = f"Bài sẽ sửa rồi gỡ {now():%H%M%S%f}"
    article_id = await api.awaiting(title=title)
    assert (await api.approved(article_id)).status_code == 200
    await api.published(article_id)
    path, published = f"/articles/{article_id}/amendments", now()
    fields = {"change": "update", "reason": "Thêm số liệu"}
    proposed = (await api.send("final-editor", path, text="Bản thêm số liệu.\n", title=title, fields=fields)).json()
    proposed_at = now()
    seen = {"seen_hash": proposed["new_hash"]}
    assert (await api.post("head", f"/amendments/{proposed['id']}/approve", seen)).status_code == 200
    await ended(api, f"amendment/{proposed['id']}")
    updated = now()
    assert await recalled(api, article_id, updated) == await stored(api, article_id)
    order = {"ordered_by": "head", "reason": "Lệnh miệng"}
    down = await api.post("engineer", f"/articles/{article_id}/take-down-now", order)
    assert (await api.post("head", f"/amendments/{down.json()['id']}/confirm")).status_code == 200
    assert (await recalled(api, article_id, now())).stage is Stage.TAKEN_DOWN
    hashes = [(await recalled(api, article_id, at)).content_hash for at in (published, proposed_at, updated, now())]
    assert hashes == [proposed["base_hash"]] * 2 + [proposed["new_hash"]] * 2
    await ended(api, f"amendment/{down.json()['id']}")


async def test_a_decision_of_the_board_is_recalled(api: Api) -> None:
    await no_meeting_open(api)
    article_id = await api.awaiting()
    said = {"reason": "Chưa thống nhất"}
    assert (await api.post("standing-deputy", f"/articles/{article_id}/refer", said)).status_code == 200
    call = {"starts_at": ahead(2), "place": "Phòng họp", "topic": "Bài chưa thống nhất"}
    meeting = (await api.post("head", "/meetings", call)).json()
    path = f"/meetings/{meeting['id']}"
    before = await stored(api, article_id)
    assert await recalled(api, article_id, now()) == before
    others = [item["article_id"] for item in meeting["agenda"] if item["article_id"] != article_id]
    decided = [{"article_id": article_id, "outcome": "release"}]
    minutes = {"minutes": "Đã bàn.", "conclusions": decided + [{"article_id": o, "outcome": "carry"} for o in others]}
    seal = (await api.post("secretary", f"{path}/minutes", minutes)).json()["minutes_seal"]
    parked = now()
    assert (await api.post("head", f"{path}/conclude", {"seen_minutes": seal})).status_code == 200
    assert await recalled(api, article_id, now()) == await stored(api, article_id)
    assert await recalled(api, article_id, parked) == before


async def test_a_new_notice_moves_open_articles_and_the_past_keeps_the_old_one(own_storage: Storage) -> None:
    """What was decided keeps the version it was decided under (rules 92 and 93)."""
    stores = own_storage.stores
    explainer = Explainer(stores.past, stores.articles, stores.reading)
    article_id = await own_storage.submit(replace(content(), topics=(Topic("economy"),)))
    before = now()
    source = BOARD_FILE.read_text(encoding="utf-8")
    wider = source.replace('["citizen_reception", "admin_reform"]', '["citizen_reception", "admin_reform", "economy"]')
    assert (await adopted(own_storage, wider)).number == 2
    assert await stores.moves.move("board/2", reroute=True) == 1
    after = await explainer.article(article_id, now())
    assert _timeless(after.standing) == _timeless(await stores.articles.standing(article_id))
    assert (after.then.version.number, after.standing.route.name, after.owner().id) == (2, "R2", "deputy")
    was = await explainer.article(article_id, before)
    assert (was.then.version.number, was.standing.route.name, was.owner().id) == (1, "R4", "standing-deputy")
