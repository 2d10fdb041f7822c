"""What is done about members' own keys: who may, and what it leads to; judged by the same rules whenever asked."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from newsroom.board import OFFICE_LABELS, Board, Office
from newsroom.claims import doer, incomplete
from newsroom.errors import RefusalCode, Refused
from newsroom.members.personal_keys import NOW, PersonalKey, PersonalKeys, SignedBy, by_one_of, by_own_key, unsigned
from newsroom.personal import KeyAct
from newsroom.signed.personal_keys import KeyClaim

CONFIRMERS: Final = frozenset({Office.HEAD, Office.SECRETARY})
"""The second office: who confirms a key, or its removal."""


def key_after(
    keys: PersonalKeys, board: Board, claim: KeyClaim, at: datetime, line: int = NOW
) -> tuple[PersonalKeys, SignedBy]:
    """The keys after an act about one of them, and how that act was signed. Errors: Refused.

    Source: promise 2 of the design; decision 0068.
    """
    member = doer(board, claim)
    match claim.act:
        case KeyAct.REGISTER:
            return _registered(keys, claim, at, line), _asked(keys, claim, line)
        case KeyAct.REMOVE:
            found = _found(keys, claim)
            if member.id != found.owner and member.office not in CONFIRMERS:
                raise _not_confirmer(claim)
            left = replace(found, leaves_from=found.leaves_from or line, leaves_by=member.id)
            gone = replace(found, gone_from=line)
            return keys.changed(gone if found.waits else left), _asked(keys, claim, line)
        case KeyAct.CONFIRM:
            return _confirmed(keys, claim, line)
        case KeyAct.CONFIRM_REMOVAL:
            found = _found(keys, claim)
            if not found.leaves_from:
                raise incomplete(claim, "chưa ai đề nghị gỡ khóa này")
            signed = _second_office(keys, claim, found.leaves_by, line)
            return keys.changed(replace(found, gone_from=line)), signed


def _asked(keys: PersonalKeys, claim: KeyClaim, line: int) -> SignedBy:
    """How what the second office is still to confirm was asked for: whoever has lost a device cannot sign with it."""
    return by_own_key(keys, claim, line) if claim.personal else SignedBy()


def _registered(keys: PersonalKeys, claim: KeyClaim, at: datetime, line: int) -> PersonalKeys:
    key = claim.key
    if claim.member != claim.owner:
        raise incomplete(claim, "khóa của ai thì người ấy tự đăng ký")
    if keys.named(key.credential) is not None or any(each.key.spki == key.spki for each in keys.keys):
        raise incomplete(claim, "khóa này đã được đăng ký trước đó")
    if not (key.credential and key.spki and key.rp_id and key.origins):
        raise incomplete(claim, "khóa thiếu mã, phần công khai hoặc địa chỉ của bàn biên tập")
    new = PersonalKey(owner=claim.owner, key=key, device=claim.device, registered_at=at, line=line)
    return replace(keys, keys=(*keys.keys, new))


def _confirmed(keys: PersonalKeys, claim: KeyClaim, line: int) -> tuple[PersonalKeys, SignedBy]:
    found = _found(keys, claim)
    if not found.waits:
        raise incomplete(claim, "khóa này không còn chờ xác nhận")
    if keys.any_counts(line):
        signed = _second_office(keys, claim, found.owner, line)
        return keys.changed(replace(found, counts_from=line, confirmed_by=claim.member)), signed
    _check_office(claim, found.owner)
    signed = _vouched(keys, claim)
    own = signed.key
    if own is None or own.vouched_with != found.key.credential:
        after = replace(found, vouched_with=own.key.credential if own else "", confirmed_by=claim.member)
        return keys.changed(after), signed
    # Each of the two has been confirmed with the other by now.
    pair = (replace(found, vouched_with=own.key.credential, confirmed_by=claim.member), own)
    return keys.changed(*(replace(each, counts_from=line, first=True) for each in pair)), signed


def _vouched(keys: PersonalKeys, claim: KeyClaim) -> SignedBy:
    """How one of the first two is confirmed: with the confirming member's own, which waits as well."""
    mine = [each for each in keys.keys if each.owner == claim.member and each.waits]
    if not mine:
        raise incomplete(claim, "anh/chị phải đăng ký khóa của mình trước; hai khóa đầu tiên xác nhận lẫn nhau")
    _check_signed(claim)
    return by_one_of(keys, tuple(mine), claim)


def _second_office(keys: PersonalKeys, claim: KeyClaim, first: str, line: int) -> SignedBy:
    """How the second office has signed its word. Errors: Refused."""
    _check_office(claim, first)
    _check_signed(claim)
    return by_own_key(keys, claim, line)


def _check_signed(claim: KeyClaim) -> None:
    if not claim.personal:
        raise unsigned(claim, "việc xác nhận phải được ký bằng khóa cá nhân của người xác nhận")


def _check_office(claim: KeyClaim, first: str) -> None:
    if claim.office not in CONFIRMERS:
        raise _not_confirmer(claim)
    if claim.member == first:
        raise incomplete(claim, "người đăng ký hoặc đề nghị gỡ không tự xác nhận; chờ Thư ký hoặc Trưởng Ban còn lại")


def _found(keys: PersonalKeys, claim: KeyClaim) -> PersonalKey:
    """The key that an act names, exactly this one. Errors: Refused (bad_request)."""
    found = keys.named(claim.key.credential)
    if found is None or found.gone_from or (found.owner, found.key.spki) != (claim.owner, claim.key.spki):
        raise incomplete(claim, "không có khóa này, hoặc khóa đã được gỡ")
    return found


def _not_confirmer(claim: KeyClaim) -> Refused:
    return Refused(
        RefusalCode.NOT_ENTITLED,
        f"{OFFICE_LABELS[claim.office]} không {claim.label} của người khác; khóa cá nhân giữ nguyên. "
        "Việc này của Thư ký hoặc Trưởng Ban.",
    )
