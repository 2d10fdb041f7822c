"""Real articles, as the desk drives them."""

import uuid
from datetime import datetime

from activities.contracts import Recorded
from activities.storage.articles.store import Submission
from activities.storage.database import now
from bench.rig import Rig
from desk.acts.intake import submission_claim
from desk.manuscript.intake import read_manuscript
from desk.signing import DeskKey
from desk.statements import Manuscript
from newsroom.article import ArticleId, subject_of
from newsroom.board import Board, Office
from newsroom.claims import Claim
from newsroom.members.actors import Actor, come_in
from newsroom.signed.canonical import Via
from newsroom.stages import Act, Stage
from workflows.messages import STANDING_CHANGED, article_workflow_id
from workflows.search_attributes import ARTICLE_STAGE


async def straight_through(rig: Rig) -> str:
    """One article from its submission until all channels show it; its id."""
    article_id = await edited(rig)
    await approve(rig, article_id)
    await published(rig, article_id)
    return article_id


async def edited(rig: Rig, topic: str = "economy") -> str:
    """An article that waits for its approval; its id."""
    receipt = await rig.desk.submit(_reporter(rig.board), manuscript(rig.board, topic))
    await rig.desk.finish_edit(come_in(rig.board.holder(Office.FINAL_EDITOR), Via.SHELL), receipt.article_id)
    return receipt.article_id


async def approve(rig: Rig, article_id: str) -> None:
    """Let the standing deputy approve an article."""
    await rig.desk.act(come_in(rig.board.holder(Office.STANDING_DEPUTY), Via.SHELL), Act.APPROVE, article_id)


async def published(rig: Rig, article_id: str) -> None:
    """Come back when the article's workflow has ended."""
    await rig.client.get_workflow_handle(article_workflow_id(article_id)).result()


async def already_edited(rig: Rig) -> str:
    """A waiting article whose workflow begins after the last edit: the same in the end, and sooner there.

    Shape: whoever has started it before the edit was recorded is told of it, and looks again.
    """
    article_id = await stored(rig)
    await recorded(rig, article_id, Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await rig.desk.starter.start(article_id)
    handle = rig.client.get_workflow_handle(article_workflow_id(article_id))
    if (await handle.describe()).typed_search_attributes.get(ARTICLE_STAGE) != Stage.AWAITING_APPROVAL:
        await handle.signal(STANDING_CHANGED)
    return article_id


async def stored(rig: Rig) -> ArticleId:
    """A submitted article whose workflow nobody has started yet."""
    author, text = _reporter(rig.board), manuscript(rig.board, "economy").content
    article_id = await rig.stores.articles.new_id()
    given = Submission(
        article_id=article_id,
        request_id=article_id,
        author=author.id,
        content=text,
        photos={},
        signed=_key(rig).sign(submission_claim(author, article_id, article_id, text)),
    )
    await rig.stores.articles.submit(given)
    return article_id


async def recorded(rig: Rig, article_id: ArticleId, act: Act, office: Office) -> Recorded:
    """An act of whoever holds an office, recorded past the workflow."""
    member, standing = rig.board.holder(office), await rig.stores.articles.standing(article_id)
    claim = Claim(
        act_id=uuid.uuid4().hex,
        act=act,
        article_id=article_id,
        content_hash=standing.content_hash,
        member=member.id,
        office=office,
        made_at=now(),
    )
    return await rig.stores.acts.record(subject_of(article_id), _key(rig).sign(claim))


async def shown(rig: Rig, article_id: str) -> tuple[datetime, datetime]:
    """When an article was approved, and when the last channel showed it."""
    card = await rig.stores.reading.card(article_id)
    visible = [row.visible_at for row in card.channels if row.visible_at]
    approved = card.standing.approved_at
    if approved is None or len(visible) != len(card.standing.channels):
        message = f"{article_id} is not visible on all channels"
        raise RuntimeError(message)
    return approved, max(visible)


async def seconds_to_visible(rig: Rig, article_id: str) -> float:
    """Seconds from the recorded approval to the moment at which the last channel shows the article."""
    approved, visible = await shown(rig, article_id)
    return (visible - approved).total_seconds()


def manuscript(board: Board, topic: str) -> Manuscript:
    """Five paragraphs under a title that no other article has."""
    number = uuid.uuid4().hex[:8]
    paragraphs = "\n\n".join(f"Đoạn {i} của bài {number}: {'nội dung đo tốc độ, ' * 12}hết." for i in range(1, 6))
    stated = {
        "title": f"Bài đo tốc độ số {number}",
        "summary": "Bài dùng để đo tốc độ.",
        "kind": "news",
        "topics": [topic],
        "byline": "Phóng viên 1",
    }
    return read_manuscript(
        paragraphs.encode(), filename="bai.md", overrides=stated, known_topics=list(board.topic_labels)
    )


def _key(rig: Rig) -> DeskKey:
    return DeskKey(rig.stack.settings.desk_private_key.get_secret_value())


def _reporter(board: Board) -> Actor:
    return come_in(next(member for member in board.members if member.office is Office.REPORTER), Via.SHELL)
