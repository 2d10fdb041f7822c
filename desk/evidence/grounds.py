"""Who was entitled, said again from a pack alone: its deeds, its notices, its texts and the rules."""

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from activities.signatures import is_signed_by_device
from desk.evidence.form import FIRST_FORMAT, Pack, read
from desk.evidence.keys import ring_of
from newsroom.article import ArticleId, Content, content_from
from newsroom.authority import Ground
from newsroom.board import Board, Notice
from newsroom.board_file import board_from
from newsroom.errors import InvalidBoard, Refused
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.entries import Line
from newsroom.ledger.key_lines import KeyActAccepted
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.ledger.powers import Powers, powers_after
from newsroom.ledger.proof import Deed, proven
from newsroom.ledger.proofs import Proof, texts_of
from newsroom.ledger.replay import replayed
from newsroom.matters import facts
from newsroom.matters.kinds import POWER_ACTS, MatterAct
from newsroom.members.personal_keys import PersonalKeys
from newsroom.signed.assertions import count_in, credential_in
from newsroom.signed.personal_keys import key_claim_from

_LIMIT: Final = (
    f"Gói theo định dạng cũ ({FIRST_FORMAT}) không kèm bản phân công và các thao tác ủy quyền, báo vắng: chữ ký và nội "
    "dung được kiểm như trước, còn người duyệt có quyền lúc đó hay không thì gói này không chứng minh được. Hãy xuất "
    "lại bằng `toasoan ledger export`."
)
_ON_THIS_MACHINE: Final = (
    "Gói có khóa cá nhân tạo trên localhost: chương trình nào trên máy ấy cũng có thể đã dùng, nên chữ ký của khóa đó "
    "không có giá trị chứng minh."
)
_ALWAYS: Final = datetime.min.replace(tzinfo=UTC)
_FIRST: Final = "Gói thiếu toàn văn của bản phân công đầu tiên, nên không tính lại được ai có quyền."


def ground_faults(pack: Pack, lines: tuple[Line, ...]) -> Iterator[str]:
    """What the rules say otherwise than the ledger's entries, in Vietnamese; of the first format nothing is asked.

    Errors: ValueError when the key is none.
    Source: promises 1 and 2 of the design; rules 7, 12, 17, 22, 30, 33, 35, 39, 40, 42, 54, 55, 92 and 93.
    """
    if pack.deeds is None or pack.first_board is None:
        return
    boards = _boards(pack)
    yield from (f"Nội dung bản phân công {a.version} đã bị sửa." for a in pack.boards if a.digest not in boards)
    if pack.first_board not in boards:
        yield _FIRST
        return
    signatures = ring_of(pack)
    deeds = proven(read(pack.deeds), ArticleId(""), signatures)
    first = Notice(digest=pack.first_board, effective_from=_ALWAYS, board=boards[pack.first_board])
    personal = PersonalKeys(verify=is_signed_by_device)
    powers = powers_after(Powers(notices=(first,), personal=personal), deeds.of_the_house, boards)
    yield from (f"Dòng sổ {doubt.line} về quyền duyệt: {doubt.why}." for doubt in deeds.doubts)
    yield from _listed_faults(pack, deeds.deeds)
    steps = proven(lines, ArticleId(pack.article_id), signatures)
    # The texts of later changes are not in a pack: it proves how the article was approved as it was first shown.
    steps.steps = [step for step in steps.steps if not isinstance(step, Deed)]
    recoveries = sorted((*read(pack.restores), *lines), key=lambda line: line.seq)
    proof = replayed(ArticleId(pack.article_id), steps, _texts(pack, texts_of(steps)), powers, recoveries)
    if proof is None:
        yield "Gói thiếu toàn văn của bản gửi đầu tiên, nên không tính lại được thẩm quyền."
        return
    yield from (f"Dòng sổ {doubt.line}: {doubt.why}." for doubt in proof.doubts)
    yield from _differences(proof, lines)
    yield from _counted_back((*read(pack.deeds), *lines))


