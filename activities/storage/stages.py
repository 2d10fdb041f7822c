"""What statements say of stages, once: written as in the code, so that none outlives its enumeration."""

import re
from functools import cache
from typing import Final

from newsroom.matters.kinds import AmendmentStage, IncidentStage, MeetingStage
from newsroom.stages import OPEN, Stage

_STAGES: Final = {known.__name__: known for known in (Stage, MeetingStage, AmendmentStage, IncidentStage)}
_WRITTEN: Final = re.compile(rf"\b({'|'.join(_STAGES)})\.(\w+)")

_WANTED: Final = (
    "(intents.content_hash = articles.content_hash OR intents.state IN ('sending', 'prepared', 'revealing'))"
)
"""Of an intent beside its article: it is for the present text, or something of an older one has to be settled."""

_OPEN: Final = f"articles.stage IN ({str(tuple(map(str, OPEN)))[1:-1]})"


@cache
def staged(statement: str) -> str:
    """A statement that names stages as the code does (`Stage.EDITING`), as the database is to have it.

    Shape: `STILL_WANTED` stands for what is true of an intent, beside its article, that is not a thing of the past, and
    `STILL_OPEN` for what is true of an article that is not finished.
    Errors: KeyError for a stage that is not there.
    """
    statement = statement.replace("STILL_WANTED", _WANTED).replace("STILL_OPEN", _OPEN)
    return _WRITTEN.sub(lambda found: f"'{_STAGES[found[1]][found[2]]}'", statement)
