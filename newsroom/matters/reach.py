"""From when on a text may be changed or taken down, by where readers see it, and where the article stands then."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from newsroom.article import ChannelName, Content, ContentHash
from newsroom.claims import incomplete
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import AmendmentKind
from newsroom.publishing import channel_names, channel_post
from newsroom.stages import STAGE_LABELS, Stage
from newsroom.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How far an article has come.

    Shape: `shown` are the channels on which readers see it, or may see it; `sent` says that something of it was ever
    sent to a channel.
    """

    shown: tuple[ChannelName, ...] = ()
    sent: bool = False


def check_reach(claim: MatterClaim, kind: AmendmentKind, standing: Standing, reach: Reach) -> None:
    """Nothing, when there is something to change or to take down: from the first channel that has it on.

    Shape: what no reader sees yet is adapted, not corrected; once every channel shows it there is nothing to adapt. A
    slip of the pen is mended from the end of the last edit on.
    Errors: Refused (wrong_stage).
    Source: rules 9, 12, 13 and 81; ambiguities A20, A21; decisions 0037, 0045.
    """
    match standing.stage, kind:
        case Stage.AWAITING_APPROVAL | Stage.SCHEDULED, AmendmentKind.TYPO:
            return
        case Stage.PUBLISHED, AmendmentKind.ADAPT:
            said = "bài đã hiện trên mọi kênh của bài; hãy đề nghị sửa lỗi chính tả, cập nhật hoặc cải chính"
        case Stage.PUBLISHED, _:
            return
        case Stage.PUBLISHING, AmendmentKind.TAKE_DOWN:
            if reach.sent:
                return
            said = "bài chưa gửi lên kênh nào nên không có gì để gỡ; Trưởng Ban có thể nhận về duyệt"
        case Stage.PUBLISHING, AmendmentKind.ADAPT:
            return
        case Stage.PUBLISHING, _:
            if reach.shown:
                return
            said = "bạn đọc chưa thấy bài trên kênh nào; hãy đề nghị sửa cho kênh chưa hiện bài"
        case Stage.TAKEN_DOWN, _:
            said = "bài đã gỡ; muốn đăng lại thì gửi thành bài mới"
        case _:
            stage = STAGE_LABELS[standing.stage]
            said = f"bài đang ở bước “{stage}”, chưa lên kênh; hãy mở lại bài để xem việc có thể làm"
    raise Refused(RefusalCode.WRONG_STAGE, f"Không thể {claim.label}: {said}. Mọi việc giữ nguyên.")


def check_adapts(
    claim: MatterClaim, kind: AmendmentKind, before: Content, after: Content, shown: Iterable[ChannelName]
) -> None:
    """Nothing, when a text made for the channels that lack it leaves what readers see elsewhere as it is.

    Errors: Refused (bad_request), naming the channels that would show something else.
    Source: rules 9 and 13; ambiguity A19; decision 0037.
    """
    if kind is not AmendmentKind.ADAPT:
        return
    moved = tuple(channel for channel in shown if channel_post(before, channel) != channel_post(after, channel))
    if moved:
        raise incomplete(
            claim,
            f"bản mới đổi cả điều bạn đọc đang thấy trên {channel_names(moved)}; hãy đề nghị cập nhật hoặc cải chính",
        )


def mended(standing: Standing, kind: AmendmentKind, text: ContentHash, revision: int, now: datetime) -> Standing:
    """The standing after an amendment has been decided, by what the decision says.

    Source: rule 12; ambiguities A20, A21.
    """
    if kind is AmendmentKind.TAKE_DOWN:
        return replace(standing, stage=Stage.TAKEN_DOWN, since=now, held_since=None)
    # Who agrees to a slip mended before the approval has not approved the text.
    approved = "" if standing.stage is Stage.AWAITING_APPROVAL else text
    return replace(standing, revision=revision, content_hash=text, approved_hash=approved)
