"""Whether the workflow server's own record proves that nothing happened to an article between backup and restore.

Strict, because what is proven goes out without a word of anybody: whatever is missing, cut, reset, or from a server
that may have been restored itself proves nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from newsroom.ledger.recoveries import Restored
from newsroom.working_time import local
from workers.upkeep.histories import Run
from workers.upkeep.lost_acts import article_named
from workflows.messages import article_workflow_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Why an article may go on. Shape: `evidence` is a Vietnamese sentence for the ledger."""

    run_id: str
    events: int
    evidence: str


def proof_of(article_id: str, restored: Restored, runs: Iterable[Run], recorded: frozenset[str]) -> Proof | None:
    """The proof that nothing happened to an article since the backup; None when there is none.

    Shape: `runs` are all that were open at the backup or later; `recorded` are the acts that the ledger has.
    Source: promise 5 of the design; decision 0034.
    """
    known = tuple(runs)
    if not reaches_to_the_end(restored, known):
        return None
    if any(not _is_quiet(run, article_id, restored, recorded) for run in known):
        return None
    own = [run for run in known if run.workflow_id == article_workflow_id(article_id)]
    if len(own) != 1 or not _tells_all(own[0], restored.made_at):
        return None
    said = (
        f"quy trình chạy liên tục từ {local(own[0].began_at):%H:%M:%S %d/%m/%Y}, trước lúc sao lưu, và không nhận thao "
        "tác nào ngoài những thao tác sổ đang có."
    )
    return Proof(run_id=own[0].run_id, events=own[0].events, evidence=said)


def reaches_to_the_end(restored: Restored, runs: Iterable[Run]) -> bool:
    """Whether the server knows the last act of the database that was replaced: one restored itself would not."""
    return bool(restored.last_act) and any(
        act.said.act_id == restored.last_act and act.done for run in runs for act in run.acts
    )


def _is_quiet(run: Run, article_id: str, restored: Restored, recorded: frozenset[str]) -> bool:
    """Whether a run took no act on the article after the backup; one that was recorded again since is one."""
    own = run.workflow_id == article_workflow_id(article_id)
    about = (act for act in run.acts if (own or article_named(act) == article_id) and act.done is not False)
    return all(act.said.act_id in recorded and act.at < restored.made_at for act in about)


def _tells_all(run: Run, made_at: datetime) -> bool:
    return run.running and run.whole and run.began_at < made_at
