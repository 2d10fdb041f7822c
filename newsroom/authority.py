"""Who decides on an article and why: the routing order of the notice, with its reasons in Vietnamese."""

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any, Final

from newsroom.article import Content, MemberId
from newsroom.board import OFFICE_LABELS, TAKEN_OVER, AuthorityRule, Board, Office
from newsroom.shape import Fields
from newsroom.text import as_clause


class Hold(StrEnum):
    """By what title the member who is asked has the article, or why nobody can be asked."""

    OWNER = "owner"
    DELEGATED = "delegated"
    ASSIGNED = "assigned"
    ACTING = "acting"
    PRECHECK = "precheck"
    HEAD_TO_ASSIGN = "head_to_assign"
    NOBODY = "nobody"


HOLD_LABELS: Final[dict[Hold, str]] = {
    Hold.OWNER: "theo thông báo phân công",
    Hold.DELEGATED: "được ủy quyền",
    Hold.ASSIGNED: "được phân công thay",
    Hold.ACTING: "thay Trưởng Ban",
    Hold.PRECHECK: "kiểm tra giúp trước khi biên tập lần cuối",
    Hold.HEAD_TO_ASSIGN: "chờ Trưởng Ban phân công",
    Hold.NOBODY: "chưa có ai nhận được việc",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passing:
    """That an office does not decide on an article of its own class: it passed it up, or brought it in by an edit.

    Shape: `said` is a whole Vietnamese sentence.
    """

    by: Office
    to: Office
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The office that decides on an article.

    Shape: `name` is the class of the routing order; `reasons` are whole Vietnamese sentences, never empty;
    `informed` are offices whose field is touched too ("để biết"). While the Head is `asked` who decides, nobody else
    does.
    """

    name: str
    owner: Office
    rule: int
    clause: str
    text: str = ""
    reasons: tuple[str, ...]
    informed: tuple[Office, ...] = ()
    passing: Passing | None = None
    asked: bool = False


def class_in_words(board: Board, name: str) -> str:
    """Whose part of the work a class of the routing order is, for people who do not know it by name."""
    office = next((rule.office for rule in board.authority if rule.name == name), Office.HEAD)
    return f"phần {OFFICE_LABELS[office]} duyệt"


def route_data(route: Route) -> dict[str, Any]:
    """The JSON form of a route; what came later is left out while it says nothing."""
    said = asdict(route) | {"reasons": list(route.reasons), "informed": list(route.informed)}
    return {name: value for name, value in said.items() if name not in {"passing", "asked"} or value}


def route_from(said: Fields) -> Route:
    """The route that its JSON form states. Errors: WrongShape."""
    return Route(
        name=said.text("name"),
        owner=said.one_of(Office, "owner"),
        rule=said.number("rule"),
        clause=said.text("clause"),
        text=said.text("text"),
        reasons=said.texts("reasons"),
        informed=said.all_of(Office, "informed"),
        passing=_passing_from(said.part("passing")) if said.says("passing") else None,
        asked=said.flag("asked", missing=False),
    )


def _passing_from(said: Fields) -> Passing:
    return Passing(by=said.one_of(Office, "by"), to=said.one_of(Office, "to"), said=said.text("said"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """On what ground a member acted: the rule of the notice, its clause, and the reasons in the case at hand.

    Shape: `grant`, `scope` and `dates` name the assignment or delegation that was used, empty otherwise; `acting_for`
    is the office in whose place the member acted.
    """

    office: Office
    rule: int
    clause: str
    text: str
    reasons: tuple[str, ...] = ()
    grant: str = ""
    scope: str = ""
    dates: str = ""
    acting_for: Office | None = None


def ground_data(ground: Ground) -> dict[str, Any]:
    """The JSON form of a ground."""
    return asdict(ground) | {"reasons": list(ground.reasons)}


def ground_from(said: Fields) -> Ground:
    """The ground that its JSON form states; an older one names no grant. Errors: WrongShape."""
    return Ground(
        office=said.one_of(Office, "office"),
        rule=said.number("rule"),
        clause=said.text("clause"),
        text=said.text("text"),
        reasons=said.texts("reasons"),
        grant=said.text("grant", ""),
        scope=said.text("scope", ""),
        dates=said.text("dates", ""),
        acting_for=said.one_of(Office, "acting_for") if said.says("acting_for") else None,
    )


HEAD_DECIDES: Final = (
    17,
    "mục II.1, gạch đầu dòng thứ 2",
    "Trưởng Ban quyết định các nội dung thông tin đăng tải trên Cổng",
)


def route(board: Board, content: Content, author: MemberId, passing: Passing | None = None) -> Route:
    """The office entitled to decide, by the first class of the notice that fits.

    Shape: always an approving office whose holder is not the author; what an office has passed up is not its own.
    Source: rules 22, 39, 55, 30 (in this order), 31, 7; ambiguities A1, A4, A32, A39; decision 0042.
    """
    fitting = [rule for rule in board.authority if _fits(board, rule, content)]
    chosen = fitting[0]
    owner, reasons = chosen.office, [_reason(board, chosen, content)]
    if passing is not None and passing.by is owner:
        owner = passing.to
        reasons.append(passing.said)
    if board.holder(owner).id == author:
        other = board.when_author[owner]
        reasons.append(f"{OFFICE_LABELS[owner]} là tác giả nên không tự duyệt; chuyển {OFFICE_LABELS[other]}.")
        owner = other
    informed = dict.fromkeys(r.office for r in fitting[1:] if r.topics and r.office is not owner)
    return Route(
        name=chosen.name,
        owner=owner,
        rule=chosen.rule,
        clause=chosen.clause,
        text=chosen.text,
        reasons=tuple(reasons),
        informed=tuple(informed),
        passing=passing,
    )


def rerouted(before: Route, board: Board, content: Content, author: MemberId) -> Route:
    """The route of what an article says now: what the Head has decided of it stays, and what was passed up too.

    Source: rules 11, 17, 55 and 93; decision 0042.
    """
    if before.name == TAKEN_OVER:
        return before
    return replace(route(board, content, author, before.passing), asked=before.asked)


def edited(before: Route, board: Board, content: Content, author: MemberId, editor: Office) -> Route:
    """The route after the last edit: a class that the editor has brought the text into is not the editor's to decide.

    Source: rules 54 and 55; ambiguity A32; decision 0042.
    """
    after = rerouted(before, board, content, author)
    if after.owner is not editor or after.name == before.name or editor not in board.when_widened:
        return after
    said = f"{OFFICE_LABELS[editor]} đã đưa bài vào nhóm mình duyệt khi biên tập nên không tự duyệt."
    passing = Passing(by=editor, to=board.when_widened[editor], said=said)
    return rerouted(replace(before, passing=passing), board, content, author)


def passed_up(before: Route, board: Board, content: Content, author: MemberId, passing: Passing) -> Route:
    """The route of an article that its approver does not decide on. Source: rule 55; ambiguity A32; decision 0042."""
    return rerouted(replace(before, passing=passing), board, content, author)


def taken_over(before: Route, reason: str) -> Route:
    """The route after the Head has taken the article to himself.

    Source: rules 11 and 17 (routing class R0).
    """
    return reassigned(before, Office.HEAD, f"Trưởng Ban nhận về quyết định: {reason}")


def reassigned(before: Route, owner: Office, said: str) -> Route:
    """The route after the Head has given the article to another office; what the text says no longer moves it.

    Source: rules 11, 15 and 17 (routing class R0); ambiguity A1.
    """
    number, clause, text = HEAD_DECIDES
    return Route(
        name=TAKEN_OVER,
        owner=owner,
        rule=number,
        clause=clause,
        text=text,
        reasons=(*before.reasons, f"{as_clause(said)}."),
        informed=tuple(dict.fromkeys(o for o in (before.owner, *before.informed) if o is not owner)),
    )


def _fits(board: Board, rule: AuthorityRule, content: Content) -> bool:
    if rule.topics and rule.topics.intersection(content.topics):
        return True
    if content.kind in rule.kinds:
        return content.kind not in rule.official_source_for or board.is_official(content.source)
    return not rule.topics and not rule.kinds


def _reason(board: Board, rule: AuthorityRule, content: Content) -> str:
    place = f"({rule.clause})"
    touched = [board.topic_labels[t] for t in content.topics if t in rule.topics]
    if touched:
        return f"Bài thuộc chủ đề {', '.join(f'“{label}”' for label in touched)}: {rule.text} {place}."
    label = board.kind_labels[content.kind]
    if content.kind in rule.kinds:
        return f"Bài thuộc loại “{label}”: {rule.text} {place}."
    if any(content.kind in other.official_source_for for other in board.authority):
        site = content.source.url if content.source else "không ghi nguồn"
        return f"Nguồn đăng lại ({site}) chưa có trong danh sách nguồn chính thống: {rule.text} {place}."
    return f"Loại “{label}”, không thuộc nhóm dành riêng: {rule.text} {place}."
