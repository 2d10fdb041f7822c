"""What a new notice changes: who may approve what before and after, who leaves and who comes, which articles move."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from newsroom.article import Content, Kind, MemberId, Source, Topic, spoken
from newsroom.authority import Ground, route
from newsroom.board import OFFICE_LABELS, UNSIGNED, Board, Member, Notice, Signing
from newsroom.claims import doer, incomplete
from newsroom.entitlement.titles import head_titles
from newsroom.matters import facts
from newsroom.matters.acts import MATTER_ACTS, MatterClaim, not_entitled
from newsroom.personal import PersonalAct, PersonalRule
from newsroom.roster import Roster
from newsroom.stages import ACTS
from newsroom.working_time import clock, local

_NOBODY = MemberId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A running article that another member would decide on."""

    article_id: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanwhile:
    """A decision from between the signing of a notice and its adoption, which would have been another member's."""

    at: datetime
    article_id: str
    title: str
    done: str
    before: str
    after: str


def changes_in_words(before: Board, after: Board) -> tuple[str, ...]:
    """Every difference in who may approve what, who holds which office and what is asked, one Vietnamese sentence each.

    Shape: empty when the two notices give every text to the same person and ask the same of it.
    Source: rules 2, 3, 4, 22, 92 and 93; decision 0042.
    """
    parts = (_members_changed, _approvals_changed, _asked_changed, _personal_changed)
    return tuple(said for part in parts for said in part(before, after))


def owner_in_words(board: Board, content: Content, author: MemberId) -> str:
    """Who decides on a text by this notice alone, absences aside.

    Source: rules 22, 30, 39 and 55.
    """
    return _named(board.holder(route(board, content, author).owner))


def adopted_from(board: Board, roster: Roster, claim: MatterClaim, now: datetime) -> tuple[datetime, Ground]:
    """From when a new notice holds, and the ground: only the Head, or who acts for the Head, puts one in force.

    Errors: Refused.
    Source: rules 4, 92 and 93.
    """
    member = doer(board, claim)
    found = next((title for title in head_titles(board, roster, now) if title.member.id == member.id), None)
    if found is None:
        raise not_entitled(claim, "Chỉ Trưởng Ban (hoặc người đang điều hành thay) áp dụng bản phân công mới.")
    effective_from = claim.moment_or(facts.EFFECTIVE_FROM, now)
    if effective_from < now:
        raise incomplete(claim, "giờ áp dụng đã qua; quyết định cũ giữ bản phân công cũ")
    signing_of(claim, now)
    return effective_from, found.ground


def check_backup(claim: MatterClaim, before: Board, after: Board, roster: Roster, effective_from: datetime) -> None:
    """Nothing, unless a new notice names another backup at the channels who is away when it begins. Errors: Refused.

    Shape: asked of a new adoption only; one that was accepted before stays as it is.
    Source: rule 81; ambiguity A18.
    """
    backup = after.holder(after.posting_backup)
    absence = roster.absence_of(backup.id, effective_from)
    if absence is not None and after.posting_backup is not before.posting_backup:
        raise incomplete(
            claim,
            f"người đăng dự phòng (posting.backup) là {OFFICE_LABELS[backup.office]} đang vắng mặt đến "
            f"{clock(absence.ends_at)}; hãy nêu chức danh khác hoặc chờ người ấy về",
        )


def signing_of(claim: MatterClaim, now: datetime) -> Signing:
    """Number, date and deciding document of the notice on paper; all of them or, in older acts, none.

    Errors: Refused, naming the field.
    Source: rules 2, 4 and 92.
    """
    if not any(map(claim.said, (facts.NUMBER, facts.SIGNED_ON, facts.DECIDED_BY))):
        return UNSIGNED
    number, said, decided_by = map(claim.fact, (facts.NUMBER, facts.SIGNED_ON, facts.DECIDED_BY))
    try:
        signed_on = date.fromisoformat(said)
    except ValueError:
        raise claim.wrong(facts.SIGNED_ON, "không phải là ngày (ghi như 2026-11-20)") from None
    if signed_on > local(now).date():
        raise claim.wrong(facts.SIGNED_ON, "ở sau hôm nay")
    return Signing(number=number, signed_on=signed_on, decided_by=decided_by)


def check_succession(claim: MatterClaim, effective_from: datetime, signing: Signing, newest: Notice) -> None:
    """Nothing, when a notice follows the one adopted last: that one must not begin, nor be signed, after it.

    Errors: Refused, naming the field.
    Source: rule 92.
    """
    if effective_from < newest.effective_from:
        begins = f"{local(newest.effective_from):%H:%M %d/%m/%Y}"
        raise claim.wrong(
            facts.EFFECTIVE_FROM,
            f"phải từ {begins} trở đi: bản đã ký trước còn chờ áp dụng lúc ấy và sẽ có hiệu lực sau cả bản thay nó",
        )
    if signing.signed_on and newest.signing.signed_on and signing.signed_on < newest.signing.signed_on:
        raise claim.wrong(
            facts.SIGNED_ON,
            f"trước ngày ký {newest.signing.signed_on:%d/%m/%Y} của bản đã thay nó ({newest.signing.number})",
        )


