"""What a member hears when an act, on an article or on a matter, gets no plain answer from its workflow."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import pytest
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import Recorded, SignedAct
from activities.storage.database import StorageBusy, StorageUnreachable
from desk.acts.sending import Sending
from desk.server_trouble import ServerUnreachable
from newsroom.board import Office
from newsroom.claims import MemberAct
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct
from newsroom.stages import Act, Stage
from tests.support.samples import NOW, at_stage, claim, member_of

CLAIM: Final = claim(at_stage(Stage.AWAITING_APPROVAL), Act.APPROVE, member_of(Office.HEAD))
DEED: Final = MatterClaim(
    act_id="deed-1",
    act=MatterAct.CONCLUDE,
    matter="meeting/7c1e",
    member=CLAIM.member,
    office=Office.HEAD,
    made_at=NOW,
    facts={"seen": "a"},
)
SIGNED: Final = SignedAct(claim="c", signature="s")
ACCEPTED: Final = Recorded(accepted=True)

both: Final = pytest.mark.parametrize("act", [CLAIM, DEED], ids=["article", "matter"])


@dataclass(slots=True)
class Ledger:
    """What the recorder knows, by act; `held` when somebody waits there for long."""

    entries: dict[str, Recorded] = field(default_factory=dict)
    held: bool = False
    foreseen: Refused | None = None

    async def foretold(self, signed: SignedAct, act: MemberAct, /) -> Refused | None:
        assert signed == SIGNED, act
        return self.foreseen

    async def record_refusal(self, subject: str, act: SignedAct, refused: Refused, /) -> None:
        assert (subject, act) in {(each.subject, SIGNED) for each in (CLAIM, DEED)}
        act_id = next(each.act_id for each in (CLAIM, DEED) if each.subject == subject)
        known = Recorded(accepted=False, code=str(refused.code), message=refused.message)
        self.entries.setdefault(act_id, known)

    async def answer_to(self, act_id: str, /) -> Recorded | None:
        return self.entries.get(act_id)

    async def is_held(self) -> bool:
        return self.held


def asks(failure: Exception) -> Callable[[], Awaitable[str]]:
    async def ask() -> str:
        raise failure

    return ask


async def from_the_ledger() -> str:
    return "from the ledger"


async def answer(act: MemberAct, failure: Exception, ledger: Ledger) -> str:
    sending = Sending(recorder=ledger, over="việc đã kết thúc")
    return await sending.answer(act, SIGNED, asks(failure), from_the_ledger)


def failed(code: str | None, message: str = "Chưa thể.") -> WorkflowUpdateFailedError:
    return WorkflowUpdateFailedError(ApplicationError(message, type=code))


def rpc(status: RPCStatusCode) -> RPCError:
    return RPCError("no", status, b"")


ENDED: Final = (rpc(RPCStatusCode.NOT_FOUND), failed("AcceptedUpdateCompletedWorkflow"))
LOST: Final = (
    rpc(RPCStatusCode.UNAVAILABLE),
    rpc(RPCStatusCode.DEADLINE_EXCEEDED),
    RuntimeError("Failed client connect"),
    WorkflowUpdateRPCTimeoutOrCancelledError(),
)


@both
async def test_a_refusal_is_raised_and_recorded(act: MemberAct) -> None:
    ledger = Ledger()
    with pytest.raises(Refused, match="Chưa thể") as refused:
        await answer(act, failed(RefusalCode.STALE_TEXT), ledger)
    assert refused.value.code is RefusalCode.STALE_TEXT
    assert ledger.entries[act.act_id].code == RefusalCode.STALE_TEXT


@both
@pytest.mark.parametrize("failure", ENDED, ids=["not found", "ended meanwhile"])
async def test_a_workflow_that_is_over_refuses_and_the_refusal_is_recorded(act: MemberAct, failure: Exception) -> None:
    ledger = Ledger()
    with pytest.raises(Refused) as refused:
        await answer(act, failure, ledger)
    assert refused.value.message == f"Không thể {act.label}: việc đã kết thúc; {act.kept} giữ nguyên."
    assert ledger.entries[act.act_id].code == refused.value.code == RefusalCode.WRONG_STAGE


@both
@pytest.mark.parametrize("failure", [*ENDED, *LOST, failed("Boom")], ids=repr)
async def test_what_the_ledger_has_as_accepted_is_never_told_as_refused(act: MemberAct, failure: Exception) -> None:
    """An act that ends its workflow may lose its reply, and the next try then finds the workflow over."""
    ledger = Ledger({act.act_id: ACCEPTED})
    assert await answer(act, failure, ledger) == "from the ledger"
    assert ledger.entries == {act.act_id: ACCEPTED}


@both
@pytest.mark.parametrize("failure", [*LOST, failed("Boom")], ids=repr)
async def test_what_the_ledger_has_as_refused_is_refused(act: MemberAct, failure: Exception) -> None:
    known = Recorded(accepted=False, code=RefusalCode.NOT_ENTITLED, message="Không có quyền.")
    with pytest.raises(Refused, match="Không có quyền") as refused:
        await answer(act, failure, Ledger({act.act_id: known}))
    assert refused.value.code is RefusalCode.NOT_ENTITLED


@both
@pytest.mark.parametrize("failure", LOST, ids=repr)
async def test_a_lost_reply_that_the_ledger_does_not_know_is_not_confirmed(act: MemberAct, failure: Exception) -> None:
    ledger = Ledger()
    with pytest.raises(ServerUnreachable) as told:
        await answer(act, failure, ledger)
    assert told.value.message.startswith(f"Chưa xác nhận được thao tác {act.label}")
    assert f"{act.kept.capitalize()} giữ nguyên như trong sổ" in told.value.message
    assert ledger.entries == {}


@both
async def test_a_storage_that_is_held_is_named_for_it(act: MemberAct) -> None:
    with pytest.raises(StorageBusy, match="có thể còn được ghi"):
        await answer(act, LOST[0], Ledger(held=True))


@both
async def test_a_workflow_that_fails_is_told_to_the_engineer(act: MemberAct) -> None:
    ledger = Ledger()
    with pytest.raises(ServerUnreachable) as told:
        await answer(act, failed("Boom"), ledger)
    assert told.value.message == (
        f"Thao tác {act.label} chưa hoàn tất vì quy trình gặp lỗi; {act.kept} giữ nguyên. Hãy báo kỹ sư phụ trách."
    )
    assert ledger.entries == {}


@both
@pytest.mark.parametrize(
    "failure", [WorkflowAlreadyStartedError("meeting/1", "Meeting"), StorageUnreachable(), KeyError("ours")], ids=repr
)
async def test_what_is_no_failure_of_the_server_is_raised_as_it_is(act: MemberAct, failure: Exception) -> None:
    with pytest.raises(type(failure)) as raised:
        await answer(act, failure, Ledger())
    assert raised.value is failure
