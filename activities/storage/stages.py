"""Stages in statements are written as in the code, so that none outlives its enumeration."""

import re
from functools import cache
from typing import Final

from newsroom.matters.kinds import AmendmentStage, MeetingStage
from newsroom.stages import Stage

_STAGES: Final = {known.__name__: known for known in (Stage, MeetingStage, AmendmentStage)}
_WRITTEN: Final = re.compile(rf"\b({'|'.join(_STAGES)})\.(\w+)")


@cache
def staged(statement: str) -> str:
    """A statement that names stages as the code does (`Stage.EDITING`), as the database is to have it.

    Errors: KeyError for a stage that is not there.
    """
    return _WRITTEN.sub(lambda found: f"'{_STAGES[found[1]][found[2]]}'", statement)
