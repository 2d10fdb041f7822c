"""A person's act as it arrives from outside: read, and put into a form that the ledger can keep.

Does not know whether the signature is good: the storage proves that.
"""

import re
from typing import Final

from activities.contracts import SignedAct
from newsroom.claims import Claim, claim_from
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.deeds import Deed, deed_from

LONGEST_ACT: Final = 20_000
"""Characters of claim and signature together; the desk's own are far shorter."""

LONGEST_DEED: Final = 60_000
"""The same for a deed, which may carry minutes."""

_LONGEST_KEPT: Final = 4_000
# Postgres keeps neither, so a ledger entry with one would be tried for ever.
_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")


def read_act(signed: SignedAct) -> Claim | None:
    """The claim of an act; None when the desk cannot have written it, so that only a forgery is left to record.

    Errors: Refused (bad_request) when it is so long that it must not even enter the history.
    """
    if len(signed.claim) + len(signed.signature) > LONGEST_ACT:
        raise Refused(RefusalCode.BAD_REQUEST, "Yêu cầu dài quá mức cho phép nên bị từ chối; bài giữ nguyên.")
    try:
        claim = claim_from(signed.claim)
    except (Refused, RecursionError, ArithmeticError):
        return None
    told = claim.details
    names = (claim.act_id, claim.article_id, claim.content_hash, claim.member, told.reason_code, told.new_hash)
    texts = (*names, told.reason, signed.claim, signed.signature)
    return None if any(_UNKEEPABLE.search(text) for text in texts) else claim


def as_sent(signed: SignedAct) -> Deed | None:
    """The deed of an act; None when the desk cannot have written it, so that only a forgery is left to record."""
    try:
        deed = deed_from(signed.claim)
    except (Refused, RecursionError, ArithmeticError):
        return None
    return None if _UNKEEPABLE.search(f"{signed.claim}{signed.signature}{''.join(deed.facts.values())}") else deed


def as_recorded(signed: SignedAct) -> SignedAct:
    """The act as it goes to the ledger: a readable one as it is, any other with its strange letters spelt out."""
    return spelt_out(signed) if read_act(signed) is None else signed


def spelt_out(signed: SignedAct) -> SignedAct:
    """A forged act in letters that every storage keeps."""
    return SignedAct(claim=ascii(signed.claim)[:_LONGEST_KEPT], signature=ascii(signed.signature)[:_LONGEST_KEPT])
