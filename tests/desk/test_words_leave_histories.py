"""What people write in words of their own stands in the ledger, and nowhere in the workflow server's histories."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from newsroom.board import Office
from newsroom.claims import Details
from newsroom.matters.kinds import AmendmentKind, MatterAct, MatterKind, Outcome
from newsroom.stages import Act
from tests.support.amendment_scenarios import changed, published, text_of
from tests.support.live import LiveNewsroom
from tests.support.lives import entries, standing_of
from tests.support.matters import (
    called,
    cancel_open,
    conclude,
    facts,
    hour,
    matter_ended,
    matter_entries,
    minutes_for,
    referred,
)
from workflows.messages import article_workflow_id

pytestmark = pytest.mark.trust


def words() -> str:
    """What somebody writes, with a mark that stands nowhere else and is the same in every writing."""
    return f"Có đơn tố cáo nặc danh, số {uuid.uuid4().hex}"


async def kept_of(live: LiveNewsroom, workflow_id: str) -> bytes:
    """All that the workflow server keeps of a workflow, in every run: nothing is sealed here."""
    runs = [run async for run in live.client.list_workflows(f"WorkflowId = '{workflow_id}'")]
    handles = [live.client.get_workflow_handle(run.id, run_id=run.run_id) for run in runs]
    return b"".join([event.SerializeToString() for each in handles async for event in each.fetch_history_events()])


async def keeps(live: LiveNewsroom, workflow_id: str, *said: str) -> list[str]:
    """Those of the texts that the workflow server keeps; it must keep the acts that they were written in."""
    kept = await kept_of(live, workflow_id)
    assert b"act_id" in kept, workflow_id
    return [text for text in said if text.split()[-1].encode() in kept]


async def test_the_reason_of_a_return(live: LiveNewsroom) -> None:
    article_id, said = await live.ready_for_approval(), words()
    details = Details(reason=said, reason_code="unclear_origin")
    await live.desk.act(await live.owner(article_id), Act.RETURN_FOR_EDIT, article_id, details=details)
    assert await keeps(live, article_workflow_id(article_id), said) == []
    (entry,) = await entries(live, article_id, act="return_for_edit", outcome="accepted")
    assert entry["details"]["reason"] == said
    assert said in entry["claim"]


async def test_the_reason_of_an_absence(live: LiveNewsroom) -> None:
    member, said, now = live.holder(Office.ACCOUNTANT), words(), datetime.now(UTC)
    away = facts(starts_at=now, ends_at=hour(timedelta(hours=8)), reason=said)
    matter = (await live.matter_desk.open(member, MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, away)).matter
    await live.matter_desk.do(member, MatterAct.CHANGE_ABSENCE, matter, facts(ends_at=now))
    await matter_ended(live, matter)
    assert await keeps(live, matter, said) == []
    (entry,) = await matter_entries(live, matter, act="file_absence")
    assert entry["facts"]["reason"] == said


async def test_the_minutes_of_a_meeting_its_papers_and_its_notes(live: LiveNewsroom) -> None:
    await cancel_open(live)
    article_id, paper, minutes, note = await referred(live), words(), words(), words()
    matter, secretary = await called(live), live.holder(Office.SECRETARY)
    await live.matter_desk.do(secretary, MatterAct.ADD_PAPER, matter, {"title": "Tài liệu", "text": paper})
    said = await minutes_for(live, matter, {article_id: (Outcome.RETURN, note)}) | {"minutes": minutes}
    await live.matter_desk.do(secretary, MatterAct.RECORD_MINUTES, matter, said)
    await conclude(live, matter)
    assert await keeps(live, matter, paper, minutes, note) == []
    assert await keeps(live, article_workflow_id(article_id), paper, minutes, note) == []
    (entry,) = await matter_entries(live, matter, act="record_minutes")
    assert (entry["facts"]["minutes"], entry["facts"][f"note.{article_id}"]) == (minutes, note)


async def test_why_a_published_text_is_to_be_changed(live: LiveNewsroom) -> None:
    article_id, reason, evidence, refusal = await published(live), words(), words(), words()
    editor, text = live.holder(Office.FINAL_EDITOR), changed(await text_of(live, article_id), AmendmentKind.TYPO)
    assert text is not None
    number, digest = await live.stores.articles.add_revision(article_id, editor.id, text, {})
    said = facts(
        article=article_id, kind="typo", reason=reason, evidence=evidence, new_hash=digest, new_revision=number,
        base_hash=(await standing_of(live, article_id)).content_hash,
    )  # fmt: skip
    matter = (await live.matter_desk.open(editor, MatterAct.PROPOSE_AMENDMENT, MatterKind.AMENDMENT, said)).matter
    no = {"new_hash": digest, "reason": refusal}
    await live.matter_desk.do(await live.owner(article_id), MatterAct.REFUSE_AMENDMENT, matter, no)
    await matter_ended(live, matter)
    assert await keeps(live, matter, reason, evidence, refusal) == []
    found = await matter_entries(live, matter, outcome="accepted")
    assert [entry["facts"]["reason"] for entry in found] == [reason, refusal]
    assert found[0]["facts"]["evidence"] == evidence
