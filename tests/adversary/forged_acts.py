"""Acts that the desk did not send, made by rule: every act of the notice, forged in every way, sent as an Update."""

import uuid
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from temporalio.client import WithStartWorkflowOperation
from temporalio.common import WorkflowIDConflictPolicy

from activities.contracts import EDITORIAL_QUEUE, SignedAct
from desk.signing import DeskKey, new_private_key
from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.board import Member, Office
from newsroom.claims import Claim, Details, claim_text
from newsroom.matters.acts import MATTER_ACTS
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Act, Stage
from tests.adversary.scene import Scene
from tests.support.lives import REASON, claim_of, desk_key, send
from tests.support.matters import new_matter, signed_claim
from workflows.messages import MatterInput
from workflows.registry import MATTERS

_FORGER: Final = DeskKey(new_private_key())
_OLD: Final = timedelta(minutes=20)


Attempt = Callable[[Scene, Stage], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerStep:
    """One step of whoever reaches the workflow server.

    Shape: `where` is what it touches; one that `breaks` keeps an article from going on until somebody mends it.
    """

    name: str
    where: str
    attempt: Attempt
    breaks: bool = False


Forgery = Callable[[Scene, Act, ArticleId], Awaitable[SignedAct]]


def _details(act: Act) -> Details:
    """What an act has to say besides its name."""
    match act:
        case Act.APPROVE | Act.FINISH_EDIT | Act.PRECHECK:
            return Details()
        case Act.RESCHEDULE:
            return replace(REASON, publish_at=datetime.now(UTC) + timedelta(minutes=1))
        case Act.RESUME_CHANNEL | Act.WAIVE_CHANNEL:
            return replace(REASON, channel=ChannelName.FANPAGE)
        case Act.REASSIGN | Act.ASK_REROUTE:
            return replace(REASON, to="engineer")
        case _:
            return REASON


async def _claim(scene: Scene, act: Act, article_id: ArticleId, by: Member | None = None, **changed: Any) -> Claim:
    member = by or await scene.live.owner(article_id)
    return await claim_of(scene.live, act, article_id, member, details=_details(act), **changed)


async def _another_key(scene: Scene, act: Act, article_id: ArticleId) -> SignedAct:
    return _FORGER.sign(await _claim(scene, act, article_id))


async def _unsigned(scene: Scene, act: Act, article_id: ArticleId) -> SignedAct:
    return SignedAct(claim=claim_text(await _claim(scene, act, article_id)), signature="")


async def _borrowed(scene: Scene, act: Act, article_id: ArticleId) -> SignedAct:
    (_, genuine), *_ = scene.heard[scene.articles[Stage.PUBLISHED]]
    return SignedAct(claim=claim_text(await _claim(scene, act, article_id)), signature=genuine.signature)


async def _kept_back(scene: Scene, act: Act, article_id: ArticleId) -> SignedAct:
    """Signed by the desk, and held up on its way for longer than it is good for."""
    return desk_key(scene.live).sign(await _claim(scene, act, article_id, made_at=datetime.now(UTC) - _OLD))


async def _without_right(scene: Scene, act: Act, article_id: ArticleId) -> SignedAct:
    """Signed by the desk for somebody who may nothing of the kind."""
    nobody = scene.live.holder(Office.ACCOUNTANT)
    return desk_key(scene.live).sign(await _claim(scene, act, article_id, by=nobody))


async def _claims_office(scene: Scene, act: Act, article_id: ArticleId) -> SignedAct:
    """Signed by the desk for somebody under an office of somebody else."""
    nobody = scene.live.holder(Office.ACCOUNTANT)
    return desk_key(scene.live).sign(await _claim(scene, act, article_id, by=nobody, office=Office.HEAD))


async def _of_another_text(scene: Scene, act: Act, article_id: ArticleId) -> SignedAct:
    stale = ContentHash("b" * 64)
    named = await _claim(scene, act, article_id, by=scene.live.holder(Office.ACCOUNTANT), content_hash=stale)
    return _FORGER.sign(replace(named, member=MemberId("head"), office=Office.HEAD))


_FORGERIES: Final[dict[str, Forgery]] = {
    "signed with another key": _another_key,
    "not signed": _unsigned,
    "under the signature of another act": _borrowed,
    "signed, and kept back too long": _kept_back,
    "signed for a member without the right": _without_right,
    "signed under an office of somebody else": _claims_office,
    "of another text and another member": _of_another_text,
}


def _forged(act: Act, called: str, forgery: Forgery) -> ServerStep:
    async def attempt(scene: Scene, stage: Stage) -> None:
        article_id = scene.articles[stage]
        await send(scene.live, act, article_id, await forgery(scene, act, article_id))

    return ServerStep(name=f"{act}: {called}", where="acts on articles", attempt=attempt)


def _replayed(called: str, act: Act, *, elsewhere: bool = False, under: Act | None = None) -> ServerStep:
    """An act that was accepted once, sent again as a history shows it."""

    async def attempt(scene: Scene, stage: Stage) -> None:
        heard = dict(scene.heard[scene.articles[Stage.SCHEDULED]])
        target = scene.articles[stage] if elsewhere else scene.articles[Stage.SCHEDULED]
        await send(scene.live, under or act, target, heard[act])

    return ServerStep(name=f"{act}, accepted once: {called}", where="acts on articles", attempt=attempt)


def _own_again(position: int) -> ServerStep:
    async def attempt(scene: Scene, stage: Stage) -> None:
        article_id = scene.articles[stage]
        name, signed = scene.of(article_id)[position]
        await send(scene.live, Act(name), article_id, signed, update_id=uuid.uuid4().hex)

    return ServerStep(name=f"own act number {position}, sent again", where="acts on articles", attempt=attempt)


def _turned(act: Act) -> ServerStep:
    """A signed act of the article's own with the name of its act changed."""

    async def attempt(scene: Scene, stage: Stage) -> None:
        article_id = scene.articles[stage]
        name, signed = scene.of(article_id)[0]
        await send(scene.live, act, article_id, replace(signed, claim=signed.claim.replace(f'"{name}"', f'"{act}"')))

    return ServerStep(name=f"a signed act turned into {act}", where="acts on articles", attempt=attempt)


def _matter(act: MatterAct, *, signed: bool) -> ServerStep:
    """An act on a matter that nobody has begun, on a matter of its own."""
    row = MATTER_ACTS[act]

    async def attempt(scene: Scene, stage: Stage) -> None:
        matter = scene.matter if row.kinds == (MatterKind.AMENDMENT,) and not row.opens else new_matter(row.kinds[0])
        by = scene.live.holder(Office.ACCOUNTANT if signed else Office.HEAD)
        claim, good = signed_claim(scene.live, by, act, matter, _said(act, scene.articles[stage]))
        sent = good if signed else _FORGER.sign(claim)
        if matter == scene.matter:
            await scene.client.get_workflow_handle(matter).execute_update(act.value, sent)
            return
        scene.touched.append(matter)
        start: WithStartWorkflowOperation[Any, Any] = WithStartWorkflowOperation(
            MATTERS[row.kinds[0]].name,
            MatterInput(matter=matter),
            id=matter,
            task_queue=EDITORIAL_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        )
        await scene.client.execute_update_with_start_workflow(act.value, sent, start_workflow_operation=start)

    called = "signed for a member without the right" if signed else "signed with another key"
    return ServerStep(name=f"{act}: {called}", where="acts on matters", attempt=attempt)


def _said(act: MatterAct, article_id: ArticleId) -> dict[str, str]:
    soon, late = datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC) + timedelta(days=3)
    known = {
        "member": "head",
        "starts_at": soon.isoformat(),
        "ends_at": late.isoformat(),
        "reason": "Lý do",
        "to": "engineer",
        "kind": "take_down" if act is MatterAct.PROPOSE_AMENDMENT else "delegation",
        "article": article_id,
        "ordered_by": "head",
        "place": "Phòng họp",
        "topic": "Việc của Ban",
        "title": "Tài liệu",
        "text": "Nội dung",
        "minutes": "Biên bản",
        "digest": "a" * 64,
        "effective_from": soon.isoformat(),
        "base_hash": "b" * 64,
    }
    return {fact.name: known[fact.name] for fact in MATTER_ACTS[act].facts if fact.name in known}


_FEW: Final = (Act.APPROVE, Act.RESCHEDULE, Act.GO_ON, Act.WITHDRAW, Act.REJECT)


def _acts() -> Iterator[ServerStep]:
    for act in Act:
        for called, forgery in _FORGERIES.items():
            yield _forged(act, called, forgery)
        yield _turned(act)
    for act in (Act.FINISH_EDIT, Act.APPROVE):
        yield _replayed("sent again", act)
        yield _replayed("for another article", act, elsewhere=True)
        yield from (_replayed(f"for another article as {other}", act, elsewhere=True, under=other) for other in _FEW)
    yield _own_again(0)
    yield _own_again(-1)


ACT_STEPS: Final = (
    *_acts(),
    *(_matter(act, signed=signed) for act in MatterAct for signed in (False, True)),
)
"""Every act of the notice, forged."""
