"""Who must hear which message, read from the notice a second time: the table, in plain words.

Knows nothing of the code that it is held against; members are the words of their offices, as in `notice_reading`.
"""

from typing import Final

from tests.newsroom.notice_reading import DEPUTY, EDITOR, HEAD, STANDING

SECRETARY, ENGINEER, AUTHOR = "secretary", "engineer", "author"
BOARD: Final = (HEAD, STANDING, DEPUTY, EDITOR, SECRETARY)
LEADERS: Final = (HEAD, STANDING, DEPUTY)
ON_DUTY: Final = "the duty list"
DECIDER, LAST_EDIT = "who decides on it", "who has the last edit"
ASKED, ASKED_TO_EDIT = "who is asked to decide", "who is asked to edit"
CHECKED: Final = "who is asked to edit what has been checked"
INTAKE: Final = "who takes in a contributor's text"
OWNER: Final = "whose power it is"
DECIDES_ON_CHANGES: Final = "who decides on changes"
ASKED_ABOUT_A_CHANGE: Final = "which two are asked to decide on a change"

PROPOSED, PROVED = "who proposed it: the final editor", "who approved it: the standing deputy"

HIMSELF: Final = "= "
"""Before a member's word: that person alone, whoever does the work of the office."""

NOBODY_THERE: Final = (*LEADERS, SECRETARY, ON_DUTY)
CHANNELS: Final = (ENGINEER, EDITOR)
LATE_TO_PUBLISH: Final = (ENGINEER, EDITOR, STANDING, ON_DUTY)
AT_A_CHANNEL: Final = (ENGINEER, EDITOR, DECIDER, ON_DUTY)
AGAINST_FORGERS: Final = (HEAD, EDITOR, ENGINEER, ON_DUTY)

Block = tuple[str, tuple[str, ...]]

