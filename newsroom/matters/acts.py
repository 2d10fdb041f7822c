"""A member's signed act on a matter: an absence, a delegation, a meeting, an amendment, a new notice.

`MatterClaim` is to a matter what `Claim` is to an article: who, in which office, does what, saying what, when.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from newsroom.article import MemberId
from newsroom.board import OFFICE_LABELS, Office
from newsroom.claims import incomplete
from newsroom.errors import RefusalCode, Refused
from newsroom.matters import facts
from newsroom.matters.facts import LONGEST_FACT, Fact, Hour, Names
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.shape import YEARS, moment_in
from newsroom.signed.canonical import Signed, besides, besides_in, canonical, stated_in

MATTERS_KEPT: Final = "mọi việc"


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterActRow:
    """What is true of an act on every matter.

    Shape: `label` is Vietnamese, as in "không thể thu hồi"; `kinds` are the matters it is done to; `facts` are all
    that it may state, each by the name that people know it by there; one that `opens` begins a matter.
    """

    label: str
    kinds: tuple[MatterKind, ...]
    facts: tuple[Fact, ...] = ()
    opens: bool = False

    def called(self, fact: Fact) -> str:
        """What people call a fact of this act."""
        return next((own.label for own in self.facts if own.name == fact.name), fact.label)


_ABSENCE: Final = (MatterKind.ABSENCE,)
_DELEGATION: Final = (MatterKind.DELEGATION,)
_GRANTS: Final = (MatterKind.ABSENCE, MatterKind.DELEGATION)
_MEETING: Final = (MatterKind.MEETING,)
_AMENDMENT: Final = (MatterKind.AMENDMENT,)
_INCIDENT: Final = (MatterKind.INCIDENT,)
_SCOPE: Final = (facts.CLASSES, facts.TOPICS, facts.KINDS, facts.STARTS_AT, facts.ENDS_AT)

MATTER_ACTS: Final[dict[MatterAct, MatterActRow]] = {
    MatterAct.FILE_ABSENCE: MatterActRow(
        label="báo vắng mặt",
        kinds=_ABSENCE,
        opens=True,
        facts=(
            facts.MEMBER,
            facts.STARTS_AT.called("giờ bắt đầu vắng"),
            facts.ENDS_AT.called("giờ trở lại"),
            facts.REASON.called("lý do vắng"),
        ),
    ),
    MatterAct.CHANGE_ABSENCE: MatterActRow(
        label="đổi thời gian vắng mặt", kinds=_ABSENCE, facts=(facts.ENDS_AT.called("giờ trở lại"),)
    ),
    MatterAct.ASSIGN: MatterActRow(
        label="phân công người thay",
        kinds=_ABSENCE,
        facts=(facts.TO.called("người được phân công"), facts.WORK, facts.REASON, *_SCOPE),
    ),
    MatterAct.DELEGATE: MatterActRow(
        label="ủy quyền",
        kinds=_DELEGATION,
        opens=True,
        facts=(
            facts.KIND.called("loại ủy quyền"),
            facts.TO.called("người được ủy quyền"),
            facts.DOCUMENT,
            facts.REASON,
            *_SCOPE,
        ),
    ),
    MatterAct.RENEW: MatterActRow(
        label="gia hạn", kinds=_GRANTS, facts=(facts.ENDS_AT.called("giờ kết thúc mới"), facts.GRANT)
    ),
    MatterAct.REVOKE: MatterActRow(
        label="thu hồi", kinds=_GRANTS, facts=(facts.REASON.called("lý do thu hồi"), facts.GRANT)
    ),
    MatterAct.CONVENE: MatterActRow(
        label="triệu tập họp",
        kinds=_MEETING,
        opens=True,
        facts=(facts.STARTS_AT.called("giờ họp"), facts.PLACE, facts.TOPIC),
    ),
    MatterAct.ADD_PAPER: MatterActRow(
        label="gửi tài liệu họp", kinds=_MEETING, facts=(facts.TITLE, facts.TEXT, facts.FILE, facts.FILE_NAME)
    ),
    MatterAct.ADD_ITEM: MatterActRow(
        label="đưa vấn đề vào chương trình họp",
        kinds=_MEETING,
        facts=(facts.TITLE.called("tên vấn đề"), facts.TEXT.called("nội dung vấn đề")),
    ),
    MatterAct.DIRECT_PREPARATION: MatterActRow(
        label="giao việc chuẩn bị họp",
        kinds=_MEETING,
        facts=(
            facts.TO.called("người chuẩn bị"),
            facts.TITLE.called("việc chuẩn bị"),
            facts.ENDS_AT.called("hạn chuẩn bị"),
        ),
    ),
    MatterAct.RECORD_MINUTES: MatterActRow(
        label="ghi biên bản", kinds=_MEETING, facts=(facts.MINUTES, facts.DECIDE, facts.NOTE)
    ),
    MatterAct.CONCLUDE: MatterActRow(label="kết luận cuộc họp", kinds=_MEETING, facts=(facts.SEEN,)),
    MatterAct.CANCEL_MEETING: MatterActRow(
        label="hủy cuộc họp", kinds=_MEETING, facts=(facts.REASON.called("lý do hủy"),)
    ),
    MatterAct.PROPOSE_AMENDMENT: MatterActRow(
        label="đề nghị sửa bài đã đăng",
        kinds=_AMENDMENT,
        opens=True,
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
            facts.POINTS,
            facts.JUDGED,
            facts.CLOSELY,
            facts.CHANNEL,
        ),
    ),
    MatterAct.APPROVE_AMENDMENT: MatterActRow(label="duyệt sửa bài đã đăng", kinds=_AMENDMENT, facts=(facts.NEW_HASH,)),
    MatterAct.REFUSE_AMENDMENT: MatterActRow(
        label="không duyệt sửa bài đã đăng",
        kinds=_AMENDMENT,
        facts=(facts.NEW_HASH, facts.REASON.called("lý do không duyệt")),
    ),
    MatterAct.TAKE_DOWN_NOW: MatterActRow(
        label="gỡ ngay theo lệnh miệng",
        kinds=_AMENDMENT,
        opens=True,
        facts=(facts.ARTICLE, facts.ORDERED_BY, facts.REASON.called("lý do gỡ")),
    ),
    MatterAct.CONFIRM_TAKE_DOWN: MatterActRow(label="xác nhận lệnh gỡ", kinds=_AMENDMENT),
    MatterAct.RETRY_CHANNEL: MatterActRow(
        label="cho làm tiếp trên kênh",
        kinds=_AMENDMENT,
        facts=(facts.CHANNEL, facts.SKIP, facts.REASON.called("lý do bỏ kênh")),
    ),
    MatterAct.ADOPT_BOARD: MatterActRow(
        label="áp dụng bản phân công mới",
        kinds=(MatterKind.BOARD,),
        opens=True,
        facts=(facts.DIGEST, facts.EFFECTIVE_FROM, facts.NUMBER, facts.SIGNED_ON, facts.DECIDED_BY),
    ),
    MatterAct.REPORT_INCIDENT: MatterActRow(
        label="báo sự việc phát sinh",
        kinds=_INCIDENT,
        opens=True,
        facts=(facts.TITLE.called("tên sự việc"), facts.ACCOUNT, facts.PROPOSAL),
    ),
    MatterAct.COMPILE_INCIDENT: MatterActRow(label="tổng hợp sự việc", kinds=_INCIDENT, facts=(facts.SUMMARY,)),
    MatterAct.DECIDE_INCIDENT: MatterActRow(
        label="quyết định về sự việc",
        kinds=_INCIDENT,
        facts=(facts.DECISION, facts.CONCERNS, facts.SEEN.called("mã nội dung đã đọc")),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterClaim(Signed):
    """A member's act on a matter, as it is signed.

    Shape: `matter` is kind and id ("absence/7c1e"), the id of its workflow too; `facts` are plain texts by name, lists
    in them separated by spaces, times in ISO 8601 with their zone.
    """

    act_id: str
    act: MatterAct
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
        return MATTER_ACTS[self.act].label

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
            raise self.wrong(hour, "không phải là giờ") from None
        if moment.tzinfo is None:
            raise self.wrong(hour, "thiếu múi giờ")
        if moment.year not in YEARS:
            raise self.wrong(hour, "nằm ngoài các năm dùng được")
        return moment

    def moment_or(self, hour: Hour, otherwise: datetime) -> datetime:
        """A time that may be left out. Errors: Refused (bad_request) when it is there and none."""
        return self.moment(hour) if self.said(hour) else otherwise

    def names(self, names: Names) -> tuple[str, ...]:
        """A list of names, perhaps empty."""
        return tuple(self.said(names).split())

    def wrong(self, fact: Fact, why: str) -> Refused:
        """The refusal (bad_request) of a fact, naming it for the person who stated it."""
        return incomplete(self, f"{self._called(fact)} {why}")

    def _called(self, fact: Fact) -> str:
        return f"{MATTER_ACTS[self.act].called(fact)} ({fact.name})"


def kind_of(matter: str) -> MatterKind | None:
    """The kind of a matter by its name."""
    kind = matter.partition("/")[0]
    return MatterKind(kind) if kind in set(MatterKind) else None


def matter_claim_text(claim: MatterClaim) -> str:
    """Canonical text of an act: the bytes that are signed are its UTF-8."""
    return canonical(
        {
            "act": claim.act,
            "act_id": claim.act_id,
            "facts": {name: value for name, value in claim.facts.items() if value},
            "made_at": claim.made_at,
            "matter": claim.matter,
            "member": claim.member,
            "office": claim.office,
        }
        | besides(claim)
    )


def matter_claim_from(text: str) -> MatterClaim:
    """The act that a canonical text states.

    Errors: Refused (bad_request) when the text is no act.
    """
    return stated_in(text, _claim, matter_claim_text, MATTERS_KEPT)


def _claim(data: Mapping[str, Any]) -> MatterClaim:
    return MatterClaim(
        act_id=str(data["act_id"]),
        act=MatterAct(data["act"]),
        matter=str(data["matter"]),
        member=MemberId(str(data["member"])),
        office=Office(data["office"]),
        made_at=moment_in(data["made_at"]),
        facts={str(name): str(value)[:LONGEST_FACT] for name, value in data["facts"].items()},
        **besides_in(data),
    )


def not_entitled(claim: MatterClaim, who_is: str) -> Refused:
    """The refusal of an act whose member has no title to it; `who_is` says who has."""
    return Refused(
        RefusalCode.NOT_ENTITLED,
        f"{OFFICE_LABELS[claim.office]} không có quyền {claim.label}; mọi việc giữ nguyên. {who_is}",
    )
