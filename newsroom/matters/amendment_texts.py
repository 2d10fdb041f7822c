"""How a published text is changed in place: what a reader sees of an update and of a formal correction.

The words become part of the text itself, so the approval of its hash covers them on every channel.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import SequenceMatcher
from html import escape
from typing import Final

from newsroom.article import ChannelName, ChannelText, Content, MemberId
from newsroom.authority import route
from newsroom.board import OFFICE_LABELS, Board
from newsroom.checklist.reserved import to_confirm
from newsroom.claims import incomplete
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import AmendmentKind
from newsroom.publishing import channel_post
from newsroom.text import blocks, plain
from newsroom.wording.closer import why_weighs
from newsroom.wording.slips import why_no_slip
from newsroom.working_time import local

CORRECTION_HEADING: Final = "Thông tin cải chính, xin lỗi"
BY_MEANING: Final = "meaning"
"""What a proposal to mend a slip says of how it is to be judged; one that says nothing was signed before."""
JUDGED_CLOSELY: Final = "yes"
"""What it says besides, when `wording.closer` judges it too; one that says nothing was signed before that."""

CORRECTION_SECTION: Final = "Cải chính"
"""The separate section of the Portal in which formal corrections stand (domain facts 2.5)."""

_WRONG: Final = "Thông tin đã đăng:"
_RIGHT: Final = "Thông tin đúng:"
_APOLOGY: Final = "Ban Biên tập thành thật xin lỗi bạn đọc và các tổ chức, cá nhân liên quan."
_UPDATED_AT: Final = "Cập nhật lúc"
_OTHER_WAYS: Final = "hãy đề nghị cập nhật hoặc cải chính, hoặc trả lại biên tập khi bài chưa lên kênh"
_MOST_CHANGED: Final = 0.05
_MOST_LETTERS: Final = 40
"""What "a few letters" are in a text of any length, those taken out and those put in together."""

_ADDRESS: Final = re.compile(r'(?:href|src)="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was wrong and what is right; `section` is where the article stands on the Portal."""

    wrong: str
    right: str
    section: str
    published_on: date


def updated(content: Content, at: datetime) -> Content:
    """The text with a visible line that says when it was updated.

    Source: rule 13; domain facts 2.5 (same address, a visible time).
    """
    line = f"<p><em>{_UPDATED_AT} {local(at):%H:%M ngày %d/%m/%Y}.</em></p>"
    return replace(content, body_html=f"{content.body_html}{line}")


def corrected(content: Content, before: Content, correction: Correction) -> Content:
    """The corrected text, headed by the formal correction: which article, what was wrong, what is right, the apology.

    Shape: the Fanpage, which shows no body, gets the correction as its own text.
    Source: rule 9; ambiguity A21; domain facts 2.5.
    """
    lines = correction_lines(before.title, correction)
    head = f"<h2>{escape(lines[0], quote=False)}</h2>" + "".join(f"<p>{escape(x, quote=False)}</p>" for x in lines[1:])
    others = tuple(text for text in content.channel_texts if text.channel is not ChannelName.FANPAGE)
    fanpage = ChannelText(channel=ChannelName.FANPAGE, text="\n".join((content.title, *lines)))
    return replace(content, body_html=f"{head}{content.body_html}", channel_texts=(*others, fanpage))


def correction_lines(title: str, correction: Correction) -> tuple[str, ...]:
    """The sentences of a formal correction, heading first.

    Source: rule 9; domain facts 2.5.
    """
    where = f"chuyên mục {plain(correction.section)}, đăng ngày {correction.published_on:%d/%m/%Y}"
    return (
        CORRECTION_HEADING,
        f"Bài “{plain(title)}”, {where}, có thông tin chưa chính xác.",
        f"{_WRONG} {plain(correction.wrong)}",
        f"{_RIGHT} {plain(correction.right)}",
        _APOLOGY,
    )


def is_typo(before: Content, after: Content) -> bool:
    """Whether a change is a few letters, and nothing else of the article: what the fast lane took by size alone.

    Shape: for proposals that were signed before the lane asked for the meaning; `wording.slips` judges all others.
    Source: ambiguity A20; decision 0045.
    """
    if before == after or _shape(before) != _shape(after):
        return False
    old, new = _words(before), _words(after)
    return _changed_letters(old, new) <= min(_MOST_LETTERS, int((len(old) + len(new)) * _MOST_CHANGED))


def is_formal_correction(content: Content) -> bool:
    """Whether readers of every channel find the formal correction: heading, wrong, right, apology.

    Source: rule 9; domain facts 2.5.
    """
    return all(_is_headed(channel_post(content, channel).lines) for channel in ChannelName)


