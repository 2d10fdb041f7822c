"""The technical edit's findings, said to people."""

from collections.abc import Sequence
from typing import Final

from desk.presenting.articles import Json
from newsroom.checklist.check import Finding, Severity

_SEVERITY_LABELS: Final[dict[Severity, str]] = {Severity.BLOCKING: "phải sửa", Severity.WARNING: "nên xem lại"}


def listed_data(points: Sequence[Finding], alike: Sequence[Finding]) -> Json:
    """What a card shows of the technical edit: what is to be confirmed, and what other articles say the same."""
    return {"points": [_finding_data(point) for point in points], **alike_data(alike)}


def alike_data(findings: Sequence[Finding]) -> Json:
    """What other articles say the same."""
    return {"alike": [_finding_data(finding) for finding in findings]}


def findings_data(findings: Sequence[Finding]) -> Json:
    """The technical edit's findings, and whether the text may be handed on for approval."""
    blocking = sum(finding.severity is Severity.BLOCKING for finding in findings)
    return {
        "ready": blocking == 0,
        "blocking": blocking,
        "warnings": len(findings) - blocking,
        "findings": [_finding_data(finding) for finding in findings],
    }


def _finding_data(finding: Finding) -> Json:
    return {
        "severity": finding.severity.value,
        "severity_label": _SEVERITY_LABELS[finding.severity],
        "code": finding.code.value,
        "field": finding.field,
        "place": finding.place,
        "message": finding.message,
    }
