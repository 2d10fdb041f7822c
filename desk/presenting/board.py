"""The board in force as JSON-able values."""

from collections.abc import Iterable

from activities.storage.rows import BoardVersion
from desk.presenting.articles import Json, instant
from newsroom.board import OFFICE_LABELS, AuthorityRule, Duty, Member, Signing
from newsroom.matters.board_change import Meanwhile, meanwhile_in_words, signing_in_words


def board_data(version: BoardVersion, meanwhile: Iterable[Meanwhile]) -> Json:
    """The notice in force: what it is on paper, people, who approves what, duties, kinds and topics."""
    board = version.board
    return {
        **_on_paper(version.signing),
        "said": signing_in_words(version.signing, version.effective_from),
        "decided_meanwhile": [meanwhile_in_words(found) for found in meanwhile],
        "needs_check": board.unchecked,
        "duties": [_duty_data(duty) for duty in board.duties],
        "version": version.number,
        "digest": version.digest,
        "effective_from": instant(version.effective_from),
        "title": board.title,
        "portal": board.portal,
        "members": [member_data(member) for member in board.members],
        "authority": [_rule_data(rule) for rule in board.authority],
        "kinds": [
            {"id": kind.value, "label": label, "channels": [c.value for c in board.kind_channels[kind]]}
            for kind, label in board.kind_labels.items()
        ],
        "topics": [{"id": topic, "label": label} for topic, label in board.topic_labels.items()],
    }


def member_data(member: Member) -> Json:
    """A member as lists show one."""
    return {
        "id": member.id,
        "office": member.office.value,
        "office_label": OFFICE_LABELS[member.office],
        "name": member.name,
        "title": member.title,
    }


def _rule_data(rule: AuthorityRule) -> Json:
    return {
        "class": rule.name,
        "office": rule.office.value,
        "office_label": OFFICE_LABELS[rule.office],
        "topics": sorted(rule.topics),
        "kinds": sorted(rule.kinds),
        "rule": rule.rule,
        "clause": rule.clause,
        "text": rule.text,
    }


def _on_paper(signing: Signing) -> Json:
    return {
        "number": signing.number,
        "signed_on": signing.signed_on.isoformat() if signing.signed_on else "",
        "decided_by": signing.decided_by,
    }


def _duty_data(duty: Duty) -> Json:
    return {
        "office": duty.office.value,
        "office_label": OFFICE_LABELS[duty.office],
        "rule": duty.rule,
        "label": duty.label,
    }
