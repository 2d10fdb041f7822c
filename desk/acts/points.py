"""What members do about the points of a text: comment, take the own comment back, close; each is one signed act."""

import uuid
from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from activities.storage.articles.points import PointStore
from activities.storage.database import now
from activities.storage.recording.acts import ActStore
from desk.acts.sending import is_done
from desk.facts import clean
from desk.refusal import refusal
from desk.signing import DeskKey
from newsroom.article import ArticleId
from newsroom.checklist.listed import ListedPoint
from newsroom.errors import RefusalCode, Refused
from newsroom.members.actors import Actor
from newsroom.signed.pointing import LONGEST_COMMENT, PointAct, PointClaim


class PointDesk:
    """Comments and closings. Errors: Refused, and recorded, unless the article is there for nobody."""

    def __init__(self, store: PointStore, acts: ActStore, key: DeskKey) -> None:
        self._store = store
        self._acts = acts
        self._key = key

    async def comment(self, member: Actor, article_id: str, text: str) -> ListedPoint:
        """The comment, with its number in the list. Errors: also InvalidInput (text)."""
        said = clean("text", text, most=LONGEST_COMMENT)
        if not said:
            raise refusal("text", "chưa có lời góp ý", "hãy ghi rồi gửi lại")
        act_id = member.act_id or uuid.uuid4().hex
        after = await self._after(replace(member, act_id=act_id), PointAct.COMMENT, article_id, text=said)
        return next(each for each in after if each.key == act_id)

    async def withdraw(self, member: Actor, article_id: str, number: int) -> ListedPoint:
        """The comment, which its author has taken back. Errors: also InvalidInput (points) for no such number."""
        after = await self._after(member, PointAct.WITHDRAW_COMMENT, article_id, numbers={number})
        return next(each for each in after if each.number == number)

    async def close(self, member: Actor, article_id: str, numbers: Collection[int]) -> tuple[ListedPoint, ...]:
        """The points that were closed. Errors: also InvalidInput (points) for a number that is not in the list."""
        wanted = set(numbers)
        after = await self._after(member, PointAct.CLOSE_POINTS, article_id, numbers=wanted)
        return tuple(each for each in after if each.number in wanted)

    async def _named(self, article_id: str, numbers: AbstractSet[int]) -> tuple[ListedPoint, ...]:
        points = {each.number: each for each in await self._store.at_hand(article_id)}
        if missing := sorted(numbers - points.keys()):
            said = ", ".join(map(str, missing))
            raise refusal("points", f"bài không có điểm số {said}", "hãy xem danh sách: `toasoan checklist`")
        return tuple(points[number] for number in sorted(numbers))

    async def _after(
        self, member: Actor, act: PointAct, article_id: str, *, text: str = "", numbers: AbstractSet[int] = frozenset()
    ) -> tuple[ListedPoint, ...]:
        """The list after an act; one that its member has named is done once. Errors: Refused."""
        if not (member.act_id and await is_done(self._acts, member.act_id)):
            points = await self._named(article_id, numbers) if numbers else ()
            claim = _claim(member, act, article_id, text=text, points=points)
            answer = await self._acts.record(claim.subject, self._key.sign(claim))
            # What stands in its way may be its own twin, sent at the same moment.
            is_twin = answer.code == RefusalCode.REPEATED_ACT and await is_done(self._acts, claim.act_id)
            if not (answer.accepted or is_twin):
                raise Refused(RefusalCode(answer.code), answer.message)
        return await self._store.at_hand(article_id)


def _claim(
    member: Actor, act: PointAct, article_id: str, *, text: str = "", points: Iterable[ListedPoint] = ()
) -> PointClaim:
    return PointClaim(
        act_id=member.act_id or uuid.uuid4().hex,
        act=act,
        article_id=ArticleId(article_id),
        member=member.id,
        office=member.office,
        made_at=now(),
        text=text,
        points=tuple(each.name for each in points),
        via=member.via,
    )
