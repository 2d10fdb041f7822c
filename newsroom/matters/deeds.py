"""A member's signed act on a matter of the house: an absence, a delegation, a meeting, an amendment, a new notice.

A deed is to a matter what a claim is to an article: who, in which office, does what, saying what, when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from newsroom.article import MemberId
from newsroom.board import OFFICE_LABELS, Office
from newsroom.claims import canonical, incomplete, moment_in, stated_in
from newsroom.errors import RefusalCode, Refused
from newsroom.matters import facts
from newsroom.matters.facts import LONGEST_FACT, Fact, Hour, Names
from newsroom.matters.kinds import DeedAct, MatterKind

MATTERS_KEPT: Final = "mọi việc"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedRow:
    """What is true of a deed on every matter.

    Shape: `label` is Vietnamese, as in "không thể thu hồi"; `kinds` are the matters it is done to; `facts` are all
    that it may state, each by the name that people know it by there.
    """

    label: str
    kinds: tuple[MatterKind, ...]
    facts: tuple[Fact, ...] = ()

    def called(self, fact: Fact) -> str:
        """What people call a fact of this deed."""
        return next((own.label for own in self.facts if own.name == fact.name), fact.label)


_ABSENCE: Final = (MatterKind.ABSENCE,)
_DELEGATION: Final = (MatterKind.DELEGATION,)
_GRANTS: Final = (MatterKind.ABSENCE, MatterKind.DELEGATION)
_MEETING: Final = (MatterKind.MEETING,)
_AMENDMENT: Final = (MatterKind.AMENDMENT,)
_SCOPE: Final = (facts.CLASSES, facts.TOPICS, facts.KINDS, facts.STARTS_AT, facts.ENDS_AT)

DEEDS: Final[dict[DeedAct, DeedRow]] = {
    DeedAct.FILE_ABSENCE: DeedRow(
        label="báo vắng mặt",
        kinds=_ABSENCE,
        facts=(
            facts.MEMBER,
            facts.STARTS_AT.called("giờ bắt đầu vắng"),
            facts.ENDS_AT.called("giờ trở lại"),
            facts.REASON.called("lý do vắng"),
        ),
    ),
    DeedAct.CHANGE_ABSENCE: DeedRow(
        label="đổi thời gian vắng mặt", kinds=_ABSENCE, facts=(facts.ENDS_AT.called("giờ trở lại"),)
    ),
    DeedAct.ASSIGN: DeedRow(
        label="phân công người thay",
        kinds=_ABSENCE,
        facts=(facts.TO.called("người được phân công"), facts.WORK, facts.REASON, *_SCOPE),
    ),
    DeedAct.DELEGATE: DeedRow(
        label="ủy quyền",
        kinds=_DELEGATION,
        facts=(
            facts.KIND.called("loại ủy quyền"),
            facts.TO.called("người được ủy quyền"),
            facts.DOCUMENT,
            facts.REASON,
            *_SCOPE,
        ),
    ),
    DeedAct.RENEW: DeedRow(
        label="gia hạn", kinds=_GRANTS, facts=(facts.ENDS_AT.called("giờ kết thúc mới"), facts.GRANT)
    ),
    DeedAct.REVOKE: DeedRow(label="thu hồi", kinds=_GRANTS, facts=(facts.REASON.called("lý do thu hồi"), facts.GRANT)),
    DeedAct.CONVENE: DeedRow(
        label="triệu tập họp", kinds=_MEETING, facts=(facts.STARTS_AT.called("giờ họp"), facts.PLACE, facts.TOPIC)
    ),
    DeedAct.ADD_PAPER: DeedRow(label="gửi tài liệu họp", kinds=_MEETING, facts=(facts.TITLE, facts.TEXT)),
    DeedAct.RECORD_MINUTES: DeedRow(
        label="ghi biên bản", kinds=_MEETING, facts=(facts.MINUTES, facts.DECIDE, facts.NOTE)
    ),
    DeedAct.CONCLUDE: DeedRow(label="kết luận cuộc họp", kinds=_MEETING, facts=(facts.SEEN,)),
    DeedAct.CANCEL_MEETING: DeedRow(label="hủy cuộc họp", kinds=_MEETING, facts=(facts.REASON.called("lý do hủy"),)),
    DeedAct.PROPOSE_AMENDMENT: DeedRow(
        label="đề nghị sửa bài đã đăng",
        kinds=_AMENDMENT,
        facts=(
            facts.ARTICLE,
            facts.KIND.called("loại thay đổi"),
            facts.REASON,
            facts.EVIDENCE,
            facts.WRONG,
            facts.RIGHT,
            facts.BASE_HASH,
            facts.NEW_HASH,
            facts.NEW_REVISION,
        ),
    ),
    DeedAct.APPROVE_AMENDMENT: DeedRow(label="duyệt sửa bài đã đăng", kinds=_AMENDMENT, facts=(facts.NEW_HASH,)),
    DeedAct.REFUSE_AMENDMENT: DeedRow(
        label="không duyệt sửa bài đã đăng",
        kinds=_AMENDMENT,
        facts=(facts.NEW_HASH, facts.REASON.called("lý do không duyệt")),
    ),
    DeedAct.TAKE_DOWN_NOW: DeedRow(
        label="gỡ ngay theo lệnh miệng",
        kinds=_AMENDMENT,
        facts=(facts.ARTICLE, facts.ORDERED_BY, facts.REASON.called("lý do gỡ")),
    ),
    DeedAct.CONFIRM_TAKE_DOWN: DeedRow(label="xác nhận lệnh gỡ", kinds=_AMENDMENT),
    DeedAct.RETRY_CHANNEL: DeedRow(
        label="cho làm tiếp trên kênh",
        kinds=_AMENDMENT,
        facts=(facts.CHANNEL, facts.SKIP, facts.REASON.called("lý do bỏ kênh")),
    ),
    DeedAct.ADOPT_BOARD: DeedRow(
        label="áp dụng bản phân công mới", kinds=(MatterKind.BOARD,), facts=(facts.DIGEST, facts.EFFECTIVE_FROM)
    ),
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

    @property
    def subject(self) -> str:
        """The matter."""
        return self.matter

    @property
    def label(self) -> str:
        """What is done, in Vietnamese."""
        return DEEDS[self.act].label

    @property
    def kept(self) -> str:
        """What stays as it is when it is not done."""
        return MATTERS_KEPT

    def said(self, fact: Fact) -> str:
        """A fact without the space around it, perhaps empty."""
        return self.facts.get(fact.name, "").strip()

    def fact(self, fact: Fact) -> str:
        """A fact that must be there. Errors: Refused (bad_request), naming it for the person who left it out."""
        said = self.said(fact)
        if not said:
            raise incomplete(self, f"cần ghi {self._called(fact)}")
        return said

    def moment(self, hour: Hour) -> datetime:
        """A time that must be there. Errors: Refused (bad_request)."""
        try:
            moment = datetime.fromisoformat(self.fact(hour))
        except ValueError:
            raise incomplete(self, f"{self._called(hour)} không phải là giờ") from None
        if moment.tzinfo is None:
            raise incomplete(self, f"{self._called(hour)} thiếu múi giờ")
        return moment

    def moment_or(self, hour: Hour, otherwise: datetime) -> datetime:
        """A time that may be left out. Errors: Refused (bad_request) when it is there and none."""
        return self.moment(hour) if self.said(hour) else otherwise

    def names(self, names: Names) -> tuple[str, ...]:
        """A list of names, perhaps empty."""
        return tuple(self.said(names).split())

    def _called(self, fact: Fact) -> str:
        return f"{DEEDS[self.act].called(fact)} ({fact.name})"


def kind_of(matter: str) -> MatterKind | None:
    """The kind of a matter by its name."""
    kind = matter.partition("/")[0]
    return MatterKind(kind) if kind in set(MatterKind) else None


def deed_text(deed: Deed) -> str:
    """Canonical text of a deed: the bytes that are signed are its UTF-8."""
    return canonical(
        {
            "act": deed.act,
            "act_id": deed.act_id,
            "facts": {name: value for name, value in deed.facts.items() if value},
            "made_at": deed.made_at,
            "matter": deed.matter,
            "member": deed.member,
            "office": deed.office,
        }
    )


def deed_from(text: str) -> Deed:
    """The deed that a canonical text states.

    Errors: Refused (bad_request) when the text is no deed.
    """
    return stated_in(text, _deed, deed_text, MATTERS_KEPT)


def _deed(data: Mapping[str, Any]) -> Deed:
    return Deed(
        act_id=str(data["act_id"]),
        act=DeedAct(data["act"]),
        matter=str(data["matter"]),
        member=MemberId(str(data["member"])),
        office=Office(data["office"]),
        made_at=moment_in(data["made_at"]),
        facts={str(name): str(value)[:LONGEST_FACT] for name, value in data["facts"].items()},
    )


def not_entitled(deed: Deed, who_is: str) -> Refused:
    """The refusal of a deed whose member has no title to it; `who_is` says who has."""
    return Refused(
        RefusalCode.NOT_ENTITLED,
        f"{OFFICE_LABELS[deed.office]} không có quyền {deed.label}; mọi việc giữ nguyên. {who_is}",
    )
