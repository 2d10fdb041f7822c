"""What a member hears when an act, on an article or on a matter, gets no plain answer from its workflow."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Final

import pytest
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import Recorded, SignedAct
from activities.storage.database import StorageBusy, StorageUnreachable
from desk.acts.sending import Sending
from desk.server_trouble import ServerUnreachable
from desk.signing import DeskKey, new_private_key
from newsroom.board import Office
from newsroom.claims import CLAIM_LIFETIME, Claim, Details, MemberAct
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.apart import apart
from newsroom.matters.kinds import MatterAct
from newsroom.signed.canonical import PRESENT
from newsroom.stages import Act, Stage
from newsroom.working_time import local
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
Said = Claim | MatterClaim
KEY: Final = DeskKey(new_private_key())
ACCEPTED: Final = Recorded(accepted=True)


class Nobody:
    """No member has a key."""

    async def prepare(self, act: Claim | MatterClaim, /) -> None:  # noqa: ARG002
        return None


NOBODY: Final = Nobody()

both: Final = pytest.mark.parametrize("act", [CLAIM, DEED], ids=["article", "matter"])


@dataclass(slots=True)
class Ledger:
    """What the recorder knows, by act; `away` is how it is not reached when an act is to be called off."""

    entries: dict[str, Recorded] = field(default_factory=dict)
    away: StorageUnreachable | None = None
    open: bool = False
    foreseen: Refused | None = None
    words: dict[str, SignedAct] = field(default_factory=dict)

    async def foretold(self, signed: SignedAct, act: MemberAct, /) -> Refused | None:
        assert signed in {KEY.sign(each) for each in (CLAIM, DEED, *WORDED)}, act
        return self.foreseen

    async def put_apart(self, act_id: str, act: SignedAct, /) -> None:
        if self.away is not None:
            raise self.away
        self.words[act_id] = act

    async def record_refusal(self, subject: str, act: SignedAct, refused: Refused, /) -> None:
        assert (subject, act) in {(each.subject, KEY.sign(each)) for each in (CLAIM, DEED)}
        act_id = next(each.act_id for each in (CLAIM, DEED) if each.subject == subject)
        known = Recorded(accepted=False, code=str(refused.code), message=refused.message)
        self.entries.setdefault(act_id, known)

    async def claims_version(self) -> int:
        return PRESENT

    async def answer_to(self, act_id: str, /) -> Recorded | None:
        return self.entries.get(act_id)

    async def record_without_workflow(self, subject: str, act: SignedAct, over: Refused, /) -> None:
        await self.record_refusal(subject, act, Refused(RefusalCode.WORKFLOW_GONE, "Mất.") if self.open else over)

    async def call_off(self, subject: str, act: SignedAct, /) -> Recorded:
        if self.away is not None:
            raise self.away
        await self.record_refusal(subject, act, Refused(RefusalCode.CALLED_OFF, "Đã hủy."))
        return next(each for each in self.entries.values())


def asks(failure: Exception) -> Callable[[SignedAct], Awaitable[str]]:
    async def ask(_: SignedAct) -> str:
        raise failure

    return ask


async def from_the_ledger() -> str:
    return "from the ledger"


async def answer(act: Said, failure: Exception, ledger: Ledger) -> str:
    sending = Sending(recorder=ledger, key=KEY, over="việc đã kết thúc", waiting=NOBODY)
    return await sending.answer(act, asks(failure), from_the_ledger)


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
async def test_a_refusal_is_raised_and_recorded(act: Said) -> None:
    ledger = Ledger()
    with pytest.raises(Refused, match="Chưa thể") as refused:
        await answer(act, failed(RefusalCode.STALE_TEXT), ledger)
    assert refused.value.code is RefusalCode.STALE_TEXT
    assert ledger.entries[act.act_id].code == RefusalCode.STALE_TEXT


@both
@pytest.mark.parametrize("failure", ENDED, ids=["not found", "ended meanwhile"])
async def test_a_workflow_that_is_over_refuses_and_the_refusal_is_recorded(act: Said, failure: Exception) -> None:
    ledger = Ledger()
    with pytest.raises(Refused) as refused:
        await answer(act, failure, ledger)
    assert refused.value.message == f"Không thể {act.label}: việc đã kết thúc; {act.kept} giữ nguyên."
    assert ledger.entries[act.act_id].code == refused.value.code == RefusalCode.WRONG_STAGE


@both
@pytest.mark.parametrize("failure", [*ENDED, *LOST, failed("Boom")], ids=repr)
async def test_what_the_ledger_has_as_accepted_is_never_told_as_refused(act: Said, failure: Exception) -> None:
    """An act that ends its workflow may lose its reply, and the next try then finds the workflow over."""
    ledger = Ledger({act.act_id: ACCEPTED})
    assert await answer(act, failure, ledger) == "from the ledger"
    assert ledger.entries == {act.act_id: ACCEPTED}


@both
@pytest.mark.parametrize("failure", [*LOST, failed("Boom")], ids=repr)
async def test_what_the_ledger_has_as_refused_is_refused(act: Said, failure: Exception) -> None:
    known = Recorded(accepted=False, code=RefusalCode.NOT_ENTITLED, message="Không có quyền.")
    with pytest.raises(Refused, match="Không có quyền") as refused:
        await answer(act, failure, Ledger({act.act_id: known}))
    assert refused.value.code is RefusalCode.NOT_ENTITLED


@pytest.mark.trust
@both
@pytest.mark.parametrize("failure", [*LOST, failed("Boom")], ids=repr)
async def test_an_unanswered_act_is_called_off_before_its_member_hears_so(act: Said, failure: Exception) -> None:
    """Told 'unchanged, try again', an approval published when the worker came back."""
    ledger = Ledger()
    with pytest.raises(ServerUnreachable, match="không có hiệu lực về sau") as told:
        await answer(act, failure, ledger)
    assert told.value.message.startswith(f"Chưa {act.label} được")
    assert f"{act.kept} giữ nguyên" in told.value.message
    assert ledger.entries[act.act_id].code == RefusalCode.CALLED_OFF


@pytest.mark.trust
@both
@pytest.mark.parametrize(
    ("away", "why"), [(StorageBusy(), "đang bận"), (StorageUnreachable(), "không liên lạc được")], ids=["busy", "away"]
)
async def test_an_act_that_nobody_can_call_off_is_told_until_when_it_may_count(
    act: Said, away: StorageUnreachable, why: str
) -> None:
    with pytest.raises(type(away), match=f"kho dữ liệu {why}") as told:
        await answer(act, LOST[0], Ledger(away=away))
    assert f"{local(act.made_at + CLAIM_LIFETIME):%H:%M:%S ngày %d/%m/%Y}" in str(told.value)


@pytest.mark.trust
@both
@pytest.mark.parametrize("failure", ENDED, ids=["not found", "ended meanwhile"])
async def test_an_act_on_what_is_open_without_a_workflow_says_so(act: Said, failure: Exception) -> None:
    with pytest.raises(Refused) as refused:
        await answer(act, failure, Ledger(open=True))
    assert refused.value.code is RefusalCode.WORKFLOW_GONE


@both
@pytest.mark.parametrize(
    "failure", [WorkflowAlreadyStartedError("meeting/1", "Meeting"), StorageUnreachable(), KeyError("ours")], ids=repr
)
async def test_what_is_no_failure_of_the_server_is_raised_as_it_is(act: Said, failure: Exception) -> None:
    with pytest.raises(type(failure)) as raised:
        await answer(act, failure, Ledger())
    assert raised.value is failure


WORDED: Final = (
    replace(CLAIM, details=Details(reason="Có đơn tố cáo.")),
    replace(DEED, act=MatterAct.RECORD_MINUTES, facts={"minutes": "Biên bản mật."}),
)
worded: Final = pytest.mark.parametrize("act", WORDED, ids=["article", "matter"])


@pytest.mark.trust
@worded
async def test_words_are_in_the_storage_before_the_act_goes_without_them(act: Said) -> None:
    ledger = Ledger()

    async def ask(sent: SignedAct) -> str:
        assert ledger.words == {act.act_id: KEY.sign(act)}
        return sent.claim

    sending = Sending(recorder=ledger, key=KEY, over="việc đã kết thúc", waiting=NOBODY)
    assert await sending.answer(act, ask, from_the_ledger) == KEY.sign(apart(act)).claim


@pytest.mark.trust
@worded
async def test_an_act_whose_words_cannot_be_kept_is_not_sent(act: Said) -> None:
    with pytest.raises(StorageUnreachable):
        await answer(act, AssertionError("sent"), Ledger(away=StorageUnreachable()))


@pytest.mark.trust
@both
async def test_an_act_without_words_is_sent_as_it_was_signed(act: Said) -> None:
    async def ask(sent: SignedAct) -> str:
        return sent.claim

    ledger = Ledger()
    sending = Sending(recorder=ledger, key=KEY, over="việc đã kết thúc", waiting=NOBODY)
    assert await sending.answer(act, ask, from_the_ledger) == KEY.sign(act).claim
    assert ledger.words == {}
