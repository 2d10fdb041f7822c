"""Things that stand in the drawn pictures: huts, lorries, bamboo, stalls, a room.

Does not know the scenes (`draw_photos`); painted with the brushes of `brush`.
"""
# ruff: noqa: INP001 -- a folder of material, not a package; a drawing is made of numbers

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from workers.newsroom_day.brush import HEIGHT, WIDTH, Colour, Dice, Picture, Point, mix, noise

WHITE: Final = (255, 255, 255)
BLACK: Final = (18, 20, 22)
GREEN: Final = (74, 124, 62)
DEEP_GREEN: Final = (28, 66, 44)
FRESH_GREEN: Final = (138, 178, 74)
STONE: Final = (128, 134, 128)
WOOD: Final = (132, 86, 52)
SHIRTS: Final = ((236, 240, 244), (214, 226, 240), (88, 112, 150), (64, 72, 92), (196, 206, 214), (120, 44, 52))
INDIGO: Final = (38, 44, 92)


def clouds(p: Picture, below: float, colour: Colour = WHITE) -> None:
    """Soft clouds above the height `below`."""
    dice = Dice(f"{p.name}/clouds")
    for _ in range(7):
        x, y, wide = dice.between(-100, WIDTH), dice.between(20, below), dice.between(150, 330)
        for _ in range(7):
            dx, dy, size = dice.between(0, wide), dice.between(-12, 14), dice.between(30, 84)
            p.glow((x + dx, y + dy, x + dx + size * 1.7, y + dy + size * 0.36), colour, 16, 0.42)


def clump(p: Picture, x: float, y: float, wide: float, high: float, seed: str) -> None:
    """A big bush or crown."""
    p.leaves(seed, (x - wide, y - high, x + wide, y + high), (22, 62, 36), (118, 164, 66), 620, 9 + wide / 40)


def bamboo(p: Picture, x: float, y: float, size: float, seed: str) -> None:
    """A stand of bamboo on its foot."""
    dice = Dice(f"{p.name}/{seed}")
    p.glow((x - size, y - size * 0.1, x + size * 1.3, y + size * 0.16), (70, 74, 34), size * 0.14, 0.6)
    for stem in range(9):
        lean, high = (stem - 4) * size * 0.17 + dice.between(-6, 6), size * dice.between(1.3, 2.0)
        p.line(
            [(x + lean * 0.25, y), (x + lean * 0.6, y - high * 0.6), (x + lean * 1.3, y - high)],
            (110, 124, 62),
            size * 0.03,
        )
        p.leaves(
            f"{seed}/{stem}",
            (x + lean * 1.3 - size * 0.34, y - high * 1.12, x + lean * 1.3 + size * 0.34, y - high * 0.42),
            (40, 78, 40),
            (162, 176, 74),
            60,
            size * 0.07,
        )


def rock(p: Picture, x: float, y: float, size: float, seed: str) -> None:
    """A mossy boulder."""
    dice = Dice(f"{p.name}/{seed}")
    turns = [math.tau * step / 9 for step in range(9)]
    outline = [
        (x + size * dice.between(0.8, 1.1) * math.cos(a), y + size * 0.52 * dice.between(0.8, 1.15) * math.sin(a))
        for a in turns
    ]
    p.glow((x - size, y + size * 0.2, x + size * 1.1, y + size * 0.66), (24, 44, 40), size * 0.12, 0.6)
    p.fill(outline, (92, 102, 94))
    p.fill([(px - size * 0.08, py - size * 0.12) for px, py in outline if py < y + size * 0.3], (146, 154, 142))
    p.leaves(
        seed,
        (x - size * 0.8, y - size * 0.62, x + size * 0.6, y - size * 0.1),
        (56, 92, 50),
        (146, 172, 82),
        round(size * 0.7),
        size * 0.09,
    )


def raft(p: Picture, x: float, y: float) -> None:
    """A bamboo raft with a red roof and four passengers."""
    p.glow((x - 130, y + 4, x + 140, y + 24), (20, 60, 60), 8, 0.6)
    for step in range(5):
        p.line(
            [(x - 120 + step * 5, y + step * 4 - 8), (x + 120 + step * 5, y + step * 4 - 10)],
            mix((206, 172, 104), (140, 104, 58), step / 5),
            4,
        )
    p.rect((x - 70, y - 62, x - 66, y - 8), WOOD)
    p.rect((x + 62, y - 62, x + 66, y - 8), WOOD)
    p.fill([(x - 92, y - 58), (x + 90, y - 58), (x + 66, y - 84), (x - 70, y - 84)], (184, 58, 48))
    for step in range(4):
        p.sitting(x - 46 + step * 32, y - 4, 21, [(232, 120, 40), (232, 120, 40), (60, 120, 170), (232, 120, 40)][step])
    p.standing(x + 108, y - 2, 66, INDIGO, (38, 38, 54))
    p.line([(x + 122, y - 60), (x + 168, y + 26)], (120, 92, 52), 2.5)