TABLE: Final[dict[str, tuple[Block, ...]]] = {
    "edit nearly late": (("warning", (LAST_EDIT,)),),
    "edit late": (("alarm", (LAST_EDIT, STANDING, HEAD)),),
    "day nearly over, in the edit": (("warning", (LAST_EDIT, DECIDER, ON_DUTY)),),
    "day nearly over, with the author": (("warning", (EDITOR, DECIDER, AUTHOR, ON_DUTY)),),
    "day nearly over, before approval": (("warning", (EDITOR, DECIDER, ON_DUTY)),),
    "day over": (("alarm", (EDITOR, DECIDER, ON_DUTY, STANDING, HEAD)),),
    "day over since yesterday": (("alarm", (EDITOR, DECIDER, ON_DUTY, STANDING, HEAD)),),
    "day over, with the author": (("alarm", (EDITOR, DECIDER, AUTHOR, ON_DUTY, STANDING, HEAD)),),
    "ended too late": (("alarm", (EDITOR, DECIDER, ON_DUTY, STANDING, HEAD)),),
    "hour nearly over": (("warning", LATE_TO_PUBLISH),),
    "hour over": (("alarm", (*LATE_TO_PUBLISH, HEAD)),),
    "change nearly late": (("warning", LATE_TO_PUBLISH),),
    "confirmation late": (("alarm", (*LATE_TO_PUBLISH, HEAD)),),
    "reminded": (("warning", (ASKED,)),),
    "reminded for the last time": (("warning", (ASKED,)), ("task", (HEAD,))),
    "put up for approval": (("task", (ASKED,)),),
    "put up for the edit": (("task", (ASKED_TO_EDIT,)),),
    "received from a contributor": (("task", (INTAKE,)),),
    "taken in": (("task", (ASKED_TO_EDIT,)), ("news", (AUTHOR,))),
    "taken in by the secretary": (("news", (AUTHOR,)),),
    "sent late in the evening": (("warning", (LAST_EDIT, DECIDER, ON_DUTY)),),
    "checked before the edit": (("task", (CHECKED,)),),
    "edit finished": (("task", (ASKED,)),),
    "edit finished, of two fields": (("task", (ASKED,)), ("news", (DEPUTY,))),
    "topics kept with a reason": (("task", (ASKED,)), ("news", (HEAD,))),
    "somebody assigned": (("task", (ASKED,)),),
    "passed up": (("task", (ASKED,)),),
    "taken over": (("task", (ASKED,)), ("news", (EDITOR, AUTHOR))),
    "taken over, of two fields": (("task", (ASKED,)), ("news", (DEPUTY, EDITOR, AUTHOR))),
    "sent again": (("task", (ASKED_TO_EDIT,)),),
    "returned for edit": (("task", (ASKED_TO_EDIT,)),),
    "returned for edit after the approval": (("task", (ASKED_TO_EDIT,)), ("news", (AUTHOR, DECIDER, ENGINEER))),
    "approved in the Head's place": (("news", (AUTHOR, "= head")), ("task", (ENGINEER,))),
    "approved by a grant": (("news", (AUTHOR, OWNER)), ("task", (ENGINEER,))),
    "settled: go on": (("task", (ASKED,)), ("news", (AUTHOR,))),
    "settled: edit again": (("task", (ASKED_TO_EDIT,)), ("news", (AUTHOR, EDITOR))),
    "settled: not to be published": (("news", (AUTHOR, EDITOR)),),
    "returned to the author": (("task", (AUTHOR,)),),
    "approved": (("news", (AUTHOR,)), ("task", (ENGINEER,))),
    "hour changed": (("news", (AUTHOR,)), ("task", (ENGINEER,))),
    "allowed to go on": (("news", (AUTHOR,)), ("task", (ENGINEER,))),
    "rejected": (("news", (AUTHOR, EDITOR)),),
    "withdrawn": (("news", (AUTHOR, EDITOR)),),
    "channel waived": (("news", (DECIDER, ENGINEER)),),
    "channel resumed": (("news", (DECIDER, ENGINEER)),),
    "referred to the board": (("news", (*BOARD, AUTHOR)),),
    "another route asked for": (("task", (HEAD,)),),
    "commented": (("news", (LAST_EDIT, AUTHOR, ASKED)),),
    "channel stopped": (("warning", AT_A_CHANNEL),),
    "channel given up": (("warning", (*AT_A_CHANNEL, "reporter-2")),),
    "shows after all": (("alarm", AT_A_CHANNEL),),
    "blocked at the gate": (("alarm", AGAINST_FORGERS),),
    "act forged": (("alarm", AGAINST_FORGERS),),
    "row unproven": (("alarm", AGAINST_FORGERS),),
    "notice adopted": (("news", BOARD),),
    "key registered": (("task", (HEAD, SECRETARY)), ("news", ("reporter-2",))),
    "ledger broken": (("alarm", (HEAD, ENGINEER, ON_DUTY)),),
    "workflow gone": (("alarm", (ENGINEER,)),),
    "token ended": (("alarm", (ENGINEER,)),),
    "token about to end": (("warning", (ENGINEER,)),),
    "channel not ready": (("warning", (ENGINEER,)),),
    "backup old": (("warning", (ENGINEER,)),),
    "unforeseen": (("alarm", (ENGINEER,)),),
    "digest": (("news", (HEAD, STANDING)),),
    "change stopped on a channel": (("alarm", (*CHANNELS, PROVED, ON_DUTY)),),
    "change proposed": (("task", (ASKED_ABOUT_A_CHANGE,)),),
    "topics proposed": (("task", (ASKED_ABOUT_A_CHANGE,)), ("news", (HEAD,))),
    "change decided": (("news", (AUTHOR, PROPOSED, *CHANNELS)),),
    "change overtaken": (("news", (PROPOSED, *CHANNELS)),),
    "order unconfirmed": (("alarm", (*LEADERS, *CHANNELS, ON_DUTY)),),
    "taken down by order": (("task", (DECIDES_ON_CHANGES,)), ("news", (AUTHOR, *CHANNELS))),
    "to be convened": (("task", (HEAD,)),),
    "still to be convened": (("warning", (HEAD,)),),
    "matter raised": (("news", BOARD),),
    "preparation given": (("task", ("= engineer",)),),
    "preparation missing": (("warning", ("= engineer", STANDING)),),
    "meeting called": (("task", (SECRETARY, *BOARD)),),
    "meeting minuted": (("task", (HEAD,)),),
    "minutes missing": (("warning", (SECRETARY,)),),
    "conclusion missing": (("warning", (HEAD,)),),
    "meeting concluded": (("news", BOARD),),
    "meeting called off": (("news", BOARD),),
    "paper added": (("news", BOARD),),
    "power lent": (("task", ("= secretary",)), ("news", ("= final-editor", HEAD))),
    "power taken back": (("news", ("= secretary", "= final-editor")),),
    "approvals delegated": (("task", ("= deputy",)), ("news", ("= standing-deputy", HEAD))),
    "royalty signing lent": (("news", ("= deputy",)), ("news", ("= standing-deputy", HEAD))),
    "assignment taken back": (("news", ("= deputy", "= head", "= standing-deputy")),),
    "stand-in assigned": (("task", ("= deputy",)), ("news", ("= standing-deputy", SECRETARY))),
    "the Head will be away": (("news", (STANDING, DEPUTY)), ("news", (SECRETARY,))),
    "the standing deputy will be away": (("task", (HEAD,)), ("news", (SECRETARY,))),
    "the deputy will be away": (("task", (HEAD,)), ("news", (SECRETARY,))),
    "the final editor will be away": (("task", (HEAD,)), ("news", (SECRETARY,))),
    "the engineer will be away": (("task", ("= secretary",)), ("news", (HEAD,)), ("news", (SECRETARY,))),
    "a reporter will be away": (("news", (SECRETARY, HEAD)),),
    "back early": (("news", (HEAD, "= standing-deputy", SECRETARY, "= deputy")),),
    "away for longer": (("news", (HEAD, "= standing-deputy", SECRETARY)),),
    "away for longer than assigned": (("task", (HEAD,)), ("news", ("= standing-deputy", SECRETARY, "= deputy"))),
    "the engineer back early": (("news", (HEAD, "= engineer", SECRETARY)),),
    "incident reported": (("task", ("= secretary",)),),
    "incident reported by the engineer": (("task", ("= secretary",)), ("news", (HEAD,))),
    "incident opened by an alarm": (("task", ("= secretary",)), ("news", (HEAD,)), ("news", (ENGINEER,))),
    "incident compiled": (("task", (HEAD,)),),
    "incident decided": (("task", ("= deputy",)), ("news", ("reporter-2", SECRETARY))),
    "incident of an alarm decided": (("task", ("= deputy",)), ("news", (ENGINEER, SECRETARY))),
    "summary missing": (("warning", ("= secretary",)),),
    "summary still missing": (("warning", ("= secretary", HEAD)),),
    "decision missing": (("warning", (HEAD,)),),
}
"""To whom each message goes, in the order of importance: the first that reaches somebody is theirs."""

