"""What is answered after a deed, the same for every matter."""

from fastapi import Response

from desk.presenting.articles import Json
from newsroom.matters.deeds import DEEDS, DeedAct
from workflows.messages import DeedAnswer


def opened(answer: DeedAnswer, response: Response) -> str:
    """The id of a matter that has just been opened; its address goes into the answer's head."""
    kind, _, matter_id = answer.matter.partition("/")
    response.headers["Location"] = f"/{kind}s/{matter_id}"
    return matter_id


def recorded(act: DeedAct) -> Json:
    """What is said of a deed that was allowed."""
    return {"message": f"Đã ghi sổ: {DEEDS[act].label}."}