def horses(p: Picture) -> None:
    """Three horses at the lake."""
    for x, y, size, coat in (
        (330, 772, 1.0, (112, 66, 44)),
        (470, 756, 0.86, (70, 52, 44)),
        (930, 766, 0.94, (206, 190, 166)),
    ):
        p.glow((x - 44 * size, y - 4, x + 50 * size, y + 7), (40, 60, 30), 6, 0.6)
        for leg in (-30, -22, 22, 30):
            p.rect((x + leg * size - 3 * size, y - 34 * size, x + leg * size + 3 * size, y), mix(coat, BLACK, 0.3))
        p.oval((x - 40 * size, y - 58 * size, x + 40 * size, y - 24 * size), coat)
        p.fill(
            [
                (x + 16 * size, y - 54 * size),
                (x + 56 * size, y - 92 * size),
                (x + 68 * size, y - 84 * size),
                (x + 40 * size, y - 36 * size),
            ],
            coat,
        )
        p.fill(
            [
                (x + 52 * size, y - 94 * size),
                (x + 66 * size, y - 94 * size),
                (x + 88 * size, y - 70 * size),
                (x + 80 * size, y - 64 * size),
                (x + 58 * size, y - 76 * size),
            ],
            coat,
        )
        p.fill([(x + 54 * size, y - 92 * size), (x + 62 * size, y - 92 * size), (x + 59 * size, y - 104 * size)], coat)
        p.line([(x + 52 * size, y - 94 * size), (x + 20 * size, y - 58 * size)], mix(coat, BLACK, 0.45), 6 * size)
        p.line([(x - 38 * size, y - 46 * size), (x - 50 * size, y - 18 * size)], mix(coat, BLACK, 0.45), 5 * size)


def grass(p: Picture, top: float) -> None:
    """Blades of grass along the lower edge."""
    dice = Dice(f"{p.name}/grass")
    for _ in range(900):
        x, y = dice.between(-10, 1290), dice.between(top, HEIGHT + 20)
        p.line(
            [(x, y), (x + dice.between(-9, 9), y - dice.between(16, 40))],
            mix((46, 92, 40), (184, 206, 98), dice.between(0, 1)),
            1.4,
        )


def hat(p: Picture, x: float, y: float, size: float) -> None:
    """Conical hat on a standing figure."""
    p.fill(
        [(x - size * 0.2, y - size * 0.93), (x + size * 0.2, y - size * 0.93), (x, y - size * 1.14)], (232, 212, 160)
    )
    p.fill([(x, y - size * 0.93), (x + size * 0.2, y - size * 0.93), (x, y - size * 1.14)], (196, 172, 120))


def scarf(p: Picture, x: float, y: float, size: float, colour: Colour) -> None:
    """Headscarf on a standing figure."""
    p.oval((x - size * 0.1, y - size * 0.86, x + size * 0.1, y - size * 0.7), colour)


def hut(p: Picture, x: float, y: float, size: float) -> None:
    """A field hut."""
    p.rect((x - size * 0.5, y - size * 0.4, x + size * 0.5, y), (150, 112, 74))
    p.rect((x - size * 0.1, y - size * 0.3, x + size * 0.12, y), (70, 48, 34))
    p.fill(
        [
            (x - size * 0.7, y - size * 0.36),
            (x + size * 0.7, y - size * 0.36),
            (x + size * 0.4, y - size * 0.8),
            (x - size * 0.4, y - size * 0.8),
        ],
        (104, 84, 66),
    )


