"""What members are told of a comment on an article."""

from dataclasses import replace

from newsroom.article import spoken
from newsroom.board import OFFICE_LABELS
from newsroom.entitlement.addressees import Editing, Notification, NotificationKind, told
from newsroom.roster import Presence
from newsroom.signed.pointing import PointClaim
from newsroom.stages import Stage
from newsroom.standing import Standing
from newsroom.text import as_clause


def comment_notifications(
    there: Presence, standing: Standing, claim: PointClaim, title: str
) -> tuple[Notification, ...]:
    """The news of a comment: to whoever has the last edit, to the author, and to whoever the article lies with.

    Source: rules 52 and 54.
    """
    text = (
        f"{OFFICE_LABELS[claim.office]} góp ý cho “{title}” ({spoken(standing.article_id)}): "
        f"{as_clause(claim.text)}. Xem và xử lý tại `toasoan status {spoken(standing.article_id)}`."
    )
    asked = (standing.seat.asked,) if standing.seat.asked else ()
    last_edit = Editing(replace(standing, stage=Stage.EDITING))
    found = told(there, NotificationKind.NEWS, text, last_edit, standing.author, *asked)
    return tuple(each for each in found if each.to != claim.member)
