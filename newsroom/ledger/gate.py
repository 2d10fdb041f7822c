"""May this text go out on this channel now, and if not, why: what signed acts prove, held against what a table says.

The table of articles is a cache: where it says other than the proof, nothing goes out until people have looked.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from newsroom.article import ChannelName, spoken
from newsroom.authority import Route
from newsroom.board import OFFICE_LABELS
from newsroom.describe import way_on
from newsroom.matters.amendment import Amendment
from newsroom.matters.kinds import AMENDMENT_LABELS, AMENDMENT_STAGE_LABELS, AmendmentKind, AmendmentStage
from newsroom.publishing import CHANNEL_LABELS
from newsroom.stages import STAGE_LABELS, Stage
from newsroom.standing import Standing
from newsroom.working_time import local


class Bar(StrEnum):
    """What keeps a text from going out."""

    NOT_APPROVED = "not_approved"
    TOO_EARLY = "too_early"
    OVER = "over"
    HELD = "held"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer. Shape: `bar` is None when the text may go out; `said` are whole Vietnamese sentences, for people."""

    bar: Bar | None = None
    said: str = ""


GO: Final = Verdict()
_NOT_APPROVED: Final = "Bản này chưa được duyệt để đăng trên kênh này nên không gửi đi."
_TOO_EARLY: Final = "Chưa tới giờ đăng theo đồng hồ của máy này; sẽ thử lại."
_OVER: Final = "Bài đã được gỡ hoặc nhận lại nên dừng, không gửi gì thêm."
_TO_DO: Final = (
    "Không có gì được gửi đi; bài và sổ giữ nguyên. Kỹ sư phụ trách kỹ thuật chạy `toasoan ledger verify` và tìm xem "
    "ai đã sửa kho dữ liệu. Sửa lại kho cho khớp rồi cho đăng tiếp, hoặc Trưởng Ban nhận lại bài để duyệt lại."
)
_RESTORED: Final = "Kho dữ liệu đã được phục hồi sau khi duyệt nên không gửi gì thêm; nội dung giữ nguyên."
_STOLEN: Final = "Khóa đã ký lần duyệt này đã được báo mất nên không gửi gì thêm; nội dung giữ nguyên."
_TAKEN_BACK: Final = frozenset({Stage.EDITING, Stage.RETURNED, Stage.AWAITING_APPROVAL, Stage.BEFORE_BOARD})
_SAME_TO_READERS: Final = frozenset(
    {
        # Closed once every channel shows the text, and begun once the hour has come: neither needs an act.
        (Stage.PUBLISHED, Stage.PUBLISHING),
        (Stage.SCHEDULED, Stage.PUBLISHING),
        # Begun by a clock ahead of ours: it is too early here, and nothing else.
        (Stage.PUBLISHING, Stage.SCHEDULED),
    }
)


def may_go_out(
    proof: Standing,
    ever_approved: Iterable[str],
    row: Standing,
    routes: Iterable[Route],
    *,
    text: str,
    channel: ChannelName,
    doubtful: bool = False,
) -> Verdict:
    """Whether a text may be shown on a channel now.

    Shape: `proof` is the standing that signed acts lead to by now, `row` what the table says; `routes` are those that
    the notices in force since the beginning give; `doubtful` when a thief may have said the word that let the text go.
    Source: promise 1 of the design; rules 12 and 17.
    """
    found = tuple(differences(proof, row, routes))
    if found:
        said = f"Bảng bài khác với các thao tác đã ký trong sổ ({'; '.join(found)}). {_TO_DO}"
        return Verdict(bar=Bar.DIFFERS, said=said)
    if proof.stage is Stage.TAKEN_DOWN:
        return Verdict(bar=Bar.OVER, said=_OVER)
    if proof.stage in _TAKEN_BACK and text in set(ever_approved):
        # Allowed once, and taken back: nobody tries to cheat.
        return Verdict(bar=Bar.OVER, said=_OVER)
    stands = proof.approved_hash == proof.content_hash == text and channel in proof.channels
    if not (stands and proof.stage in {Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED}):
        return Verdict(bar=Bar.NOT_APPROVED, said=_NOT_APPROVED)
    if proof.held_since is not None:
        asked = OFFICE_LABELS[proof.seat.office or proof.route.owner]
        why = _STOLEN if doubtful else _RESTORED
        return Verdict(bar=Bar.HELD, said=f"{why} Chờ {asked} xem lại rồi {way_on(proof)}.")
    if proof.stage is Stage.SCHEDULED:
        return Verdict(bar=Bar.TOO_EARLY, said=_TOO_EARLY)
    return GO