def signing_in_words(signing: Signing, effective_from: datetime) -> str:
    """What a notice is on paper, and from when it holds here.

    Source: rules 2 and 92.
    """
    held = f"áp dụng từ {local(effective_from):%H:%M %d/%m/%Y}"
    if signing.signed_on is None:
        return f"Chưa ghi số, ngày ký và quyết định kiện toàn; {held}."
    said = f"Số {signing.number} ký ngày {signing.signed_on:%d/%m/%Y}, theo {signing.decided_by}; {held}"
    late = signing.signed_on < local(effective_from).date()
    return f"{said}; trước giờ ấy vẫn theo bản cũ." if late else f"{said}."


def meanwhile_in_words(found: Meanwhile) -> str:
    """A decision that the new notice would have given to somebody else.

    Source: rule 92.
    """
    when = f"{local(found.at):%H:%M %d/%m/%Y}"
    return f"{when}: {found.done} “{found.title}” ({spoken(found.article_id)}); {found.before} → {found.after}"


def _members_changed(before: Board, after: Board) -> Iterator[str]:
    old, new = ({member.id: member for member in board.members} for board in (before, after))
    for member in before.members:
        now = new.get(member.id)
        if now is None:
            yield f"{_named(member)} không còn trong Ban Biên tập."
        elif now.office is not member.office:
            yield f"{member.name}: từ {OFFICE_LABELS[member.office]} thành {OFFICE_LABELS[now.office]}."
        elif now.name != member.name:
            yield f"{OFFICE_LABELS[member.office]}: {member.name} → {now.name} (giữ tài khoản {member.id})."
    for member in after.members:
        if member.id not in old:
            yield f"{_named(member)} vào Ban Biên tập; nhận các việc đang mở của chức danh này."


def _approvals_changed(before: Board, after: Board) -> Iterator[str]:
    for kind in Kind:
        label = after.kind_labels[kind]
        general = _owners(before, after, kind, ())
        if general:
            yield f"{label}: {general[0]} → {general[1]}."
        for topic in dict.fromkeys((*before.topic_labels, *after.topic_labels)):
            changed = _owners(before, after, kind, (topic,))
            if changed and changed != general:
                name = after.topic_labels.get(topic) or before.topic_labels[topic]
                yield f"{label}, chủ đề “{name}”: {changed[0]} → {changed[1]}."


def _asked_changed(before: Board, after: Board) -> Iterator[str]:
    if before.reserved_news != after.reserved_news:
        yield "Từ ngữ nhận biết nội dung do Trưởng Ban duyệt thay đổi (mục reserved_news)."
    for office in sorted({*before.when_widened, *after.when_widened}):
        old, new = (board.when_widened.get(office) for board in (before, after))
        if old is not new:
            names = (OFFICE_LABELS[each] if each else "chính chức danh đó" for each in (old, new))
            what = f"Bài mà {OFFICE_LABELS[office]} đưa vào nhóm mình duyệt khi biên tập"
            yield f"{what}: {' → '.join(names)} duyệt."


def _personal_changed(before: Board, after: Board) -> Iterator[str]:
    if before.personal != after.personal:
        yield f"Khóa cá nhân: {personal_in_words(before.personal)} → {personal_in_words(after.personal)}"


def personal_in_words(rule: PersonalRule) -> str:
    """What a notice asks of members' own keys, as a whole Vietnamese sentence.

    Source: promise 10 of the design; decision 0068.
    """
    labels = {str(act): row.label for act, row in ACTS.items()}
    labels |= {str(act): row.label for act, row in MATTER_ACTS.items()}
    named = ", ".join(labels[act] for act in PersonalAct if act in rule.acts) or "không thao tác nào"
    otherwise = "không được làm các thao tác này" if rule.required else "làm được theo cách đăng nhập, căn cứ ghi rõ"
    return f"{named} ký bằng khóa cá nhân; người chưa có khóa {otherwise}."


def _owners(before: Board, after: Board, kind: Kind, topics: tuple[Topic, ...]) -> tuple[str, str] | None:
    official = next(iter(after.official_domains), "gov.vn")
    source = Source(name=official, url=f"https://{official}/", published_on="")
    content = Content(kind=kind, topics=topics, title="", summary="", body_html="", byline="", source=source)
    owners = [
        owner_in_words(board, replace(content, topics=tuple(t for t in topics if t in board.topic_labels)), _NOBODY)
        for board in (before, after)
    ]
    return None if owners[0] == owners[1] else (owners[0], owners[1])


def _named(member: Member) -> str:
    return f"{OFFICE_LABELS[member.office]} ({member.name})"
