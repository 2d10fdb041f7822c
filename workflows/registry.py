"""Every kind of workflow, one row each: all other lists of them are read off this table.

What is no plain fact stands in its own room and fails at once for a kind without it: the class (`workflows.kinds`),
the rows that say what is open (`activities.storage.upkeep.open_work`), the store (`workers.wiring`).
"""

from dataclasses import dataclass
from typing import Final

from newsroom.article import subject_of
from newsroom.matters.acts import kind_of
from newsroom.matters.kinds import MatterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowKind:
    """One kind of workflow.

    Shape: `name` on the wire; an id is `prefix` and a key, as in `article/7c1e`; `label` is Vietnamese, for operators;
    `address` is where the API shows one by its key, empty when it does not; `follows` new versions of the code, so
    that its changes stand behind `workflow.patched`, while the others are pinned to theirs; `matter` is None for what
    is no matter.
    """

    name: str
    prefix: str
    label: str
    address: str = ""
    follows: bool = False
    matter: MatterKind | None = None

    def id_of(self, key: str) -> str:
        """The id of the workflow with this key."""
        return f"{self.prefix}{key}"

    def key_from(self, workflow_id: str) -> str | None:
        """The key in a workflow's id, or None for another kind of workflow."""
        return workflow_id.removeprefix(self.prefix) if workflow_id.startswith(self.prefix) else None


def _matter(matter: MatterKind, name: str, label: str, *, address: str = "", follows: bool = False) -> WorkflowKind:
    prefix = f"{matter}/"
    return WorkflowKind(name=name, prefix=prefix, label=label, address=address, follows=follows, matter=matter)


ARTICLE: Final = WorkflowKind(
    name="Article", prefix=subject_of(""), label="bài viết", address="/articles", follows=True
)
ABSENCE: Final = _matter(MatterKind.ABSENCE, "Absence", "vắng mặt", address="/absences")
DELEGATION: Final = _matter(MatterKind.DELEGATION, "Delegation", "ủy quyền", address="/delegations")
MEETING: Final = _matter(MatterKind.MEETING, "Meeting", "họp Ban Biên tập", address="/meetings")
AMENDMENT: Final = _matter(MatterKind.AMENDMENT, "Amendment", "sửa, gỡ bài", address="/amendments", follows=True)
BOARD: Final = _matter(MatterKind.BOARD, "BoardVersion", "áp dụng bản phân công")
INCIDENT: Final = _matter(MatterKind.INCIDENT, "Incident", "sự việc phát sinh", address="/incidents")
UPKEEP: Final = WorkflowKind(name="Care", prefix="toasoan/", label="việc định kỳ")

KINDS: Final = (ARTICLE, ABSENCE, DELEGATION, MEETING, AMENDMENT, BOARD, INCIDENT, UPKEEP)
"""All of them."""

NAMED: Final = {kind.name: kind for kind in KINDS}
"""The same by their names on the wire."""

MATTERS: Final[dict[MatterKind, WorkflowKind]] = {
    matter: next(kind for kind in KINDS if kind.matter is matter) for matter in MatterKind
}
"""The workflow of each kind of matter, whose name is the workflow's id."""


def address_of(matter: str) -> str:
    """Where the API shows a matter; empty when it does not."""
    kind = kind_of(matter)
    found = MATTERS[kind] if kind else None
    return f"{found.address}/{found.key_from(matter)}" if found and found.address else ""
