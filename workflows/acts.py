"""Acts of people as they reach a workflow: an Update for each, checked at the door, judged and recorded one at a time.

Whether a signature is good is not known here: the storage proves that.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar, Final, Generic, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import ActInput, ActivityName, MatterActInput, Recorded, SignedAct
    from activities.failures import refusal, renewing
    from newsroom.claims import MemberAct
    from newsroom.errors import RefusalCode, Refused
    from newsroom.matters.acts import MATTER_ACTS
    from newsroom.matters.kinds import MatterAct
    from newsroom.stages import ACTS, Act
    from newsroom.text import storable
    from workflows.asking import anywhere
    from workflows.messages import ActAnswer, Before, MatterAnswer
    from workflows.search_attributes import NEAR_LIMIT

ACTS_A_RUN: Final = 250
"""After so many acts a workflow goes on in another run: the server takes two thousand of each."""

MOST_ACTS: Final = 1_500
"""So many are taken while a call to a channel is waited for that cannot be left alone."""

_NEAR_LIMIT_ACTS: Final = 1_000
_NEAR_LIMIT_EVENTS: Final = 12_000
_ACTS_HANDED_OVER: Final = 200
_PATCH: Final = "goes-over-into-another-run"
_LONGEST_KEPT: Final = 4_000

AnyAct = Act | MatterAct
Answer = ActAnswer | MatterAnswer


SaidT = TypeVar("SaidT", bound=MemberAct)
WorkflowT = TypeVar("WorkflowT", bound="type[Acting[Any]]")


class Acting(ABC, Generic[SaidT]):
    """A workflow that people act upon.

    Shape: `longest` is how many characters an act and its signature may have together, the desk's own are far shorter;
    `kept` is what stays as it is after a refusal, in Vietnamese.
    """

    recorded_by: ClassVar[ActivityName]
    longest: ClassVar[int]
    kept: ClassVar[str]

    def __init__(self, before: Before | None) -> None:
        self._acts_seen = dict.fromkeys(before.acts_seen if before else ())
        self._acts_taken = 0
        self._goes_over = False
        self._is_closing = False
        self._was_near_limit = False
        # Two people may act at once: the second waits, and is judged by what the first has left.
        self._one_act_at_a_time = asyncio.Lock()

    def check(self, act: AnyAct, signed: SignedAct) -> None:
        """Refuse what cannot be meant, before anything enters the history."""
        if self._is_closing or (self._goes_over and self._acts_taken >= MOST_ACTS):
            raise renewing(f"Quy trình đang chuyển sang lượt ghi mới; {self.kept} giữ nguyên. Hãy thử lại sau ít phút.")
        try:
            self._check(act, signed)
        except Refused as refused:
            raise refusal(refused) from refused

    async def record(self, act: AnyAct, signed: SignedAct) -> Answer:
        """Have an act judged and written to the ledger, then follow it."""
        self._acts_taken += 1
        async with self._one_act_at_a_time:
            said = self._read(signed)
            try:
                self._check_again(act, said)
            except Refused as refused:
                raise refusal(refused) from refused
            recorded = await self._recorded(act, self._order(signed if said is not None else _spelt_out(signed)))
            if said is None or not recorded.accepted:
                self._refused()
                raise refusal(Refused(RefusalCode(recorded.code), recorded.message))
            self._acts_seen[said.act_id] = None
            return self._follow(said, recorded)

    async def until_worn(self) -> None:
        """Wait until the history is so long that another run must go on; then begin nothing new.

        Shape: a run from before there was such a thing goes on as it is.
        """
        await workflow.wait_condition(
            lambda: self._acts_taken >= ACTS_A_RUN or workflow.info().is_continue_as_new_suggested()
        )
        if workflow.patched(_PATCH):
            self._goes_over = True
            self._leave()
            await workflow.wait_condition(self._is_near_limit)
            workflow.upsert_search_attributes([NEAR_LIMIT.value_set(True)])
            self._was_near_limit = True

    async def until_quiet(self) -> None:
        """Take no more acts, and wait until nothing is under way that the next run would not know of."""
        self._is_closing = True
        while not self._is_quiet():
            await workflow.wait_condition(self._is_quiet)
        if self._was_near_limit:
            workflow.upsert_search_attributes([NEAR_LIMIT.value_unset()])

    def latest_acts(self) -> tuple[str, ...]:
        """The ids of the latest acts; an older claim is refused for its age, and the storage knows all of them."""
        return tuple(self._acts_seen)[-_ACTS_HANDED_OVER:]

    async def _recorded(self, act: AnyAct, order: ActInput | MatterActInput) -> Recorded:
        """The answer to an act that has been judged and written to the ledger."""
        return await anywhere(self.recorded_by, order, Recorded, in_ledger(act))

    def _is_near_limit(self) -> bool:
        return (
            self._acts_taken >= _NEAR_LIMIT_ACTS or workflow.info().get_current_history_length() >= _NEAR_LIMIT_EVENTS
        )

    def _leave(self) -> None:
        """Begin nothing that lasts: another run will."""

    def _is_quiet(self) -> bool:
        """Whether everything that was begun has ended."""
        return workflow.all_handlers_finished()

    def _check(self, act: AnyAct, signed: SignedAct) -> None:
        if len(signed.claim) + len(signed.signature) > self.longest:
            raise Refused(
                RefusalCode.BAD_REQUEST, f"Yêu cầu dài quá mức cho phép nên bị từ chối; {self.kept} giữ nguyên."
            )
        said = self._read(signed)
        self._check_said(act, said)
        self._check_standing(act, said)

    def _read(self, signed: SignedAct) -> SaidT | None:
        """What an act says; None when the desk cannot have written it, so that only a forgery is left to record."""
        try:
            said = self._parsed(signed.claim)
        except Refused:
            return None
        texts = [signed.claim, signed.signature, asdict(said)]  # type: ignore[call-overload]
        return said if storable(texts) == texts else None

    def _check_said(self, act: AnyAct, said: SaidT | None) -> None:
        """What an act may say here. Errors: Refused."""
        if said is None:
            return
        if said.act is not act:
            raise Refused(RefusalCode.BAD_REQUEST, f"Thao tác không khớp với yêu cầu đã ký; {self.kept} giữ nguyên.")
        if said.act_id in self._acts_seen:
            raise Refused(RefusalCode.REPEATED_ACT, f"Thao tác này đã được xử lý; {self.kept} giữ nguyên.")

    @abstractmethod
    def _parsed(self, text: str) -> SaidT:
        """What a signed text says. Errors: Refused."""

    @abstractmethod
    def _check_standing(self, act: AnyAct, said: SaidT | None) -> None:
        """Whether an act can be meant, as far as is known at the door. Errors: Refused."""

    def _check_again(self, act: AnyAct, said: SaidT | None) -> None:
        """The same in the act's turn, where it would save the storage a useless judgement. Errors: Refused."""

    @abstractmethod
    def _order(self, signed: SignedAct) -> ActInput | MatterActInput:
        """What the recording activity is asked."""

    @abstractmethod
    def _follow(self, said: SaidT, recorded: Recorded) -> Answer:
        """Go on as an accepted act wants it; what its member hears."""

    def _refused(self) -> None:
        """Hear that an act was refused and recorded."""


