"""The grounds on which members act: each names the rule of the notice, its clause, and the grant that was used."""

from typing import Final

from newsroom.article import spoken
from newsroom.authority import HEAD_DECIDES, Ground, Route, class_in_words
from newsroom.board import OFFICE_LABELS, Board, Member, Office
from newsroom.roster import GRANT_LABELS, Grant, GrantKind, Scope
from newsroom.stages import Part
from newsroom.working_time import local

_Clause = tuple[int, str, str]

EDIT: Final = (
    54,
    "mục II.4, gạch đầu dòng thứ 7",
    "Ủy viên kiểm tra, rà soát, biên tập lần cuối tất cả tin, bài, ảnh trước khi trình",
)
AUTHOR: Final = (52, "mục II.4, gạch đầu dòng thứ 5", "Bộ phận phóng viên sản xuất và xử lý tin, bài")
ENGINEER: Final = (
    81,
    "mục II.8, gạch đầu dòng thứ 1",
    "Kỹ sư phối hợp đăng tải trên Cổng, Fanpage và Zalo OA trong thời hạn 60 phút",
)
CHECK_FIRST: Final = (
    69,
    "mục II.5, gạch đầu dòng thứ 6",
    "Thư ký hỗ trợ kiểm tra, rà soát tin, bài, ảnh khi được Ủy viên ủy quyền",
)
TAKE_IN: Final = (
    72,
    "mục II.5, gạch đầu dòng thứ 9",
    "Thư ký làm đầu mối tiếp nhận bài viết từ cộng tác viên",
)
TO_THE_BOARD: Final = (
    5,
    "mục I, gạch đầu dòng thứ 1",
    "Các vấn đề chưa có sự thống nhất được đưa ra bàn bạc tập thể trong các cuộc họp của Ban Biên tập",
)
REPORT_ABSENCE: Final = (32, "mục II.2, gạch đầu dòng thứ 4", "Đi công tác thì báo cáo Trưởng Ban")
HEAD_ASSIGNS: Final = (
    33,
    "mục II.2, gạch đầu dòng thứ 4",
    "Người duyệt đi công tác thì Trưởng Ban phân công thành viên khác duyệt tin, bài",
)
DUTY_LIST: Final = (
    14,
    "mục I, gạch đầu dòng thứ 6",
    "Các tin bài cần được duyệt và đăng ngay trong ngày, kể cả buổi tối và ngày nghỉ",
)
_LENT_TO: Final[dict[Office, _Clause]] = {
    Office.STANDING_DEPUTY: (
        36,
        "mục II.2, gạch đầu dòng thứ 6",
        "Phó Trưởng Ban Thường trực thực hiện nhiệm vụ khác do Trưởng Ban phân công",
    ),
    Office.DEPUTY: (
        40,
        "mục II.3, gạch đầu dòng thứ 3",
        "Phó Trưởng Ban duyệt các lĩnh vực khác khi được ủy quyền hoặc phân công",
    ),
    Office.FINAL_EDITOR: (
        57,
        "mục II.4, gạch đầu dòng thứ 10",
        "Ủy viên thực hiện nhiệm vụ khác do Trưởng Ban hoặc Phó Trưởng Ban phân công hoặc ủy quyền",
    ),
}
_ACTING: Final[dict[Office, _Clause]] = {
    Office.STANDING_DEPUTY: (
        35,
        "mục II.2, gạch đầu dòng thứ 5",
        "Phó Trưởng Ban Thường trực điều hành hoạt động của Ban Biên tập khi Trưởng Ban đi vắng",
    ),
    Office.DEPUTY: (
        42,
        "mục II.3, gạch đầu dòng thứ 4",
        "Phó Trưởng Ban điều hành hoạt động của Ban Biên tập khi Trưởng Ban đi vắng hoặc được ủy quyền",
    ),
}
_OF_PART: Final[dict[Part, _Clause]] = {
    Part.AUTHOR: AUTHOR,
    Part.FINAL_EDITOR: EDIT,
    Part.HEAD: HEAD_DECIDES,
    Part.ENGINEER: ENGINEER,
    Part.PRECHECKER: CHECK_FIRST,
    Part.INTAKE: TAKE_IN,
    Part.REFERRER: TO_THE_BOARD,
}
REFERRERS: Final = frozenset({Office.DEPUTY, Office.SECRETARY})
"""Who may bring any article before the board by office alone: who proposes solutions, and who prepares the meetings."""


def ground_of(part: Part, office: Office) -> Ground:
    """The ground of a part that a member plays by the own office alone.

    Source: rules 5, 17, 52, 54, 69, 72 and 81.
    """
    return _ground(office, _OF_PART[part])


