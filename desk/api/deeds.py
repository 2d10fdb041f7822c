"""What is answered after a deed, the same for every matter."""

from fastapi import Response

from desk.presenting.articles import Json
from newsroom.matters.deeds import DEEDS
from newsroom.matters.kinds import DeedAct
from workflows.messages import DeedAnswer
from workflows.registry import address_of


def opened(answer: DeedAnswer, response: Response) -> str:
    """The id of a matter that has just been opened; its address goes into the answer's head."""
    response.headers["Location"] = address_of(answer.matter)
    return answer.matter.partition("/")[2]


def recorded(act: DeedAct) -> Json:
    """What is said of a deed that was allowed."""
    return {"message": f"Đã ghi sổ: {DEEDS[act].label}."}