def says_when_updated(content: Content) -> bool:
    """Whether a text ends with the line that says when it was updated.

    Source: domain facts 2.5.
    """
    return any(block.text.startswith(_UPDATED_AT) for block in blocks(content.body_html)[-1:])


def check_text(
    board: Board, author: MemberId, claim: MatterClaim, kind: AmendmentKind, before: Content, after: Content | None
) -> None:
    """Nothing, when the text is what its kind of change promises to readers, and still of the same approver's class.

    Shape: other topics alone may be of another class; the Head is told of them.

    Errors: Refused (bad_request).
    Source: rules 9, 13, 22 and 30; ambiguities A1, A20, A21; decision 0042.
    """
    if after is None or after == before:
        raise incomplete(claim, "cần gửi kèm bản mới, khác bản hiện có")
    if kind is AmendmentKind.TOPICS:
        if after != replace(before, topics=after.topics):
            raise incomplete(claim, "sửa chủ đề thì chỉ chủ đề (topics) được khác bản đang đăng")
        return
    _check_reserved(board, claim, before, after)
    owners = [route(board, text, author).owner for text in (before, after)]
    if owners[0] is not owners[1]:
        whose = OFFICE_LABELS[owners[1]]
        raise incomplete(claim, f"bản mới đổi loại hoặc chủ đề nên thuộc quyền {whose}; hãy gửi thành bài mới")
    if kind is AmendmentKind.TYPO:
        _check_typo(claim, before, after)
    if kind is AmendmentKind.UPDATE and not says_when_updated(after):
        raise incomplete(claim, f"bản cập nhật phải kết thúc bằng dòng “{_UPDATED_AT} …” để bạn đọc biết")
    if kind is AmendmentKind.CORRECTION and not is_formal_correction(after):
        raise incomplete(claim, "bản cải chính phải mở đầu bằng mục cải chính, xin lỗi trên mọi kênh")


def _check_reserved(board: Board, claim: MatterClaim, before: Content, after: Content) -> None:
    """Reserved news does not come in by a change, past the last edit and the Head."""
    if to_confirm(board, before) or not (found := to_confirm(board, after)):
        return
    where = "; ".join(point.place for point in found)
    raise incomplete(
        claim,
        f"bản mới nói tới nội dung do Trưởng Ban duyệt ({where}) nhưng bài chưa có chủ đề đó; hãy đề nghị "
        "sửa chủ đề (topics) trước, hoặc trả lại biên tập khi bài chưa lên kênh",
    )


def _check_typo(claim: MatterClaim, before: Content, after: Content) -> None:
    if claim.said(facts.JUDGED) != BY_MEANING:
        if not is_typo(before, after):
            raise incomplete(claim, "thay đổi lớn hơn lỗi chính tả; hãy đề nghị cập nhật hoặc cải chính")
    elif why := why_no_slip(before, after) or (claim.said(facts.CLOSELY) and why_weighs(before, after)):
        raise incomplete(claim, f"đây không phải lỗi chính tả: {why}; {_OTHER_WAYS}")


def _is_headed(lines: Sequence[str]) -> bool:
    if CORRECTION_HEADING not in lines:
        return False
    _, wrong, right, apology = (*lines[lines.index(CORRECTION_HEADING) + 1 :], "", "", "", "")[:4]
    return wrong.startswith(_WRONG) and right.startswith(_RIGHT) and apology == _APOLOGY


def _shape(content: Content) -> tuple[object, ...]:
    """What no slip of the pen changes: class, source, pictures, addresses behind the words, channels' own texts."""
    pictures = [photo.digest for photo in content.photos]
    own = [text.channel for text in content.channel_texts]
    return content.kind, sorted(content.topics), content.source, pictures, own, _ADDRESS.findall(content.body_html)


def _words(content: Content) -> str:
    captions = (word for photo in content.photos for word in (photo.caption, photo.credit, photo.alt))
    own = (text.text for text in content.channel_texts)
    return plain(" ".join((content.title, content.summary, content.body_html, content.byline, *captions, *own)))


def _changed_letters(old: str, new: str) -> int:
    """How many letters differ; compared word by word first, because letter by letter a long text takes minutes."""
    ours, theirs = old.split(), new.split()
    changes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return sum(
        _letters_apart(" ".join(ours[i:j]), " ".join(theirs[k:m])) for tag, i, j, k, m in changes if tag != "equal"
    )


def _letters_apart(old: str, new: str) -> int:
    both = len(old) + len(new)
    if both > 10 * _MOST_LETTERS:
        return both
    alike = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return both - 2 * sum(same.size for same in alike)
