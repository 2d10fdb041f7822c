"""The board in force as JSON-able values."""

from activities.storage.rows import BoardVersion
from desk.presenting.articles import Json, instant
from newsroom.board import OFFICE_LABELS, AuthorityRule, Member


def board_data(version: BoardVersion) -> Json:
    """The notice in force: people, who approves what, kinds and topics."""
    board = version.board
    return {
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