def stilt_house(p: Picture, x: float, y: float, size: float) -> None:
    """A stone stilt house with a tiled roof."""
    wide, high = 130 * size, 96 * size
    p.glow((x - wide, y - 10 * size, x + wide * 1.1, y + 16 * size), (50, 56, 36), 10, 0.6)
    p.textured(
        [(x - wide * 0.9, y - 46 * size), (x + wide * 0.9, y - 46 * size), (x + wide * 0.9, y), (x - wide * 0.9, y)],
        ((176, 166, 146), (140, 130, 112)),
        ((128, 120, 104), (98, 92, 82)),
        noise(f"wall{x}{y}", 110, 80, 2),
    )
    for post in range(5):
        px = x - wide * 0.86 + post * wide * 0.43
        p.rect((px - 4 * size, y - 50 * size, px + 4 * size, y + 2 * size), (88, 64, 46))
    p.rect((x - wide * 0.3, y - 40 * size, x + wide * 0.02, y), (52, 44, 40))
    p.textured(
        [
            (x - wide * 0.92, y - high),
            (x + wide * 0.92, y - high),
            (x + wide * 0.92, y - 46 * size),
            (x - wide * 0.92, y - 46 * size),
        ],
        ((170, 122, 78), (146, 100, 64)),
        ((130, 88, 56), (104, 70, 46)),
        noise(f"planks{x}{y}", 240, 2, 2),
    )
    for place in range(4):
        wx = x - wide * 0.74 + place * wide * 0.4
        p.rect((wx, y - high * 0.88, wx + wide * 0.22, y - high * 0.58), (58, 44, 38))
    p.rect((x - wide, y - 52 * size, x + wide, y - 46 * size), (116, 82, 56))
    p.textured(
        [
            (x - wide * 1.14, y - high * 0.93),
            (x + wide * 1.14, y - high * 0.93),
            (x + wide * 0.8, y - high * 1.86),
            (x - wide * 0.8, y - high * 1.86),
        ],
        ((112, 104, 100), (84, 76, 76)),
        ((78, 72, 74), (56, 52, 56)),
        noise(f"tiles{x}{y}", 200, 60, 2),
    )
    p.line([(x - wide * 0.8, y - high * 1.86), (x + wide * 0.8, y - high * 1.86)], (62, 56, 58), 5 * size)
    p.line([(x - wide * 1.14, y - high * 0.93), (x + wide * 1.14, y - high * 0.93)], (50, 44, 44), 4 * size)


def fruit(p: Picture, x: float, y: float, reach: float, seed: str) -> None:
    """Fruit on a small tree."""
    dice = Dice(seed)
    for _ in range(9):
        fx, fy, size = x + dice.between(-0.6, 0.6) * reach, y + dice.between(-0.55, 0.3) * reach, reach * 0.06
        p.oval((fx - size, fy - size, fx + size, fy + size), dice.pick([(222, 132, 44), (206, 96, 40), (236, 170, 70)]))


def stall(p: Picture, x: float, y: float, size: float, colour: Colour, seed: str) -> None:
    """A market stall with striped awning."""
    wide = 200 * size
    p.glow((x - 10, y + 84 * size, x + wide + 20, y + 104 * size), (80, 60, 40), 10, 0.5)
    for post in (x + 6 * size, x + wide - 12 * size):
        p.rect((post, y - 60 * size, post + 6 * size, y + 92 * size), (130, 96, 64))
    p.rect((x + 8 * size, y + 34 * size, x + wide - 8 * size, y + 90 * size), (164, 120, 78))
    p.rect((x, y + 28 * size, x + wide, y + 40 * size), (204, 160, 108))
    dice = Dice(seed)
    for heap in range(6):
        hx, tint = (
            x + (14 + heap * 30) * size,
            dice.pick([(214, 74, 52), (238, 168, 52), (96, 156, 66), (152, 96, 60), (226, 206, 130), (140, 60, 110)]),
        )
        p.leaves(
            f"{seed}/{heap}",
            (hx, y + 2 * size, hx + 30 * size, y + 36 * size),
            mix(tint, BLACK, 0.35),
            mix(tint, WHITE, 0.2),
            34,
            5 * size,
        )
    for stripe in range(8):
        left, right = (
            x - 14 * size + stripe * (wide + 28 * size) / 8,
            x - 14 * size + (stripe + 1) * (wide + 28 * size) / 8,
        )
        top_left, top_right = (
            x + 16 * size + stripe * (wide - 32 * size) / 8,
            x + 16 * size + (stripe + 1) * (wide - 32 * size) / 8,
        )
        tint = colour if stripe % 2 == 0 else (244, 236, 218)
        p.fill(
            [(left, y - 48 * size), (right, y - 48 * size), (top_right, y - 100 * size), (top_left, y - 100 * size)],
            tint,
        )
        p.fill(
            [(left, y - 48 * size), (right, y - 48 * size), (right, y - 36 * size), (left, y - 36 * size)],
            mix(tint, BLACK, 0.18),
        )


