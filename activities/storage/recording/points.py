"""What members do about the points of an article: judged under the lock of every act that could pass them by."""

from activities.storage.articles.points import points_at_hand
from activities.storage.articles.rows import article_row, unknown_article
from activities.storage.keys import KeyStore
from activities.storage.matters.kinds import Hearing, Judged
from activities.storage.recording.subject import ArticleSubject, id_of
from activities.storage.rows import standing_from
from newsroom.claims import check_age, doer
from newsroom.ledger.confirmations import PointActAccepted, PointActRefused
from newsroom.members.pointing import check_pointing
from newsroom.members.visibility import is_there_for
from newsroom.notifications.comments import comment_notifications
from newsroom.signed.pointing import PointAct, PointClaim, point_claim_from


class PointActs(ArticleSubject[PointActRefused]):
    """Comments and closings; no workflow is told, for nothing moves."""

    line = PointActRefused

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def read(self, text: str) -> PointClaim:
        """The claim that a signed text states. Errors: Refused."""
        return point_claim_from(text)

    async def judge(self, hearing: Hearing, subject: str, act: PointClaim) -> Judged:
        """Judge a claim; its line is all that follows. Errors: Refused."""
        connection, there = hearing.connection, hearing.there
        check_age(act, hearing.at)
        row = hearing.row or await article_row(connection, id_of(subject))
        standing = standing_from(row)
        if not is_there_for(doer(there.board, act), standing, there.roster, there.at):
            raise unknown_article(standing.article_id)
        points = await points_at_hand(connection, await self._keys.ring(connection), standing.article_id)
        ground = check_pointing(there, standing, points, act)
        line = PointActAccepted(
            at=hearing.at,
            article_id=standing.article_id,
            act_id=act.act_id,
            act=act.act,
            member=act.member,
            office=act.office,
            board_version=hearing.version.number,
            claim=hearing.signed.claim,
            signature=hearing.signed.signature,
            ground=ground,
        )
        told = comment_notifications(there, standing, act, row["title"]) if act.act is PointAct.COMMENT else ()
        return Judged(entry=line, notifications=told)
