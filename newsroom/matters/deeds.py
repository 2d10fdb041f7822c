"""A member's signed act on a matter of the house: an absence, a delegation, a meeting, an amendment, a new notice.

A deed is to a matter what a claim is to an article: who, in which office, does what, saying what, when.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from newsroom.article import MemberId
from newsroom.board import OFFICE_LABELS, Board, Member, Office
from newsroom.claims import CLAIM_LIFETIME, CLOCK_SKEW
from newsroom.errors import RefusalCode, Refused

LONGEST_FACT: Final = 20_000
"""Characters of one fact; minutes of a meeting are the longest."""


class MatterKind(StrEnum):
    """What a matter is about; its name begins with it, as in `absence/7c1e`."""

    ABSENCE = "absence"
    DELEGATION = "delegation"
    MEETING = "meeting"
    AMENDMENT = "amendment"
    BOARD = "board"


class DeedAct(StrEnum):
    """What a person does to a matter; each is one Update of its workflow."""

    FILE_ABSENCE = "file_absence"
    CHANGE_ABSENCE = "change_absence"
    ASSIGN = "assign"
    DELEGATE = "delegate"
    RENEW = "renew"
    REVOKE = "revoke"
    CONVENE = "convene"
    ADD_PAPER = "add_paper"
    RECORD_MINUTES = "record_minutes"
    CONCLUDE = "conclude"
    CANCEL_MEETING = "cancel_meeting"
    PROPOSE_AMENDMENT = "propose_amendment"
    APPROVE_AMENDMENT = "approve_amendment"
    REFUSE_AMENDMENT = "refuse_amendment"
    TAKE_DOWN_NOW = "take_down_now"
    CONFIRM_TAKE_DOWN = "confirm_take_down"
    RETRY_CHANNEL = "retry_channel"
    ADOPT_BOARD = "adopt_board"


DEED_LABELS: Final[dict[DeedAct, str]] = {
    DeedAct.FILE_ABSENCE: "báo vắng mặt",
    DeedAct.CHANGE_ABSENCE: "đổi thời gian vắng mặt",
    DeedAct.ASSIGN: "phân công người thay",
    DeedAct.DELEGATE: "ủy quyền",
    DeedAct.RENEW: "gia hạn",
    DeedAct.REVOKE: "thu hồi",
    DeedAct.CONVENE: "triệu tập họp",
    DeedAct.ADD_PAPER: "gửi tài liệu họp",
    DeedAct.RECORD_MINUTES: "ghi biên bản",
    DeedAct.CONCLUDE: "kết luận cuộc họp",
    DeedAct.CANCEL_MEETING: "hủy cuộc họp",
    DeedAct.PROPOSE_AMENDMENT: "đề nghị sửa bài đã đăng",
    DeedAct.APPROVE_AMENDMENT: "duyệt sửa bài đã đăng",
    DeedAct.REFUSE_AMENDMENT: "không duyệt sửa bài đã đăng",
    DeedAct.TAKE_DOWN_NOW: "gỡ ngay theo lệnh miệng",
    DeedAct.CONFIRM_TAKE_DOWN: "xác nhận lệnh gỡ",
    DeedAct.RETRY_CHANNEL: "cho làm tiếp trên kênh",
    DeedAct.ADOPT_BOARD: "áp dụng bản phân công mới",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A member's act on a matter, as it is signed.

    Shape: `matter` is kind and id ("absence/7c1e"), the id of its workflow too; `facts` are plain texts by name, lists
    in them separated by spaces, times in ISO 8601 with their zone.
    """

    act_id: str
    act: DeedAct
    matter: str
    member: MemberId
    office: Office
    made_at: datetime
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def fact(self, name: str, called: str) -> str:
        """A fact that must be there; `called` names it for the person who left it out.

        Errors: Refused (bad_request).
        """
        said = self.facts.get(name, "").strip()
        if not said:
            raise incomplete(self, f"cần ghi {called} ({name})")
        return said

    def moment(self, name: str, called: str) -> datetime:
        """A time that must be there. Errors: Refused (bad_request)."""
        try:
            moment = datetime.fromisoformat(self.fact(name, called))
        except ValueError:
            raise incomplete(self, f"{called} ({name}) không phải là giờ") from None
        if moment.tzinfo is None:
            raise incomplete(self, f"{called} ({name}) thiếu múi giờ")
        return moment

    def names(self, name: str) -> tuple[str, ...]:
        """A list of names, perhaps empty."""
        return tuple(self.facts.get(name, "").split())


