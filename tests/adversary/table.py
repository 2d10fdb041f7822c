"""`python -m tests.adversary.table` writes docs/security.md: who holds which secret, and what each account may do."""

from pathlib import Path
from typing import Final

from tests.adversary.steps import ROLES, STEPS, SUPERUSER
from workers.entrusting import ENTRUSTED, LOGS_IN_AS

PAGE: Final = Path(__file__).parents[2] / "docs" / "security.md"
_TESTS: Final = "tests/adversary/test_adversary.py"
_HEAD: Final = """# Who holds what, and what each can do with it

Written by `python -m tests.adversary.table` from the tables that the code itself uses; a test compares.
What an account may write at all stands in `activities/storage/rights.sql` (`tests/storage/test_rights.py`).
`make adversary` tries every step below at every stage of an article, alone and in seeded pairs.
"""


def page() -> str:
    """The page as it must be."""
    secrets = [
        f"| {process} | {f'`{LOGS_IN_AS[process]}`' if process in LOGS_IN_AS else 'nobody'} | "
        f"{', '.join(f'`{name}`' for name in sorted(held)) or 'none'} |"
        for process, held in ENTRUSTED.items()
    ]
    where = sorted({step.where for step in STEPS})
    roles = f"nothing shows: `{_TESTS}: test_a_role_shows_nothing`"
    owner = f"nothing shows, named by `toasoan ledger verify`: `{_TESTS}: test_a_superuser_shows_nothing_and_is_named`"
    steps = [f"| {table} | {sum(step.where == table for step in STEPS)} | {roles} | {owner} |" for table in where]
    names = [f"- {step.name}" for step in STEPS]
    return "\n".join(
        (
            _HEAD,
            "## Secrets\n",
            "| process | logs in to the storage as | secrets |",
            "|---|---|---|",
            *secrets,
            f"\n## What is tried\n\nBy {', '.join(f'`{role}`' for role in ROLES)} and by a {SUPERUSER} of Postgres.\n",
            "| what is touched | steps | by an account of ours | by a superuser |",
            "|---|---|---|---|",
            *steps,
            "",
            *names,
            "",
        )
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
