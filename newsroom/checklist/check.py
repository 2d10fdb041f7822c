"""The checklist of the last technical edit: everything that must or should be mended before approval is asked for.

Does not decide who approves, and does not look up duplicates, leaders or sources: those come in as facts.
"""

from collections.abc import Collection
from itertools import islice
from typing import Final

from newsroom.article import ChannelName, Content
from newsroom.checklist import form, language, likeness, naming, pictures, unfinished, writing
from newsroom.checklist.findings import Check, Code, Facts, Finding, Severity

__all__ = ["CHECKS", "Code", "Facts", "Finding", "Severity", "blocks_submission", "check", "unfit"]

MAX_PER_CHECK: Final = 20
_OF_CHANNELS: Final[tuple[Check, ...]] = (form.zalo_title, form.zalo_author, form.fanpage_text)

CHECKS: Final[tuple[Check, ...]] = (
    form.title_missing,
    form.title_length,
    form.body_missing,
    form.topics,
    form.author_or_source,
    form.repost_source,
    pictures.photo_caption,
    pictures.photo_credit,
    form.photo_not_attached,
    form.open_points,
    language.classified,
    unfinished.not_for_readers,
    form.zalo_title,
    form.zalo_author,
    form.fanpage_text,
    form.zalo_text,
    form.unlisted_source,
    form.summary_missing,
    form.summary_length,
    language.all_caps_title,
    language.unaccented,
    language.legacy_text,
    language.not_nfc,
    naming.leader_title,
    naming.leader_name,
    language.relative_day,
    likeness.duplicate,
    language.personal_data,
    pictures.photo_size,
    pictures.photo_alt,
    pictures.broken_link,
    writing.number_form,
    writing.unit_form,
    writing.percent_form,
    writing.date_form,
    language.tone_style,
)


def check(content: Content, facts: Facts) -> tuple[Finding, ...]:
    """Findings on a content: those that block first, then warnings, each in the order of the checklist.

    Shape:  at most `MAX_PER_CHECK` of one check; nobody mends more before looking again.
    Source: rule 54 (last check of content and form of every item before submission); checklist 2.4.
    """
    found = [finding for look in CHECKS for finding in islice(look(content, facts), MAX_PER_CHECK)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.BLOCKING))


def unfit(content: Content, channels: Collection[ChannelName]) -> tuple[Finding, ...]:
    """Why these channels would not take a content.

    Source: rule 81 (three channels); ambiguity A17 (an approver may switch a channel on).
    """
    facts = Facts(today="", channels=tuple(channels))
    return tuple(finding for look in _OF_CHANNELS for finding in look(content, facts))


def blocks_submission(findings: tuple[Finding, ...]) -> bool:
    """Whether the item may not be sent for approval yet.

    Source: rule 54; checklist 2.4 ("B" blocks submission).
    """
    return any(finding.severity is Severity.BLOCKING for finding in findings)