def kind_of(matter: str) -> MatterKind | None:
    """The kind of a matter by its name."""
    kind = matter.partition("/")[0]
    return MatterKind(kind) if kind in set(MatterKind) else None


def deed_text(deed: Deed) -> str:
    """Canonical text of a deed: the bytes that are signed are its UTF-8."""
    data = {
        "act": deed.act,
        "act_id": deed.act_id,
        "facts": {name: value for name, value in deed.facts.items() if value},
        "made_at": deed.made_at.isoformat(),
        "matter": deed.matter,
        "member": deed.member,
        "office": deed.office,
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def deed_from(text: str) -> Deed:
    """The deed that a canonical text states.

    Errors: Refused (bad_request) when the text is no deed.
    """
    try:
        data = json.loads(text)
        deed = Deed(
            act_id=str(data["act_id"]),
            act=DeedAct(data["act"]),
            matter=str(data["matter"]),
            member=MemberId(str(data["member"])),
            office=Office(data["office"]),
            made_at=datetime.fromisoformat(data["made_at"]),
            facts={str(name): str(value)[:LONGEST_FACT] for name, value in data["facts"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as wrong:
        raise _no_deed() from wrong
    if deed_text(deed) != text or deed.made_at.tzinfo is None:
        raise _no_deed()
    return deed


def check_fresh(deed: Deed, now: datetime) -> None:
    """Nothing, when the deed is fresh. Errors: Refused (expired_claim).

    Source: promise 2 of the design.
    """
    if not -CLOCK_SKEW <= now - deed.made_at <= CLAIM_LIFETIME:
        raise Refused(
            RefusalCode.EXPIRED_CLAIM,
            "Chữ ký của thao tác đã quá hạn nên bị từ chối; mọi việc giữ nguyên. Hãy mở lại trang và thao tác lại.",
        )


def doer(board: Board, deed: Deed) -> Member:
    """The member who does the deed. Errors: Refused (unknown_member).

    Source: rule 7; ambiguity A36.
    """
    member = board.member(deed.member)
    if member is None or member.office is not deed.office:
        raise Refused(
            RefusalCode.UNKNOWN_MEMBER,
            "Tài khoản không có trong Ban Biên tập đang áp dụng hoặc đã đổi chức danh; mọi việc giữ nguyên. "
            "Hãy liên hệ Thư ký Ban Biên tập.",
        )
    return member


def incomplete(deed: Deed, what: str) -> Refused:
    """The refusal of a deed that lacks something or says something impossible."""
    return Refused(RefusalCode.BAD_REQUEST, f"Chưa thể {DEED_LABELS[deed.act]}: {what}. Mọi việc giữ nguyên.")


def not_entitled(deed: Deed, who_is: str) -> Refused:
    """The refusal of a deed whose member has no title to it; `who_is` says who has."""
    return Refused(
        RefusalCode.NOT_ENTITLED,
        f"{OFFICE_LABELS[deed.office]} không có quyền {DEED_LABELS[deed.act]}; mọi việc giữ nguyên. {who_is}",
    )


def _no_deed() -> Refused:
    return Refused(
        RefusalCode.BAD_REQUEST,
        "Yêu cầu không đúng dạng nên bị từ chối; mọi việc giữ nguyên. Hãy thao tác lại từ bàn biên tập.",
    )
