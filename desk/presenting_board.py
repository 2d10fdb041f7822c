"""The board in force, and what it says about one article, as JSON-able values."""

from activities.storage.boards import BoardVersion
from activities.storage.reading import Card
from desk.presenting import Json, instant, route_data
from newsroom.board import OFFICE_LABELS, AuthorityRule, Board, Member
from newsroom.decisions import may
from newsroom.stages import ACT_LABELS, STAGE_LABELS, acts_at


def board_data(version: BoardVersion) -> Json:
    """The notice in force: people, who approves what, kinds and topics."""
    board = version.board
    return {
        "version": version.number,
        "digest": version.digest,
        "effective_from": instant(version.effective_from),
        "title": board.title,
        "portal": board.portal,
        "members": [_member_data(member) for member in board.members],
        "authority": [_rule_data(rule) for rule in board.authority],
        "kinds": [
            {"id": kind.value, "label": label, "channels": [c.value for c in board.kind_channels[kind]]}
            for kind, label in board.kind_labels.items()
        ],
        "topics": [{"id": topic, "label": label} for topic, label in board.topic_labels.items()],
    }


def explained(card: Card, board: Board) -> Json:
    """Why the article waits for whom it waits for, and who may do what now."""
    standing = card.standing
    who = {
        act: [member for member in board.members if may(board, standing, member.id, act)]
        for act in acts_at(standing.stage)
    }
    return {
        "article_id": standing.article_id,
        "title": card.title,
        "stage": standing.stage.value,
        "stage_label": STAGE_LABELS[standing.stage],
        "route": route_data(standing.route, board),
        "who_may": [
            {
                "act": act.value,
                "label": ACT_LABELS[act],
                "members": [_member_data(member) for member in members],
            }
            for act, members in who.items()
        ],
    }


def _member_data(member: Member) -> Json:
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
