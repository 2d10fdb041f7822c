"""Acts that are done once however often they are sent: the key that a member gives an act names it in the ledger.

| dies | what the same request with the same key finds |
|---|---|
| the desk before the call | nothing by that name: the act is done now |
| the desk after the call, or the reply | the act in the ledger: its answer, nothing is done again |
| the act was called off | that name is used up: the act is done now, under the next |
"""

import hashlib
from typing import Final, Protocol

from desk.refusal import refusal
from newsroom.article import MemberId
from newsroom.errors import RefusalCode

_HALF: Final = 16


class Named(Protocol):
    """What knows the acts by their names."""

    async def named(self, beginning: str, /) -> tuple[tuple[str, str], ...]:
        """Id and code of refusal (empty when accepted) of each act whose id begins so."""


async def act_id_of(acts: Named, member: MemberId, key: str, request: str) -> str:
    """The id of the act that a request with a key is: half of it says whose key it is, half what was asked.

    Again: the same request gives the same id until its act is called off.
    Errors: InvalidInput when the key stands for another request.
    """
    begins = _digest(f"{member}/{key}")
    known = dict(await acts.named(begins))
    called_off = [act_id for act_id, code in known.items() if code == RefusalCode.CALLED_OFF]
    ours = [begins + _digest(f"{tries}/{request}") for tries in range(len(called_off) + 1)]
    if not known.keys() <= set(ours):
        raise refusal(
            "Idempotency-Key", "mã này đã dùng cho một yêu cầu khác; việc đó giữ nguyên", "hãy đặt mã mới cho việc mới"
        )
    return next(act_id for act_id in ours if act_id not in called_off)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HALF]