def limits(pack: Mapping[str, Any]) -> tuple[str, ...]:
    """What a sound pack cannot prove, in Vietnamese: by its format, or by keys that any program could have used."""
    if pack.get("format") == FIRST_FORMAT:
        return (_LIMIT,)
    try:
        lines = read(Pack.model_validate_json(json.dumps(pack)).deeds or ())
        claims = [key_claim_from(line.entry.claim) for line in lines if isinstance(line.entry, KeyActAccepted)]
    except (ValueError, TypeError, RecursionError, Refused):
        # What is no pack is told as such by its check.
        return ()
    return (_ON_THIS_MACHINE,) if any(claim.key.is_worthless for claim in claims) else ()


def _counted_back(lines: Iterable[Line]) -> Iterator[str]:
    """Devices whose counter goes back from one line to the next, as a copied one's does."""
    seen: dict[str, int] = {}
    for line in sorted(lines, key=lambda line: line.seq):
        if (assertion := _assertion(line)) is None:
            continue
        credential, count = credential_in(assertion), count_in(assertion)
        if count <= seen.get(credential, -1) and (count or seen[credential]):
            yield f"Dòng sổ {line.seq}: bộ đếm của khóa cá nhân chạy lùi, có thể khóa đã bị sao chép."
        seen[credential] = count


def _assertion(line: Line) -> str | None:
    """The device's signature in an accepted line; None without one."""
    match line.entry:
        case ActAccepted() | MatterActAccepted() | KeyActAccepted() as entry:
            said = json.loads(entry.claim).get("personal")
            return said if isinstance(said, str) and said else None
        case _:
            return None


def _listed_faults(pack: Pack, deeds: Iterable[Deed]) -> Iterator[str]:
    """What of the deeds and notices is no deed of power, is not needed, or comes twice."""
    adopted = {d.claim.said(facts.DIGEST) for d in deeds if d.claim.act is MatterAct.ADOPT_BOARD} | {pack.first_board}
    if any(deed.claim.act not in POWER_ACTS for deed in deeds) or any(a.digest not in adopted for a in pack.boards):
        yield "Gói kèm thao tác hoặc bản phân công không liên quan đến quyền duyệt."
    for numbers in ([deed.seq for deed in pack.deeds or ()], [adoption.version for adoption in pack.boards]):
        if numbers != sorted(set(numbers)):
            yield "Các dòng sổ về quyền duyệt hoặc các bản phân công bị lặp hoặc không theo thứ tự."


def _differences(proof: Proof, lines: Iterable[Line]) -> Iterator[str]:
    for line in lines:
        entry, ground = line.entry, proof.grounds.get(line.seq)
        if isinstance(entry, ActAccepted | MatterActAccepted) and ground and _named(entry.ground) != _named(ground):
            yield f"Dòng sổ {line.seq}: căn cứ thẩm quyền ghi trong sổ khác với căn cứ tính lại từ thông báo và sổ."


def _named(ground: Ground) -> tuple[object, ...]:
    """What a ground rests on; its words may be those of another day."""
    return ground.office, ground.rule, ground.grant, ground.scope, ground.acting_for


def _boards(pack: Pack) -> dict[str, Board]:
    """The notices that the pack holds, by digest; a text that has another digest is none."""
    found: dict[str, Board] = {}
    for adoption in pack.boards:
        source = adoption.source or ""
        if hashlib.sha256(source.encode()).hexdigest() == adoption.digest:
            try:
                found[adoption.digest] = board_from(tomllib.loads(source))
            except (InvalidBoard, tomllib.TOMLDecodeError, RecursionError):
                continue
    return found


def _texts(pack: Pack, named: frozenset[str]) -> Mapping[str, Content]:
    whole = {r.content_hash: r.content for r in pack.revisions if r.content_hash in named}
    return {
        text: content_from(json.loads(content))
        for text, content in whole.items()
        if hashlib.sha256(content.encode()).hexdigest() == text
    }