def lorry(p: Picture, x: float, y: float, size: float, paint: Colour) -> None:
    """A lorry from the front."""
    p.glow((x - 70 * size, y - 8 * size, x + 74 * size, y + 14 * size), (30, 32, 34), 8 * size, 0.7)
    p.rect((x - 56 * size, y - 150 * size, x + 56 * size, y - 24 * size), mix(paint, WHITE, 0.32), 4 * size)
    p.rect((x + 40 * size, y - 150 * size, x + 56 * size, y - 24 * size), mix(paint, WHITE, 0.08), 4 * size)
    p.rect((x - 48 * size, y - 108 * size, x + 48 * size, y - 8 * size), paint, 8 * size)
    p.rect((x - 40 * size, y - 98 * size, x + 40 * size, y - 58 * size), (70, 92, 112), 5 * size)
    p.fill(
        [(x - 38 * size, y - 62 * size), (x - 38 * size, y - 96 * size), (x + 6 * size, y - 96 * size)], (140, 168, 186)
    )
    p.rect((x - 30 * size, y - 46 * size, x + 30 * size, y - 26 * size), mix(paint, BLACK, 0.55), 3 * size)
    for side in (-1, 1):
        p.oval(
            (x + side * 40 * size - 8 * size, y - 44 * size, x + side * 40 * size + 8 * size, y - 28 * size),
            (255, 244, 206),
        )
        p.rect(
            (x + side * 40 * size - 12 * size, y - 12 * size, x + side * 40 * size + 12 * size, y + 6 * size),
            (34, 34, 36),
            4 * size,
        )
    p.rect((x - 50 * size, y - 20 * size, x + 50 * size, y - 8 * size), (206, 208, 210), 3 * size)


def pine(p: Picture, x: float, y: float, size: float, colour: Colour) -> None:
    """A conifer."""
    for tier in range(5):
        wide, top = size * (0.1 + 0.055 * tier), y - size + tier * size * 0.18
        p.fill(
            [(x - wide, top + size * 0.3), (x + wide, top + size * 0.3), (x, top)],
            mix(colour, (96, 110, 84), 0.06 * (5 - tier)),
        )
    p.rect((x - size * 0.03, y - 4, x + size * 0.03, y + size * 0.12), mix(colour, BLACK, 0.3))


def river(p: Picture, bends: Sequence[tuple[float, float, float]]) -> None:
    """A river through its bends (x, y, half width)."""
    left, right = [], []
    for (x0, y0, w0), (x1, y1, w1) in pairwise(bends):
        for step in range(24):
            t = step / 24
            s = t * t * (3 - 2 * t)
            x, y, wide = x0 + (x1 - x0) * s, y0 + (y1 - y0) * t, w0 + (w1 - w0) * t
            left.append((x - wide, y))
            right.append((x + wide, y))
    shape: list[Point] = [*left, *reversed(right)]
    p.fill([(x + (6 if i >= len(left) else -6), y) for i, (x, y) in enumerate(shape)], (112, 128, 62))
    p.textured(shape, ((252, 226, 184), (116, 166, 182)), ((222, 196, 170), (70, 124, 146)), noise("quay", 5, 80))


def room(p: Picture, panel: Colour) -> None:
    """A panelled room in perspective."""
    p.fill([(-10, -10), (1290, -10), (1060, 96), (220, 96)], (244, 240, 230))
    for place in range(5):
        p.glow((300 + place * 150, 26, 390 + place * 150, 48), (255, 250, 226), 7, 1.0)
    p.textured(
        [(220, 96), (1060, 96), (1060, 470), (220, 470)],
        (mix(panel, WHITE, 0.4), panel),
        (mix(panel, WHITE, 0.3), mix(panel, BLACK, 0.06)),
        noise(f"{p.name}/back", 50, 2, 2),
    )
    for side in (0, 1):
        edge, inner = (-10, 220) if side == 0 else (1290, 1060)
        p.textured(
            [(edge, -10), (inner, 96), (inner, 470), (edge, 640)],
            (mix(panel, WHITE, 0.24), mix(panel, BLACK, 0.1)),
            (mix(panel, WHITE, 0.14), mix(panel, BLACK, 0.2)),
            noise(f"{p.name}/{side}", 50, 2, 2),
        )
    p.textured(
        [(220, 470), (1060, 470), (1290, 640), (1290, HEIGHT), (-10, HEIGHT), (-10, 640)],
        ((176, 140, 104), (132, 92, 62)),
        ((156, 120, 86), (110, 74, 50)),
        noise(f"{p.name}/floor", 10, 60),
    )