def taking(*acts: AnyAct) -> Callable[[WorkflowT], WorkflowT]:
    """Gives the class of a workflow an Update for each of these acts."""

    def given(kind: WorkflowT) -> WorkflowT:
        for act in acts:
            setattr(kind, act.value, _update_of(act, kind.__name__))
        return kind

    return given


def _update_of(act: AnyAct, owner: str) -> object:
    async def handle(self: Acting[Any], signed: SignedAct) -> Answer:
        return await self.record(act, signed)

    def check(self: Acting[Any], signed: SignedAct) -> None:
        self.check(act, signed)

    handle.__name__, handle.__qualname__ = act.value, f"{owner}.{act.value}"
    # Temporal reads the signatures and takes an annotated `self` for an argument.
    del handle.__annotations__["self"], check.__annotations__["self"]
    update = workflow.update(name=act.value, description=label_of(act))(handle)
    update.validator(check)
    return update


def label_of(act: AnyAct) -> str:
    """An act as people call it."""
    return ACTS[act].label if isinstance(act, Act) else MATTER_ACTS[act].label


def in_ledger(act: AnyAct) -> str:
    """How operators read the recording of an act in a history."""
    return f"Ghi sổ: {label_of(act)}"


def _spelt_out(signed: SignedAct) -> SignedAct:
    """An act that nobody here can read, in letters that every storage keeps.

    Shape: one that is kept as it is stays so: it may be signed all the same, by a desk of a later version.
    """
    texts = [signed.claim, signed.signature]
    if storable(texts) == texts and max(map(len, texts)) <= _LONGEST_KEPT:
        return signed
    return SignedAct(claim=ascii(signed.claim)[:_LONGEST_KEPT], signature=ascii(signed.signature)[:_LONGEST_KEPT])
