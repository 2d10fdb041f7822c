"""`python -m tests.adversary.table` writes docs/security.md: who holds which secret, and what each account may do."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from tests.adversary.forged_acts import ACT_STEPS
from tests.adversary.forged_answers import LIES
from tests.adversary.forged_orders import ORDER_STEPS
from tests.adversary.forged_runs import RUN_STEPS
from tests.adversary.forged_starts import START_STEPS
from tests.adversary.steps import DECIDES_NOTHING, OWNER_STEPS, ROLES, STEPS, SUPERUSER
from workers.entrusting import ENTRUSTED, LOGS_IN_AS

PAGE: Final = Path(__file__).parents[2] / "docs" / "security.md"
_STORAGE: Final = "tests/adversary/test_adversary.py"
_SERVER: Final = "tests/adversary/test_workflow_server.py"
_ANSWERS: Final = "tests/adversary/test_forged_answers.py"
_HEAD: Final = """# Who holds what, and what each can do with it

Written by `python -m tests.adversary.table` from the tables that the code itself uses; a test compares.
What an account may write at all stands in `activities/storage/rights.sql` (`tests/storage/test_rights.py`).
`make adversary` tries every step below, alone and in seeded pairs: on the storage at every stage of an article, at the
workflow server at two stages each, so that every kind of step meets every stage.
What a superuser writes after the last anchor, chained as the ledger is, is the gap that decision 0007 tells of.
"""


def page() -> str:
    """The page as it must be."""
    return "\n".join(
        (
            _HEAD,
            "## Secrets\n",
            "| process | logs in to the storage as | secrets |",
            "|---|---|---|",
            *_secrets(),
            "\n## What is tried on the storage\n",
            f"By {', '.join(f'`{role}`' for role in ROLES)} and by a {SUPERUSER} of Postgres.",
            f"In pairs: `{_STORAGE}: test_pairs_show_nothing`.\n",
            "| what is touched | steps | by an account of ours | by a superuser |",
            "|---|---|---|---|",
            *_tables(),
            "\n## What is tried at the workflow server\n",
            "By whoever reaches it with the rights of our own workers and desk, and without the desk's key.",
            f"In pairs: `{_SERVER}: test_pairs_of_a_client_show_nothing`.\n",
            "| what is touched | steps | by a client of the server |",
            "|---|---|---|",
            *_of_server(),
            "\n## The steps on the storage\n",
            *(f"- {step.name}" for step in OWNER_STEPS),
            "\n## The steps at the workflow server\n",
            *_named((step.where, step.name) for step in (*ACT_STEPS, *RUN_STEPS, *START_STEPS, *ORDER_STEPS)),
            *_named(("forged answers", lie.name) for lie in LIES),
            "",
        )
    )


def _secrets() -> Iterator[str]:
    for process, held in ENTRUSTED.items():
        account = f"`{LOGS_IN_AS[process]}`" if process in LOGS_IN_AS else "nobody"
        yield f"| {process} | {account} | {', '.join(f'`{name}`' for name in sorted(held)) or 'none'} |"


def _tables() -> Iterator[str]:
    roles = f"nothing shows: `{_STORAGE}: test_a_role_shows_nothing`"
    owner = f"nothing shows{{}}: `{_STORAGE}: test_a_superuser_shows_nothing_and_is_named`"
    for table in sorted({step.where for step in OWNER_STEPS}):
        named = ", nothing hangs on it" if table in DECIDES_NOTHING else ", named by `toasoan ledger verify`"
        ours, all_ = (sum(step.where == table for step in steps) for steps in (STEPS, OWNER_STEPS))
        count = f"{ours}" if ours == all_ else f"{ours}, {all_} by a superuser"
        yield f"| {table} | {count} | {roles} | {owner.format(named)} |"


def _of_server() -> Iterator[str]:
    steps = (*ACT_STEPS, *RUN_STEPS, *START_STEPS, *ORDER_STEPS)
    for where in dict.fromkeys(step.where for step in steps):
        mine = [step for step in steps if step.where == where]
        named = ", an article that it stops is named by `toasoan reconcile`" if any(s.breaks for s in mine) else ""
        told = f"`{_SERVER}: test_a_client_of_the_workflow_server_shows_nothing`"
        yield f"| {where} | {len(mine)} | nothing shows{named}: {told} |"
    told = f"`{_ANSWERS}: test_forged_answers_show_nothing`"
    back = f"`{_ANSWERS}: test_an_article_that_was_lied_to_is_named_and_goes_on`"
    yield f"| forged answers | {len(LIES)} | nothing shows: {told}; named, and goes on: {back} |"


def _named(steps: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (f"- {where}: {name}" for where, name in steps)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
