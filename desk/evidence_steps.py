"""Following an article's steps in a pack of evidence: where each leads, and that a decision of the board was signed."""

from collections.abc import Iterator
from datetime import datetime

from desk.evidence_form import Body, is_board_decision
from newsroom.deeds import DeedAct, check_fresh, deed_from
from newsroom.errors import Refused
from newsroom.meetings import Outcome, decision_seal
from newsroom.stages import STAGE_TABLE, Act, Stage


def led_to(stage: Stage, body: Body, parked: Stage) -> Stage | None:
    """The stage to which a step leads; `parked` is the one that a matter for the board came from. None for no step."""
    if is_board_decision(body):
        return _decided(body, parked) if stage is Stage.BEFORE_BOARD else None
    act = Act(str(body.get("act"))) if body.get("act") in set(Act) else None
    step = STAGE_TABLE.get((stage, act)) if act else None
    if step is None:
        return None
    if stage is Stage.BEFORE_BOARD and act is Act.TAKE_OVER:
        return parked
    embargo = act is Act.APPROVE and isinstance(body.get("details"), dict) and body["details"].get("publish_at")
    return Stage.SCHEDULED if embargo else step.leads_to


def decision_faults(body: Body) -> Iterator[str]:
    """What in an entry is not covered by the deed that concluded the meeting; the signature is looked at elsewhere.

    Source: rule 5; promises 1 and 2 of the design.
    """
    try:
        deed = deed_from(str(body.get("claim")))
        check_fresh(deed, datetime.fromisoformat(str(body.get("at"))))
    except (Refused, ValueError, TypeError):
        yield "kết luận của cuộc họp không đọc được hoặc đã ký ngoài thời hạn"
        return
    stated = {"matter": deed.matter, "member": deed.member, "office": deed.office}
    yield from (f"mục “{name}” khác với kết luận đã ký" for name, value in stated.items() if body.get(name) != value)
    seal = decision_seal(str(body.get("article_id")), str(body.get("outcome")), str(body.get("note")))
    if deed.act is not DeedAct.CONCLUDE or seal not in deed.names("seen"):
        yield "kết luận đã ký không ghi quyết định này đối với bài"
    ground = body.get("ground")
    if not isinstance(ground, dict) or ground.get("office") != deed.office:
        yield "căn cứ thẩm quyền không ghi cho chức danh đã ký"


def _decided(body: Body, parked: Stage) -> Stage | None:
    match body.get("outcome"):
        case Outcome.RELEASE:
            return parked
        case Outcome.RETURN:
            return Stage.EDITING
        case Outcome.REJECT:
            return Stage.REJECTED
        case Outcome.CARRY:
            return Stage.BEFORE_BOARD
        case _:
            return None
