"""Members' own keys as the ledger tells of them, and whether an act is signed as the notice asks.

A key counts from the line that confirms it to the line that confirms its removal; once somebody has asked to remove it,
it signs nothing more, and its owner still may not act without a key. It belongs to the member, whatever their office.

```
registered --confirmed by the secretary or the Head, with their own key--> counts
counts --removal asked--> signs nothing --confirmed by the secretary or the Head, with their own key--> gone
registered --removal asked--> gone
```

While no key counts, two confirm each other: the Head's and the secretary's.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from newsroom.article import MemberId
from newsroom.board import Board
from newsroom.claims import Claim, claim_text
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim, matter_claim_text
from newsroom.members.ways_in import VIA_LABELS
from newsroom.personal import short
from newsroom.signed.assertions import BadAssertion, Registered, Verify, check_assertion, credential_in
from newsroom.signed.canonical import Via
from newsroom.signed.personal_keys import KeyClaim, key_claim_text

Signable = Claim | MatterClaim | KeyClaim
"""What a member's own key signs."""

NOW: Final = sys.maxsize
"""Stands for a line that is not written yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalKey:
    """A member's own key, with the lines that changed it; 0 for what has not happened.

    Shape: `first` is one of the two that confirmed each other; `vouched_with` is the credential by which the other's
    owner has confirmed it, while that one is not confirmed itself; `leaves_by` has asked to remove it.
    """

    owner: MemberId
    key: Registered
    device: str
    registered_at: datetime
    line: int
    counts_from: int = 0
    confirmed_by: str = ""
    first: bool = False
    vouched_with: str = ""
    leaves_from: int = 0
    leaves_by: str = ""
    gone_from: int = 0

    def counts(self, line: int) -> bool:
        """Whether its owner has to act with a key at a line because of this one."""
        return 0 < self.counts_from < line and not 0 < self.gone_from < line

    def signs(self, line: int) -> bool:
        """Whether what it signs counts at a line."""
        return self.counts(line) and not 0 < self.leaves_from < line

    @property
    def waits(self) -> bool:
        """Whether it is still to be confirmed."""
        return not self.counts_from and not self.gone_from


def _nobody(_key: str, _signed: bytes, _signature: bytes) -> bool:
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalKeys:
    """All members' keys, in the order of their registration. Shape: `verify` knows the kinds of keys."""

    keys: tuple[PersonalKey, ...] = ()
    verify: Verify = _nobody

    def of(self, member: MemberId, line: int = NOW) -> tuple[PersonalKey, ...]:
        """The keys because of which a member has to sign at a line."""
        return tuple(each for each in self.keys if each.owner == member and each.counts(line))

    def named(self, credential: str) -> PersonalKey | None:
        """The key with that id, in whatever state."""
        return next((each for each in self.keys if each.key.credential == credential), None)

    def any_counts(self, line: int = NOW) -> bool:
        """Whether there is a key that can confirm others."""
        return any(each.counts(line) for each in self.keys)

    def changed(self, *after: PersonalKey) -> "PersonalKeys":
        """The same with other states of some keys."""
        by_id = {each.key.credential: each for each in after}
        return replace(self, keys=tuple(by_id.get(each.key.credential, each) for each in self.keys))


def text_to_sign(act: Signable) -> str:
    """The canonical text of an act as its member signs it: without that signature."""
    bare = replace(act, personal="")
    match bare:
        case Claim():
            return claim_text(bare)
        case MatterClaim():
            return matter_claim_text(bare)
        case KeyClaim():
            return key_claim_text(bare)


NO_KEYS: Final = PersonalKeys()
"""What there is before any line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedBy:
    """How an act is signed by its member: with which key, None without one; the counter that the device told."""

    key: PersonalKey | None = None
    count: int = 0


def signed_by_member(keys: PersonalKeys, board: Board, act: Signable, line: int = NOW) -> SignedBy | None:
    """How an act at a line is signed by its member; None when the notice asks nothing and the act brings nothing.

    Errors: Refused (unsigned_by_member, bad_personal_signature).
    Source: promises 1 and 2 of the design; decision 0068.
    """
    if act.personal:
        return by_own_key(keys, act, line)
    if not board.personal.names(act.act):
        return None
    if keys.of(act.member, line):
        raise unsigned(act, "thao tác này phải được ký bằng khóa cá nhân mà anh/chị đã đăng ký")
    if board.personal.required:
        raise unsigned(
            act,
            "bản phân công đòi khóa cá nhân cho thao tác này mà anh/chị chưa có khóa nào đã được xác nhận; hãy đăng ký "
            "rồi nhờ Thư ký hoặc Trưởng Ban xác nhận",
        )
    return SignedBy()


def by_own_key(keys: PersonalKeys, act: Signable, line: int) -> SignedBy:
    """The standing key by which the member has signed. Errors: Refused (bad_personal_signature)."""
    found = tuple(each for each in keys.of(act.member, line) if each.signs(line))
    return by_one_of(keys, found, act)


def by_one_of(keys: PersonalKeys, own: tuple[PersonalKey, ...], act: Signable) -> SignedBy:
    """The one of a member's keys by which an act is signed. Errors: Refused (bad_personal_signature)."""
    try:
        key = _named(keys, own, act.member, credential_in(act.personal))
        return SignedBy(key=key, count=check_assertion(text_to_sign(act), act.personal, key.key, keys.verify))
    except BadAssertion as wrong:
        said = (
            f"Không thể {act.label}: {wrong}; {act.kept} giữ nguyên. Hãy mở lại việc này trên bàn biên tập và ký lại."
        )
        raise Refused(RefusalCode.BAD_PERSONAL_SIGNATURE, said) from wrong


def _named(keys: PersonalKeys, own: tuple[PersonalKey, ...], member: MemberId, credential: str) -> PersonalKey:
    """The one of a member's keys that an assertion names. Errors: BadAssertion."""
    if (key := next((each for each in own if each.key.credential == credential), None)) is not None:
        return key
    known = keys.named(credential)
    if known is None or known.owner != member:
        raise BadAssertion("chữ ký không phải của khóa nào anh/chị đã đăng ký")
    raise BadAssertion("khóa này chưa được xác nhận" if known.waits else "khóa này đã được gỡ hoặc đang chờ gỡ")


def unsigned(act: Signable, what: str) -> Refused:
    """The refusal of an act that its member has still to sign; `what` is the middle of its sentence."""
    said = f"Chưa thể {act.label}: {what}. {act.kept.capitalize()} giữ nguyên."
    return Refused(RefusalCode.UNSIGNED_BY_MEMBER, said)


def confirmable(keys: PersonalKeys) -> Iterator[PersonalKey]:
    """The keys, and removals, that wait for the word of the second office."""
    yield from (each for each in keys.keys if each.waits or (each.leaves_from and not each.gone_from))


def signed_in_words(signed: SignedBy, via: Via | None) -> str:
    """How a member signed, as a reason of the ground: a whole Vietnamese sentence."""
    if signed.key is None:
        way = f" {VIA_LABELS[via]}" if via else ""
        return f"Người thao tác chưa có khóa cá nhân; thao tác{way}, không có chữ ký của thiết bị."
    key = signed.key.key
    worth = ", khóa tạo trên localhost nên không có giá trị chứng minh" if key.is_worthless else ""
    return f"Ký bằng khóa cá nhân {short(key.credential)}{worth}."
