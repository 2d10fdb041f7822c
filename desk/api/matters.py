"""What is answered after an act, the same for every matter."""

from fastapi import Response

from desk.addresses import API
from newsroom.matters.acts import MATTER_ACTS
from newsroom.matters.kinds import MatterAct
from workflows.messages import MatterAnswer
from workflows.registry import address_of


def opened(answer: MatterAnswer, response: Response) -> str:
    """The id of a matter that has just been opened; its address goes into the answer's head."""
    response.headers["Location"] = API + address_of(answer.matter)
    return answer.matter.partition("/")[2]


def recorded(act: MatterAct) -> str:
    """What is said of an act that was allowed."""
    return f"Đã ghi sổ: {MATTER_ACTS[act].label}."