def owning(route: Route, member: Member) -> Ground:
    """The ground of the office that the notice names for the article's class.

    Source: rules 22, 30, 39 and 55, whichever the route names.
    """
    return _ground(member.office, (route.rule, route.clause, route.text), route.reasons)


def lent(board: Board, member: Member, grant: Grant, route_reasons: tuple[str, ...] = ()) -> Ground:
    """The ground of a member who uses a grant, with its number, scope and dates.

    Source: rules 33, 36, 40, 54, 57 and 69.
    """
    clause = HEAD_ASSIGNS if grant.absence else _LENT_TO.get(member.office, EDIT)
    if member.office is Office.SECRETARY:
        clause = CHECK_FIRST
    return _ground(member.office, clause, (*route_reasons, grant_in_words(board, grant)), grant)


def on_the_duty_list(member: Member) -> Ground:
    """The ground of who draws up the duty list.

    Source: rule 14; ambiguities A14, A15.
    """
    return _ground(member.office, DUTY_LIST)


def acted_for(
    board: Board, member: Member, grant: Grant | None, reasons: tuple[str, ...] = (), *, head_wrote: bool = False
) -> Ground:
    """The ground of a member who runs the board in the Head's place; of an article that the Head wrote if `head_wrote`.

    Source: rules 35 and 42; ambiguities A8, A9.
    """
    said = f"{OFFICE_LABELS[member.office]} thay Trưởng Ban: {_why_acting(board, grant, head_wrote=head_wrote)}"
    clause = _ACTING.get(member.office, _ACTING[Office.DEPUTY])
    return _ground(member.office, clause, (*reasons, said), grant, acting_for=Office.HEAD)


def by_head(member: Member, reasons: tuple[str, ...] = ()) -> Ground:
    """The ground of the Head, who decides what is posted.

    Source: rule 17.
    """
    return _ground(member.office, HEAD_DECIDES, reasons)


def grant_in_words(board: Board, grant: Grant) -> str:
    """A grant as one Vietnamese sentence: who lends whose power to whom, for what, until when.

    Source: ambiguity A12 (every delegation has a scope and an end).
    """
    giver, seat, to = (board.member(m) for m in (grant.giver, grant.seat, grant.to))
    names = [OFFICE_LABELS[m.office] if m else "thành viên cũ" for m in (giver, seat, to)]
    whose = "" if grant.giver == grant.seat else f" việc của {names[1]}"
    scope = "" if grant.kind is GrantKind.ON_DUTY else f" ({scope_in_words(board, grant.scope)})"
    paper = f", theo {grant.document}" if grant.document else ""
    return (
        f"{names[0]} {GRANT_LABELS[grant.kind]}{whose} cho {names[2]}{scope}, "
        f"{dates_in_words(grant)}{paper}, mã {spoken(grant.id)}."
    )


def scope_in_words(board: Board, scope: Scope) -> str:
    """What a scope covers, in Vietnamese.

    Source: ambiguity A12.
    """
    parts = [
        ", ".join(class_in_words(board, name) for name in scope.classes) if scope.classes else "",
        f"chủ đề {', '.join(board.topic_labels.get(t, t) for t in scope.topics)}" if scope.topics else "",
        f"loại {', '.join(board.kind_labels.get(k, k) for k in scope.kinds)}" if scope.kinds else "",
    ]
    return "; ".join(part for part in parts if part) or "toàn bộ phần việc"


def dates_in_words(grant: Grant) -> str:
    """From when until when a grant holds, in the newsroom's time.

    Source: ambiguity A12.
    """
    return f"từ {local(grant.starts_at):%H:%M %d/%m/%Y} đến {local(grant.ends_at):%H:%M %d/%m/%Y}"


def _why_acting(board: Board, grant: Grant | None, *, head_wrote: bool) -> str:
    if grant is not None:
        return grant_in_words(board, grant)
    if head_wrote:
        return "Trưởng Ban là tác giả bài này, theo thứ tự điều hành của thông báo."
    return "Trưởng Ban đi vắng, theo thứ tự điều hành của thông báo."


def _ground(
    office: Office,
    clause: _Clause,
    reasons: tuple[str, ...] = (),
    grant: Grant | None = None,
    *,
    acting_for: Office | None = None,
) -> Ground:
    number, place, text = clause
    return Ground(
        office=office,
        rule=number,
        clause=place,
        text=text,
        reasons=reasons,
        grant=grant.id if grant else "",
        scope=_plain_scope(grant.scope) if grant else "",
        dates=dates_in_words(grant) if grant else "",
        acting_for=acting_for,
    )


def _plain_scope(scope: Scope) -> str:
    return " ".join([*scope.classes, *scope.topics, *scope.kinds]) or "*"
