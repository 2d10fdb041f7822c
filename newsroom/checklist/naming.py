"""The checks of leaders' names and posts against the register of the day."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from newsroom.article import Content
from newsroom.checklist.findings import Code, Facts, Finding, Passage, passages, warning
from newsroom.checklist.leaders import Leader, Mention, as_former, mentions, same_name, same_post

_NONE: Final = ", danh sách không ghi chức danh nào đang giữ"
_LOOK: Final = "hãy đối chiếu lại."


def leader_title(content: Content, facts: Facts) -> Iterator[Finding]:
    """A leader named with a post that the register does not give him or her today, or no more.

    Shape:  a name without any post beside it is no finding; “Nguyên …” is right for what was held.
    Source: rule 54; checklist 2.4; ambiguity A36 (posts change, names are only shown).
    """
    for passage, mention, rows in _mentioned(content, facts):
        if same_name(mention.name, rows[0].name) and (said := _wrong_post(mention, rows, facts.today)):
            yield warning(Code.LEADER_TITLE, said, passage.field, passage.at(mention.start, mention.end))


def leader_name(content: Content, facts: Facts) -> Iterator[Finding]:
    """A name beside a leader's post that differs from the leader's own by its marks.

    Source: rule 54; checklist 2.4; ambiguity A36.
    """
    for passage, mention, rows in _mentioned(content, facts):
        post = as_former(mention.post) or mention.post
        if not same_name(mention.name, rows[0].name) and any(same_post(post, row.post) for row in rows):
            message = f"Tên “{mention.name}” cạnh “{mention.post}” khác danh sách: “{rows[0].name}”; hãy đối chiếu lại."
            yield warning(Code.LEADER_NAME, message, passage.field, passage.at(mention.start, mention.end))


def _mentioned(content: Content, facts: Facts) -> Iterator[tuple[Passage, Mention, Sequence[Leader]]]:
    """Where a leader is named, with all rows of that name; a name that belongs to somebody else is no misspelling."""
    names = list(dict.fromkeys(leader.name for leader in facts.leaders))
    for passage in passages(content):
        for name in names:
            others = [other for other in names if other != name]
            rows = [leader for leader in facts.leaders if leader.name == name]
            for mention in mentions(passage.text, name):
                if not any(same_name(mention.name, other) for other in others):
                    yield passage, mention, rows


def _wrong_post(mention: Mention, rows: Sequence[Leader], today: str) -> str:
    """What is wrong with the post beside a name, as a Vietnamese sentence; empty when nothing is."""
    day, name, post = date.fromisoformat(today), rows[0].name, mention.post
    former, current = as_former(post), [row for row in rows if row.holds(day)]
    known = [row for row in rows if same_post(former or post, row.post)]
    is_held = any(row in current for row in known)
    if not post or is_held is not bool(former):
        return ""
    if former or not known:
        return f"Chức danh của {name} ghi là “{post}”{_now(current) or _NONE}; {_LOOK}"
    last = max(known, key=lambda row: row.starts)
    if last.held(day):
        return f"{name} thôi giữ chức danh “{last.post}” từ {last.ends:%d/%m/%Y}{_now(current)}; {_LOOK}"
    return f"{name} giữ chức danh “{last.post}” từ {last.starts:%d/%m/%Y}{_now(current)}; {_LOOK}"


def _now(current: Sequence[Leader]) -> str:
    return f", danh sách nay ghi “{current[0].post}” ({current[0].source})" if current else ""
