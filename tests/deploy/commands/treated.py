"""How each command of the pages is tried: what must be so before it, and what it must say."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from tests.deploy.commands.pages import PREAMBLE, Command


class Treatment(StrEnum):
    """How a command is tried."""

    RUN = "run"
    """Typed in a shell, in the folder of an installation, against a running newsroom."""
    NAMED = "named"
    """Named in the text without what it would be given: its help is asked."""
    HELD = "held"
    """For a cluster, Docker or Helm: every name in it is held against what is shipped."""


class Need(StrEnum):
    """What must be so before a command is typed."""

    NOTHING = "nothing"
    AWAITING = "awaiting"
    """An article awaits approval."""
    STOPPED = "stopped"
    """The Fanpage has stopped an article."""
    AWAY = "away"
    """The standing deputy is away with an article to decide."""
    KEPT = "kept"
    """A backup has been made."""
    CLOSED = "closed"
    """As KEPT, and worker, desk and watch are stopped."""
    ANCHORED = "anchored"
    """The head of the ledger has been anchored."""
    CUT = "cut"
    """An anchor is ahead of the ledger."""
    PACKED = "packed"
    """The evidence of an article has been exported."""
    LENT = "lent"
    """A personal token is in force."""
    BUILDS = "builds"
    """Two builds of the editorial worker run, the older one has the work."""
    MOVED = "moved"
    """As BUILDS, and the newer one has the work."""
    KEYS = "keys"
    """Fresh keys lie in a file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a command is run: `says` is looked for in what it says; `given` is its standard input; an `administrator`
    has the setting that the page asks for.
    """

    says: str = ""
    need: Need = Need.NOTHING
    code: int = 0
    given: str = ""
    build: str = ""
    administrator: bool = False


_AWAITING: Final = ("status", "timeline", "board explain", "ledger export")
_OPENED: Final = r'"input": \{\s+"payloads": \[\s+\{\s+"metadata": \{\s+"encoding": "anNvbi9wbGFpbg=="'
"""What a workflow was started with, as plain JSON."""

_TEMPORAL: Final = Run(need=Need.AWAITING, says="article/")
RUNS: Final[dict[str, Run]] = {
    PREAMBLE: Run(),
    "df -h": Run(says="/"),
    "export COMPOSE_FILE=deploy/compose.yaml COMPOSE_ENV_FILES=deploy/compose/my.env": Run(),
    "cp deploy/compose/example.env deploy/compose/my.env && chmod 600 deploy/compose/my.env": Run(),
    "echo \"TOASOAN_FIRST_BOARD_DIGEST=$(sha256sum boards/cao-bang.toml | cut -d' ' -f1)\" >> keys.env": Run(),
    "curl -s http://ĐỊA_CHỈ_TRẠM_CANH/health": Run(says="ok"),
    "curl -s http://ĐỊA_CHỈ_TRẠM_CANH/metrics": Run(says="newsroom_watch_posts_total"),
    "toasoan links": Run(says="http"),
    "toasoan late": Run(says="hạn"),
    "toasoan status": Run(need=Need.AWAITING, says="Số bài"),
    "toasoan absences": Run(need=Need.AWAY, says="Phó Trưởng Ban Thường trực"),
    "toasoan away --help": Run(says="--to"),
    **{f"toasoan {command} SỐ_BÀI": Run(need=Need.AWAITING) for command in _AWAITING},
    "toasoan assign SỐ_ĐỢT_VẮNG --as head --to deputy": Run(need=Need.AWAY, says="Phó Trưởng Ban"),
    'toasoan reassign SỐ_BÀI --as head --to deputy --reason "…"': Run(need=Need.AWAITING),
    'toasoan take-over SỐ_BÀI --as head --reason "…"': Run(need=Need.AWAITING),
    'toasoan withdraw SỐ_BÀI --as head --reason "…"': Run(need=Need.AWAITING),
    'toasoan approve SỐ_BÀI --as standing-deputy --hash MÃ_NỘI_DUNG --at "NGÀY 07:00"': Run(need=Need.AWAITING),
    "toasoan read SỐ_BÀI --as standing-deputy": Run(need=Need.AWAITING, says="ã nội dung"),
    "toasoan resume SỐ_BÀI fanpage --as engineer": Run(need=Need.STOPPED),
    'toasoan waive SỐ_BÀI fanpage --as standing-deputy --reason "…"': Run(need=Need.STOPPED),
    "toasoan inbox --as final-editor": Run(),
    "toasoan inbox --as standing-deputy": Run(need=Need.AWAITING, says="chờ duyệt"),
    "toasoan channels check": Run(says="✓"),
    "toasoan channels token fanpage": Run(given="chi-de-thu-page-token\n"),
    "toasoan channels token zalo_oa": Run(given="chi-de-thu-zalo-access\nchi-de-thu-zalo-refresh\n"),
    "toasoan backup": Run(says="Đã sao lưu"),
    "toasoan backup --to FOLDER": Run(says="Đã sao lưu"),
    "toasoan backup --verify FILE": Run(need=Need.KEPT),
    "toasoan backup --verify ĐƯỜNG_DẪN_BẢN_SAO_LƯU": Run(need=Need.KEPT),
    "toasoan drill": Run(need=Need.KEPT),
    "toasoan restore ĐƯỜNG_DẪN_BẢN_SAO_LƯU --drill": Run(need=Need.KEPT),
    "toasoan restore ĐƯỜNG_DẪN_BẢN_SAO_LƯU --replace": Run(need=Need.CLOSED),
    "toasoan restore FILE --replace": Run(need=Need.CLOSED),
    "toasoan reconcile": Run(),
    "toasoan reconcile --apply": Run(),
    "toasoan retention --dry-run": Run(),
    "toasoan schedules apply": Run(),
    "toasoan schedules show": Run(says="Lịch"),
    "toasoan ledger verify": Run(says="nguyên vẹn"),
    "toasoan ledger verify --anchors TỆP": Run(need=Need.ANCHORED, says="nguyên vẹn"),
    # The article of the scene is not approved yet, and its pack says so.
    "toasoan ledger check TỆP": Run(need=Need.PACKED, code=1, says="không chứng minh được"),
    "toasoan ledger anchor": Run(),
    'toasoan ledger anchor --restored "LÝ DO"': Run(need=Need.CUT),
    'toasoan ledger anchor --restored "REASON"': Run(need=Need.CUT),
    "toasoan ledger unproven": Run(),
    "toasoan server migrate": Run(says="Đã áp dụng 0 bước", administrator=True),
    "toasoan server end-upgrade": Run(says="từ trước", administrator=True),
    "toasoan server search-attributes": Run(says="ArticleStage"),
    "toasoan server keys": Run(says="TOASOAN_PAYLOAD_KEY="),
    "toasoan board adopt boards/cao-bang.toml": Run(code=1, says="--yes"),
    "toasoan account first": Run(says="/vao/"),
    "toasoan account invite reporter-1": Run(says="/vao/"),
    "toasoan account reset reporter-1": Run(says="/vao/"),
    "toasoan account disable reporter-1": Run(says="Đã khóa"),
    "toasoan account enable reporter-1": Run(says="Đã mở khóa"),
    "toasoan account list": Run(says="reporter-1"),
    "toasoan token issue reporter-1 --hours 12": Run(says=r"\."),
    "toasoan ways show --as engineer": Run(says="thư điện tử"),
    "toasoan ways add mail ten@example.vn --as engineer": Run(says="Đã thêm nơi nhận"),
    "toasoan late --as engineer": Run(),
    "toasoan token list": Run(need=Need.LENT, says="reporter-1"),
    "toasoan token revoke NUMBER": Run(need=Need.LENT, says="Đã thu hồi"),
    "toasoan codec-token engineer": Run(says=r"\."),
    "toasoan codec-token engineer --key": Run(says="="),
    "toasoan keys list": Run(),
    "toasoan keys rotate": Run(says="Đã đổi khóa ký"),
    "toasoan keys report-stolen --from HOUR": Run(),
    "toasoan versions show": Run(need=Need.BUILDS, says="2026.1"),
    "toasoan versions check": Run(need=Need.BUILDS, build="2026.2"),
    "toasoan versions ramp 2026.2 --percent 10": Run(need=Need.BUILDS, says="10%"),
    "toasoan versions promote 2026.2": Run(need=Need.BUILDS, says="2026.2"),
    "toasoan versions drain 2026.1 --move": Run(need=Need.MOVED, build="2026.2"),
    "toasoan versions rollback": Run(need=Need.MOVED, build="2026.1", says="2026.1"),
    "temporal operator cluster health": Run(says="SERVING"),
    "temporal schedule list": Run(),
    "temporal task-queue describe --task-queue editorial": Run(says="editorial|workflow"),
    "temporal task-queue describe --task-queue channel-portal --task-queue-type activity": Run(says="activity"),
    "temporal workflow describe --workflow-id article/MÃ_BÀI": _TEMPORAL,
    "temporal workflow show --workflow-id article/MÃ_BÀI": Run(need=Need.AWAITING, says="WorkflowExecutionStarted"),
    "temporal workflow show --workflow-id article/MÃ_BÀI --output json": Run(need=Need.AWAITING, says='"events"'),
    "temporal workflow list --query \"WorkflowId STARTS_WITH 'article/SỐ_BÀI'\"": _TEMPORAL,
    "temporal workflow list --query \"WorkflowId STARTS_WITH 'article/NUMBER'\"": _TEMPORAL,
    "temporal workflow list --query \"WorkflowType = 'Article' AND ExecutionStatus = 'Running'\"": _TEMPORAL,
    "temporal workflow show -w article/ID --output json "
    "--codec-endpoint 'http://CODEC/{namespace}' --codec-auth 'Bearer TOKEN'": Run(need=Need.AWAITING, says=_OPENED),
}
"""Every command that runs here, but for what `RULES` covers."""

RULES: Final[dict[str, Run]] = {
    'psql "$TOASOAN_DATABASE_URL" -c ': Run(says=r"\(\d+ rows?\)"),
    "temporal workflow list --query ": Run(),
    "make ": Run(),
}
"""What every command that begins so must do; of `make` it is asked what it would do."""

LIVING: Final = {
    "toasoan desk": "desk",
    "toasoan watch": "watch",
    "toasoan courier": "courier",
    "toasoan worker": "worker",
    "toasoan worker --queue channel-portal": "worker",
    "toasoan codec-server": "codec-server",
    "toasoan simulator": "simulator",
}
"""What goes on until it is stopped, with the process of a newsroom whose place it takes."""

NAMED: Final = frozenset(
    {
        "toasoan amend adapt", "toasoan bench", "toasoan board adopt", "toasoan keys", "toasoan restore --replace",
        "toasoan waive",
    }
)  # fmt: skip


def treatment(command: Command) -> Treatment:
    """How a command is tried. Errors: KeyError when nobody has said."""
    if {command.program, command.text.rpartition(" | ")[2].split()[0]} & {"kubectl", "docker", "helm"}:
        return Treatment.HELD
    if command.text in NAMED:
        return Treatment.NAMED
    if command.text not in LIVING:
        run_of(command)
    return Treatment.RUN


def run_of(command: Command) -> Run:
    """How a command is run. Errors: KeyError when nobody has said."""
    if command.text in RUNS:
        return RUNS[command.text]
    return next((run for begins, run in RULES.items() if command.text.startswith(begins)), None) or RUNS[command.text]
