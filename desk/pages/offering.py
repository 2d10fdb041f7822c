"""What may be done with an article now, and by whom what the visitor may not do."""

from dataclasses import dataclass
from typing import Final

from desk.pages.places import act_page
from desk.viewpoint import Viewpoint
from newsroom.board import OFFICE_LABELS
from newsroom.stages import ACTS, Act, acts_at
from newsroom.standing import Standing

_FIRST: Final = (Act.APPROVE, Act.FINISH_EDIT, Act.TAKE_IN, Act.RESUBMIT, Act.GO_ON)
"""What a page offers in the wide button, the first that may be done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An act on the page of an article. Shape: `who` names those who may, when the visitor may not."""

    act: Act
    label: str
    path: str
    may: bool
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """The first act, the others that may be done, and those that others may do."""

    first: Offered | None
    more: tuple[Offered, ...]
    others: tuple[Offered, ...]


def offered(view: Viewpoint, standing: Standing) -> Offers:
    """What the visitor may do with an article at its stage, and who may do the rest."""
    found = [_offered(view, standing, act) for act in acts_at(standing.stage)]
    mine = [each for each in found if each.may]
    first = next((each for act in _FIRST for each in mine if each.act is act), None)
    return Offers(
        first=first,
        more=tuple(each for each in mine if each is not first),
        others=tuple(each for each in found if not each.may and each.who),
    )


def _offered(view: Viewpoint, standing: Standing, act: Act) -> Offered:
    may = view.may(standing, act)
    others = () if may else tuple(member for member in view.board.members if view.may(standing, act, member))
    return Offered(
        act=act,
        label=ACTS[act].label.capitalize(),
        path=act_page(standing.article_id, act),
        may=may,
        who=tuple(dict.fromkeys(OFFICE_LABELS[member.office] for member in others)),
    )