WITHOUT_THE_SECRETARY: Final[dict[str, tuple[Block, ...]]] = {
    "the engineer will be away": (("task", (HEAD,)), ("news", (SECRETARY,))),
    "incident reported": (("task", ("= secretary", HEAD)),),
    "incident reported by the engineer": (("task", ("= secretary", HEAD)),),
    "incident opened by an alarm": (("task", ("= secretary", HEAD)), ("news", (ENGINEER,))),
    "summary missing": (("warning", ("= secretary", HEAD)),),
}
"""What only the secretary is asked for goes to the Head while she is away: the Head decides without her (rule 94)."""

BY: Final = {
    "incident reported by the engineer": ENGINEER,
    "incident decided": HEAD,
    "incident of an alarm decided": HEAD,
}
"""Who did it, and hears nothing of the own act."""

RESERVED: Final = "council_session"
"""A topic of the Head's own: news that has it keeps the Head's class, and nothing needs explaining (rule 22)."""

TWO_MATTERS: Final = frozenset(
    {
        *("approved", "hour changed", "allowed to go on", "approved in the Head's place", "approved by a grant"),
        *("taken in", "taken over", "taken over, of two fields", "edit finished, of two fields"),
        *("topics kept with a reason", "returned for edit after the approval"),
    }
)
"""Of which one member may hear twice: of what happened (as the author, say), and of what is to be done now."""
