"""Checking packs of evidence, without database and without Temporal; what a pack can prove is said in `pack`."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pydantic import ValidationError

from desk.evidence.form import (
    FORMAT,
    Pack,
    PackedEntry,
    Step,
    claimed_hash,
    pack_digest,
    read,
    receipts_in,
    steps,
    texts_named,
)
from desk.evidence.grounds import ground_faults
from desk.evidence.keys import distrusted, key_faults, ring_of
from desk.evidence.steps import decision_faults, disagreements, receipt_faults, submission_faults
from newsroom.article import ArticleId, Content, canonical_content, content_from
from newsroom.claims import check_age, claim_from
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, BoardDecision, Submission
from newsroom.ledger.chain import GENESIS, Head, body_hash, entry_hash
from newsroom.ledger.entries import Line, Unreadable, readable
from newsroom.ledger.history import History, approved_in, fold
from newsroom.ledger.keys import is_public_key
from newsroom.ledger.matter_acts import BoardAdopted
from newsroom.ledger.proof import Doubt, amended_to, proven
from newsroom.ledger.proofs import pointed
from newsroom.stages import Act
from newsroom.text import quoted


def check_pack(
    pack: Mapping[str, Any], *, trusted_key: str = "", second_key: str = "", trusted_head: Head | None = None
) -> tuple[str, ...]:
    """What is wrong with a pack, in Vietnamese; empty when it proves that the article was approved as it is shown.

    Shape: needs nothing but the pack. `trusted_key` is the newsroom's first public key, `second_key` the second
           office's, and `trusted_head` an entry of the ledger as they are known from elsewhere; without them the pack
           vouches for itself only.
    """
    try:
        read = Pack.model_validate_json(json.dumps(pack, allow_nan=False))
        case = _Case(read)
        found = tuple(fault for look in _CHECKS for fault in look(case))
        return (*found, *_trust_faults(read, trusted_key, second_key, trusted_head), *_digest_faults(pack))
    except ValidationError as wrong:
        place = ".".join(str(step) for step in wrong.errors()[0]["loc"])
        return (f"Gói bằng chứng không đúng định dạng {FORMAT} (ở mục “{quoted(place)}”).",)
    except (TypeError, ValueError, RecursionError):
        return (f"Gói bằng chứng không phải JSON theo định dạng {FORMAT}.",)


@dataclass(frozen=True)
class _Case:
    """A pack with its entries read."""

    pack: Pack

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return read(self.pack.entries)

    @cached_property
    def steps(self) -> tuple[tuple[int, Step], ...]:
        return tuple(steps(self.lines))

    @cached_property
    def accepted(self) -> tuple[tuple[int, ActAccepted], ...]:
        return tuple((seq, step) for seq, step in self.steps if isinstance(step, ActAccepted))

    @cached_property
    def submissions(self) -> tuple[Submission, ...]:
        return tuple(entry for entry in readable(self.lines) if isinstance(entry, Submission))

    @cached_property
    def signed(self) -> tuple[tuple[int, Step | Submission], ...]:
        first = ((line.seq, line.entry) for line in self.lines if isinstance(line.entry, Submission))
        return (*((seq, entry) for seq, entry in first if entry.is_signed), *self.steps)

    @cached_property
    def texts(self) -> Mapping[str, Content]:
        found = ((revision.content_hash, _content(revision.content)) for revision in self.pack.revisions)
        return {text: content for text, content in found if content is not None}

    @cached_property
    def approved_texts(self) -> tuple[str, ...]:
        """The approved text and what signed changes made of it: a channel that was down gets the newest at once."""
        article_id, approved = ArticleId(self.pack.article_id), self.pack.approved_hash
        if not is_public_key(self.pack.desk_public_key):
            return (approved,)
        return amended_to(proven(self.lines, article_id, ring_of(self.pack)).deeds, article_id, approved)

    @cached_property
    def history(self) -> History | None:
        return fold(self.lines)


def _reading_faults(case: _Case) -> Iterator[str]:
    for line in (*case.lines, *read(_others(case.pack))):
        if isinstance(line.entry, Unreadable):
            yield f"Dòng sổ {line.seq} không đọc được: {line.entry.reason}."


def _others(pack: Pack) -> tuple[PackedEntry, ...]:
    """The lines of a pack that are about no article."""
    adopted = (adoption.entry for adoption in pack.boards)
    return (*pack.keys, *pack.restores, *adopted, *(pack.deeds or ()))


def _chain_faults(case: _Case) -> Iterator[str]:
    previous = GENESIS
    for number, (seq, hash_of_body, hash_) in enumerate(case.pack.chain, start=1):
        if seq != number:
            yield f"Chuỗi sổ ghi đứt ở dòng {number}: có dòng bị xóa hoặc đổi chỗ."
            return
        if hash_ != entry_hash(seq, previous, hash_of_body):
            yield f"Dòng {seq} của chuỗi sổ ghi không nối với dòng trước."
        previous = hash_
    if (case.pack.head.seq, case.pack.head.hash) != (len(case.pack.chain), previous):
        yield "Đầu sổ ghi không khớp với dòng cuối của chuỗi."


def _place_faults(case: _Case) -> Iterator[str]:
    chain = case.pack.chain
    for entry in (*case.pack.entries, *_others(case.pack)):
        if not 1 <= entry.seq <= len(chain):
            yield f"Dòng sổ {entry.seq} không có trong chuỗi."
            continue
        previous = chain[entry.seq - 2][2] if entry.seq > 1 else GENESIS
        if chain[entry.seq - 1] != (entry.seq, body_hash(entry.body), entry.hash) or entry.prev_hash != previous:
            yield f"Dòng sổ {entry.seq} không khớp với chỗ của nó trong chuỗi: nội dung hoặc mã băm đã bị sửa."
    numbers = [entry.seq for entry in case.pack.entries]
    if numbers != sorted(set(numbers)):
        yield "Các dòng sổ của bài bị lặp hoặc không theo thứ tự."


def _belonging_faults(case: _Case) -> Iterator[str]:
    for line in case.lines:
        if not isinstance(line.entry, Unreadable) and line.entry.article_id != case.pack.article_id:
            yield f"Dòng sổ {line.seq} thuộc bài khác."
    if not isinstance(case.lines[0].entry, Submission) or len(case.submissions) != 1:
        yield "Sổ của bài phải mở đầu bằng đúng một lần gửi bài."


def _key_faults(case: _Case) -> Iterator[str]:
    return key_faults(case.pack, case.signed)


def _submission_faults(case: _Case) -> Iterator[str]:
    for seq, said in case.signed:
        if isinstance(said, Submission):
            yield from (f"Dòng sổ {seq}: {fault}." for fault in submission_faults(said, case.texts))


def _claim_faults(case: _Case) -> Iterator[str]:
    authors = {submission.member for submission in case.submissions}
    for seq, entry in case.accepted:
        try:
            claim = claim_from(entry.claim)
            check_age(claim, entry.at)
        except Refused:
            yield f"Thao tác ở dòng sổ {seq} không đọc được hoặc đã ký ngoài thời hạn."
            continue
        yield from (f"Dòng sổ {seq}: {said}." for said in disagreements(claim, entry))
        if claim.act is Act.APPROVE and claim.member in authors:
            yield f"Dòng sổ {seq}: tác giả tự duyệt bài của mình."


def _point_faults(case: _Case) -> Iterator[str]:
    if is_public_key(case.pack.desk_public_key):
        read = pointed(case.lines, ArticleId(case.pack.article_id), ring_of(case.pack))
        doubts = (each for each in read if isinstance(each, Doubt))
        yield from (f"Dòng sổ {doubt.line} về điểm của bản thảo: {doubt.why}." for doubt in doubts)


def _text_faults(case: _Case) -> Iterator[str]:
    current = case.submissions[0].content_hash if case.submissions else ""
    for seq, step in case.steps:
        named = claimed_hash(step) if isinstance(step, ActAccepted) else step.content_hash
        if named != current:
            yield f"Thao tác ở dòng sổ {seq} không phải trên bản hiện hành lúc đó: có dòng sổ bị bỏ ra."
        current = step.content_hash
    held = [revision.content_hash for revision in case.pack.revisions]
    if held != list(texts_named(case.lines)):
        yield "Các bản thảo trong gói không đúng là các bản mà sổ nêu."
    for revision in case.pack.revisions:
        if hashlib.sha256(revision.content.encode()).hexdigest() != revision.content_hash:
            yield f"Nội dung bản {revision.content_hash[:12]} đã bị sửa: mã nội dung tính lại không khớp."
        elif _content(revision.content) is None:
            yield f"Nội dung bản {revision.content_hash[:12]} không phải một bài viết ở dạng chuẩn."


def _decision_faults(case: _Case) -> Iterator[str]:
    for seq, step in case.steps:
        if isinstance(step, BoardDecision):
            yield from (f"Dòng sổ {seq}: {said}." for said in decision_faults(step))


def _stage_faults(case: _Case) -> Iterator[str]:
    # What follows upon the first is but its consequence.
    for seq in case.history.strange[:1] if case.history else ():
        yield f"Thao tác ở dòng sổ {seq} không thể có ở bước trước đó: có dòng sổ bị bỏ ra."


def _approval_faults(case: _Case) -> Iterator[str]:
    approved = approved_in(case.lines)
    if not approved:
        taken_back = any(entry.act is Act.APPROVE for _, entry in case.accepted)
        none = "Lần duyệt trong sổ đã bị rút lại" if taken_back else "Sổ không có lần duyệt nào được chấp nhận"
        yield f"{none}: gói này không chứng minh được bài đã được duyệt."
    if case.pack.approved_hash != approved:
        yield "Mã nội dung được duyệt ghi trong gói khác với lần duyệt trong sổ."
    if approved and approved not in {revision.content_hash for revision in case.pack.revisions}:
        yield "Gói thiếu toàn văn của bản được duyệt."


def _receipt_faults(case: _Case) -> Iterator[str]:
    if [receipt.model_dump() for receipt in case.pack.receipts] != receipts_in(case.lines):
        yield "Biên nhận của các kênh trong gói khác với biên nhận trong sổ."
    texts = case.approved_texts
    contents = {r.content_hash: r.content for r in case.pack.revisions if r.content_hash in texts}
    approved_at = next((seq for seq, entry in reversed(case.accepted) if entry.act is Act.APPROVE), None)
    seen: set[str] = set()
    for receipt in case.pack.receipts:
        shown = receipt.content_hash if receipt.content_hash in texts else case.pack.approved_hash
        yield from receipt_faults(receipt, shown, _content(contents.get(shown, "")), approved_at)
        if receipt.channel in seen:
            yield f"Có hai biên nhận trên kênh {quoted(receipt.channel, 40)}: bài đã hiện hai lần."
        seen.add(receipt.channel)


def _board_faults(case: _Case) -> Iterator[str]:
    named = sorted({step.board_version for _, step in case.steps})
    held = [adoption.version for adoption in case.pack.boards]
    if held != named if case.pack.deeds is None else not set(named) <= set(held):
        yield "Gói không có đúng các bản phân công mà bài được quyết định theo."
    for adoption, line in zip(case.pack.boards, read(a.entry for a in case.pack.boards), strict=True):
        entry = line.entry
        stated = (entry.version, entry.digest) if isinstance(entry, BoardAdopted) else ()
        if stated != (adoption.version, adoption.digest):
            yield f"Bản phân công {adoption.version} khác với dòng sổ {line.seq} ghi việc áp dụng."


def _ground_faults(case: _Case) -> Iterator[str]:
    try:
        yield from ground_faults(case.pack, case.lines)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield "Không tính lại được thẩm quyền từ gói: khóa, bản phân công hoặc bản thảo không đúng dạng."


def _trust_faults(pack: Pack, public_key: str, second: str, head: Head | None) -> Iterator[str]:
    yield from distrusted(pack, public_key, second)
    if head is not None and (head.seq, head.hash) not in {(seq, hash_) for seq, _, hash_ in pack.chain}:
        yield "Chuỗi sổ ghi trong gói không chứa đầu sổ mà anh/chị tin cậy."


def _digest_faults(pack: Mapping[str, Any]) -> Iterator[str]:
    if pack["digest"] != pack_digest(pack):
        yield "Gói đã bị thay đổi sau khi lập: mã kiểm của gói không khớp."


_CHECKS: Final[tuple[Callable[[_Case], Iterator[str]], ...]] = (
    _reading_faults,
    _chain_faults,
    _place_faults,
    _belonging_faults,
    _key_faults,
    _submission_faults,
    _claim_faults,
    _point_faults,
    _decision_faults,
    _text_faults,
    _stage_faults,
    _approval_faults,
    _receipt_faults,
    _board_faults,
    _ground_faults,
)


def _content(text: str) -> Content | None:
    try:
        content = content_from(json.loads(text))
        return content if canonical_content(content) == text else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