def dancer(p: Picture, x: float, y: float, size: float) -> None:
    """A dancer with two fans."""
    p.fill(
        [
            (x - size * 0.24, y),
            (x + size * 0.24, y),
            (x + size * 0.1, y - size * 0.5),
            (x - size * 0.1, y - size * 0.5),
        ],
        (32, 30, 84),
    )
    p.line([(x - size * 0.22, y - 4), (x + size * 0.22, y - 4)], (236, 90, 70), 4)
    p.rect((x - size * 0.12, y - size * 0.8, x + size * 0.12, y - size * 0.44), (44, 44, 110), 5)
    p.rect((x - size * 0.12, y - size * 0.52, x + size * 0.12, y - size * 0.46), (230, 70, 70))
    for side in (-1, 1):
        p.line([(x + side * size * 0.1, y - size * 0.74), (x + side * size * 0.32, y - size * 0.98)], (44, 44, 110), 6)
        p.fill(
            [
                (x + side * size * 0.3, y - size * 0.96),
                (x + side * size * 0.46, y - size * 1.14),
                (x + side * size * 0.24, y - size * 1.16),
            ],
            (255, 210, 110),
        )
    p.oval((x - size * 0.1, y - size * 1.02, x + size * 0.1, y - size * 0.8), (232, 190, 156))
    p.oval((x - size * 0.12, y - size * 1.08, x + size * 0.12, y - size * 0.9), (36, 34, 80))


def buffalo(p: Picture, x: float, y: float, size: float) -> None:
    """A buffalo in a winter coat."""
    coat = (74, 70, 72)
    p.glow((x - 92 * size, y - 10 * size, x + 110 * size, y + 12 * size), (60, 60, 50), 8, 0.6)
    for leg in (-62, -40, 36, 58):
        p.rect((x + (leg - 8) * size, y - 56 * size, x + (leg + 8) * size, y), mix(coat, BLACK, 0.3), 4 * size)
    p.rect((x - 84 * size, y - 116 * size, x + 76 * size, y - 36 * size), mix(coat, BLACK, 0.15), 36 * size)
    p.rect((x - 84 * size, y - 116 * size, x + 76 * size, y - 56 * size), coat, 30 * size)
    p.rect((x - 70 * size, y - 118 * size, x + 34 * size, y - 62 * size), (156, 92, 62), 12 * size)
    p.rect((x - 70 * size, y - 118 * size, x + 34 * size, y - 106 * size), (206, 140, 92), 8 * size)
    p.oval((x + 62 * size, y - 122 * size, x + 122 * size, y - 70 * size), mix(coat, WHITE, 0.06))
    p.oval((x + 98 * size, y - 100 * size, x + 134 * size, y - 68 * size), mix(coat, WHITE, 0.16))
    for side in (0, 12):
        curve = [
            (x + (84 + side + 44 * math.cos(t) - 40) * size, y - (122 + 26 * math.sin(t)) * size)
            for t in (0.1 + 0.24 * k for k in range(11))
        ]
        p.line(curve, (206, 200, 186) if side == 0 else (166, 160, 150), 7 * size)


def winding(p: Picture, turns: Sequence[Point], wide: float, colour: Colour) -> None:
    """A winding road through its turns."""
    line: list[Point] = []
    for place in range(len(turns) - 1):
        before, here, there, after = (turns[max(0, min(len(turns) - 1, place + k))] for k in (-1, 0, 1, 2))
        for step in range(60):
            t = step / 60
            line.append(
                (spline(before[0], here[0], there[0], after[0], t), spline(before[1], here[1], there[1], after[1], t))
            )
    for x, y in line:
        reach = max(0.8, (5 + (y - 240) / 13) * wide)
        p.oval((x - reach, y - reach * 0.55, x + reach, y + reach * 0.55), colour)


def spline(a: float, b: float, c: float, d: float, t: float) -> float:
    """Smooth curve from b to c."""
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def near_road(turns: Sequence[Point], x: float, y: float, size: float) -> bool:
    """True when a bush of this size would stand on the road."""
    for (x0, y0), (x1, y1) in pairwise(turns):
        for step in range(20):
            t = step / 20
            rx, ry = x0 + (x1 - x0) * t, y0 + (y1 - y0) * t
            if abs(rx - x) < size + 30 + (ry - 240) / 9 and abs(ry - y) < size + 12 + (ry - 240) / 16:
                return True
    return False
