"""The ledger's lines on the newsroom itself, each said to people as one Vietnamese sentence."""

from desk.presenting.values import clock_time, name_of
from newsroom.board import Board
from newsroom.ledger.confirmations import RecordsConfirmed, Remarked
from newsroom.ledger.key_lines import KeyActAccepted, KeyChanged, KeyStolen
from newsroom.ledger.matter_acts import BoardAdopted
from newsroom.ledger.recoveries import Released, Restored
from newsroom.ledger.tokens import TokenChange, TokenChanged
from newsroom.members.ways_in import TOKEN_LABELS, VIA_LABELS
from newsroom.personal import KEY_ACT_LABELS, short
from newsroom.text import as_clause

OfTheHouse = (
    BoardAdopted
    | KeyChanged
    | KeyStolen
    | Restored
    | Released
    | TokenChanged
    | RecordsConfirmed
    | Remarked
    | KeyActAccepted
)
"""The lines on the newsroom itself."""


def house_text(entry: OfTheHouse, board: Board) -> str:
    """What such a line says."""
    match entry:
        case BoardAdopted():
            return f"Áp dụng bản phân công số {entry.version}."
        case KeyChanged():
            return "Đổi khóa ký của bàn biên tập."
        case KeyStolen():
            return f"Báo mất một khóa ký của bàn biên tập, kể từ {clock_time(entry.stolen_from)}."
        case Restored():
            return f"Kho dữ liệu được phục hồi từ bản sao lưu lúc {clock_time(entry.made_at)}."
        case Released():
            return f"Cho đăng tiếp sau phục hồi theo bản ghi của máy chủ quy trình: {entry.evidence}"
        case RecordsConfirmed():
            return f"{name_of(board, entry.member)} xác nhận {entry.count} ghi nhận chưa có chữ ký."
        case Remarked():
            what = "lý do quá hạn" if entry.article_id else "ý kiến vào bản tổng hợp"
            return f"{name_of(board, entry.member)} ghi {what}: {as_clause(entry.text)}."
        case TokenChanged():
            done = "Thu hồi" if entry.change is TokenChange.REVOKED else "Cấp"
            what = f"{done} {TOKEN_LABELS[entry.purpose]} số {entry.jti}"
            return f"{what} của {name_of(board, entry.member)}, hạn {clock_time(entry.until)}, {VIA_LABELS[entry.via]}."
        case KeyActAccepted():
            whose = f"của {name_of(board, entry.owner)}" if entry.owner != entry.member else "của mình"
            first = "; hai khóa đầu tiên xác nhận lẫn nhau" if entry.first else ""
            what = f"{KEY_ACT_LABELS[entry.act]} {short(entry.credential)} {whose}"
            return f"{name_of(board, entry.member)} {what}{first}."
