"""What the tables say of the board's meetings, held against the signed deeds."""

from collections.abc import Iterable, Iterator

from newsroom.matters.kinds import MatterAct


def meeting_faults(rows: Iterable[tuple[str, str, bool]], deeds: Iterable[tuple[str, MatterAct, str]]) -> Iterator[str]:
    """What rows of meetings say otherwise than the signed deeds, in Vietnamese.

    Shape:  rows are (id, digest of the minutes or nothing, whether it is concluded); deeds are (id, act, digest of the
            minutes that were seen).
    Source: promise 9 of the design; rules 5, 7 and 60.
    """
    known, done = {id_: (minutes, over) for id_, minutes, over in rows}, list(deeds)
    called = {id_ for id_, act, _ in done if act is MatterAct.CONVENE}
    yield from (f"Kho có cuộc họp {id_} mà không có thao tác triệu tập đã ký." for id_ in sorted(known.keys() - called))
    yield from (f"Sổ có cuộc họp {id_} mà kho không có." for id_ in sorted(called - known.keys()))
    concluded = {id_: seen for id_, act, seen in done if act is MatterAct.CONCLUDE}
    for id_, (minutes, over) in known.items():
        if over is not (id_ in concluded):
            yield f"Cuộc họp {id_}: kho và sổ nói khác nhau về việc đã kết luận hay chưa."
        elif over and minutes not in concluded[id_].split():
            yield f"Biên bản của cuộc họp {id_} khác với biên bản được ký khi kết luận."