def may_change(
    proof: Standing,
    amendment: Amendment | None,
    said: Amendment,
    row: Standing,
    routes: Iterable[Route],
    *,
    ended: bool,
    held: bool = False,
    doubtful: bool = False,
) -> Verdict:
    """Whether a change of what readers see, or its removal, may be carried out now.

    Shape: `amendment` is what signed acts have made of it, `said` what the table says; `ended` that a later one has
    overtaken it, `held` that a restore of the storage holds it back, or a stolen key when it is `doubtful` as well.
    A removal goes on whatever the tables say of the article.
    Source: promises 1 and 5 of the design; rules 9, 12 and 17.
    """
    if ended:
        return Verdict(bar=Bar.OVER, said=_OVER)
    if amendment is None or amendment.stage not in {AmendmentStage.APPLYING, AmendmentStage.DONE}:
        return Verdict(bar=Bar.NOT_APPROVED, said=_NOT_APPROVED)
    if amendment.kind is AmendmentKind.TAKE_DOWN:
        return GO
    found = (*_changes(amendment, said), *differences(proof, row, routes))
    if found:
        what = f"Bảng ghi khác với các thao tác đã ký trong sổ ({'; '.join(found)}). {_TO_DO}"
        return Verdict(bar=Bar.DIFFERS, said=what)
    if held:
        why = _STOLEN if doubtful else _RESTORED
        command = f"toasoan amendment retry {spoken(amendment.id)} KÊNH"
        return Verdict(bar=Bar.HELD, said=f"{why} Chờ người duyệt xem lại rồi cho làm tiếp (`{command}`).")
    return GO


def _changes(proof: Amendment, row: Amendment) -> Iterator[str]:
    if row.stage not in {AmendmentStage.APPLYING, AmendmentStage.DONE}:
        yield f"đề nghị sửa: bảng ghi {AMENDMENT_STAGE_LABELS[row.stage]}, sổ là {AMENDMENT_STAGE_LABELS[proof.stage]}"
    if proof.kind is not row.kind:
        yield f"loại thay đổi: bảng ghi {AMENDMENT_LABELS[row.kind]}, sổ là {AMENDMENT_LABELS[proof.kind]}"
    if (proof.base_hash, proof.new_hash) != (row.base_hash, row.new_hash):
        yield f"bản mới: bảng ghi {_hash(row.new_hash)}, sổ là {_hash(proof.new_hash)}"


def differences(proof: Standing, row: Standing, routes: Iterable[Route]) -> Iterator[str]:
    """What a table says otherwise than the signed acts, each as a part of a Vietnamese sentence."""
    if proof.stage is not row.stage and (row.stage, proof.stage) not in _SAME_TO_READERS:
        yield f"bước: bảng ghi “{STAGE_LABELS[row.stage]}”, sổ là “{STAGE_LABELS[proof.stage]}”"
    if proof.author != row.author:
        yield f"tác giả: bảng ghi {row.author}, sổ là {proof.author}"
    if proof.content_hash != row.content_hash:
        yield f"bản thảo: bảng ghi {row.content_hash[:12]}, sổ là {proof.content_hash[:12]}"
    if proof.approved_hash != row.approved_hash:
        yield f"bản được duyệt: bảng ghi {_hash(row.approved_hash)}, sổ là {_hash(proof.approved_hash)}"
    if proof.publish_at != row.publish_at:
        yield f"giờ đăng: bảng ghi {_hour(row.publish_at)}, sổ là {_hour(proof.publish_at)}"
    if set(proof.channels) != set(row.channels):
        yield f"kênh: bảng ghi {_channels(row.channels)}, sổ là {_channels(proof.channels)}"
    if _owner(row.route) not in {_owner(proof.route), *map(_owner, routes)}:
        yield f"người duyệt: bảng ghi nhóm {row.route.name}, sổ là nhóm {proof.route.name}"


def _owner(route: Route) -> tuple[str, str]:
    return route.name, route.owner


def _hash(text: str) -> str:
    return text[:12] or "không có"


def _hour(moment: datetime | None) -> str:
    return f"{local(moment):%H:%M:%S %d/%m/%Y}" if moment else "không có"


def _channels(channels: Iterable[ChannelName]) -> str:
    found = set(channels)
    return ", ".join(CHANNEL_LABELS[channel] for channel in ChannelName if channel in found) or "không có"
