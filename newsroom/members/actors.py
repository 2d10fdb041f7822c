"""A member who looks or acts, with the way by which they came in."""

from dataclasses import dataclass

from newsroom.board import Member
from newsroom.signed.canonical import Via


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor(Member):
    """A member who looks or acts, and by which way they came in.

    Shape: `act_id` is by what name their act is to be known, empty when they gave it none.
    """

    via: Via
    act_id: str = ""


def come_in(member: Member, via: Via) -> Actor:
    """The member, come in by that way.

    Source: rule 7; ambiguity A36.
    """
    return Actor(id=member.id, office=member.office, name=member.name, title=member.title, via=via)
