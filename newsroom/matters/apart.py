"""What people write in words of their own leaves an act before it goes to the workflow server.

That server keeps a history of all that it was sent, and operators read it. The act as it was written stands in the
storage; both forms are signed, and every other field of them is the same.
"""

from dataclasses import replace
from typing import Final

from newsroom.claims import Claim, MemberAct, claim_from, claim_text
from newsroom.errors import Refused
from newsroom.matters.acts import MATTER_ACTS, MatterClaim, matter_claim_from, matter_claim_text

IN_THE_LEDGER: Final = "(lời ghi trong sổ)"
"""Stands where words were."""


def apart(act: Claim | MatterClaim) -> Claim | MatterClaim:
    """The act without the words that a person wrote; one that has none is returned as it is.

    Shape: of a matter a fact that the table of acts does not know counts as words.
    """
    return _claim_apart(act) if isinstance(act, Claim) else _matter_claim_apart(act)


def apart_text(text: str) -> str:
    """The canonical text of what goes to the workflow server of a signed one; what is no act goes as it is."""
    try:
        return claim_text(_claim_apart(claim_from(text)))
    except Refused:
        pass
    try:
        return matter_claim_text(_matter_claim_apart(matter_claim_from(text)))
    except Refused:
        return text


def lacks_words(act: MemberAct) -> bool:
    """Whether an act may have had words that stand elsewhere; one that went to no workflow server has all its own."""
    match act:
        case Claim(details=details):
            return IN_THE_LEDGER in (details.reason, details.topics_reason)
        case MatterClaim(facts=facts):
            return IN_THE_LEDGER in facts.values()
        case _:
            return False


def _claim_apart(act: Claim) -> Claim:
    words, why = _instead_of(act.details.reason), _instead_of(act.details.topics_reason)
    return replace(act, details=replace(act.details, reason=words, topics_reason=why))


def _matter_claim_apart(act: MatterClaim) -> MatterClaim:
    plain = {fact.name for fact in MATTER_ACTS[act.act].facts if not fact.worded}
    # A fact about one article of several has the article after a full stop.
    said = {name: text if name.partition(".")[0] in plain else _instead_of(text) for name, text in act.facts.items()}
    return replace(act, facts=said)


def _instead_of(text: str) -> str:
    return IN_THE_LEDGER if text else ""
