"""Draws the pictures of the newsroom day into `photos/`: `python -m workers.newsroom_day.draw_photos [name ...]`.

Stylised landscapes and rooms of the province; no real person, no photograph. Same brushes, same pictures.
"""
# ruff: noqa: INP001, PLR2004 -- a folder of material, not a package; a drawing is made of numbers

import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from workers.newsroom_day import things
from workers.newsroom_day.brush import HEIGHT, WIDTH, Colour, Dice, Picture, Point, mix, noise, ridge
from workers.newsroom_day.things import BLACK, INDIGO, SHIRTS, WHITE, WOOD

FOLDER: Final = Path(__file__).parent / "photos"
SMALLEST: Final = 75_000
LARGEST: Final = 190_000


def ban_gioc() -> Picture:
    """Thác Bản Giốc: tiers of white water under karst towers, a bamboo raft on the pool."""
    p = Picture("ban-gioc", (150, 194, 222), (206, 226, 232), (220, 232, 226))
    things.clouds(p, 150)
    p.mountain(
        ridge("bg1", 330, 22, [(180, 190, 90), (430, 120, 80), (1050, 210, 100), (1230, 160, 70)]),
        (142, 172, 180),
        (104, 140, 152),
        (206, 224, 226),
        240,
    )
    p.mountain(
        ridge("bg2", 380, 20, [(60, 170, 90), (640, 110, 100), (890, 150, 85)]),
        (112, 152, 112),
        (58, 100, 84),
        (176, 204, 190),
        260,
    )
    p.glow((-100, 360, WIDTH + 100, 440), (232, 240, 238), 40, 0.7)
    p.mountain(ridge("bg3", 420, 14), (96, 142, 74), (36, 80, 52), (60, 104, 66), 220)
    for top, foot, right, falls in (
        (420, 530, 900, ((250, 330), (350, 380), (440, 640), (668, 700), (760, 850))),
        (512, 620, 1010, ((120, 190), (215, 420), (446, 470), (500, 730), (770, 800), (830, 960))),
        (606, 704, 1120, ((20, 130), (160, 390), (430, 640), (655, 690), (730, 930), (960, 1080))),
    ):
        dice = Dice(f"tier{top}")
        left = 940 - right - 140
        edge: list[Point] = [
            (x, top + dice.between(-13, 13) + 0.00012 * (x - 560) ** 2) for x in range(left, right, 30)
        ]
        p.textured(
            [*edge, (right + 40, foot + 20), (left - 40, foot + 20)],
            ((104, 128, 84), (74, 92, 66)),
            ((42, 64, 44), (34, 48, 40)),
            noise(f"cliff{top}", 60, 18),
        )
        for x, y in edge:
            p.leaves(f"{top}/{x}", (x - 24, y - 26, x + 28, y + 12), (30, 72, 38), (122, 168, 70), 44, 6)
        for x0, x1 in falls:
            drop, lean, spread = dice.between(-12, 10), dice.between(-10, 10), dice.between(4, 22)
            lip: list[Point] = [(x0 + (x1 - x0) * t / 6, top + drop + dice.between(-5, 7)) for t in range(7)]
            p.streaks(
                [*lip, (x1 + spread + lean, foot + 8), (x0 - spread + lean, foot + 8)], (252, 254, 255), (160, 192, 204)
            )
            p.leaves(
                f"lip{x0}", (x0 - 16, top + drop - 12, x0 + 16, top + drop + 14), (30, 72, 38), (122, 168, 70), 26, 5
            )
            p.glow((x0 - spread, foot - 10, x1 + spread, foot + 16), WHITE, 12, 0.8)
    p.water(700, (64, 152, 146), 0.62)
    p.glow((-60, 670, 1180, 736), WHITE, 22, 0.85)
    things.clump(p, 1140, 640, 220, 190, "right")
    things.raft(p, 560, 800)
    things.clump(p, 60, 800, 210, 90, "corner")
    return p


def pac_bo() -> Picture:
    """A jade stream between mossy rocks under forested mountains, as at Pác Bó."""
    p = Picture("pac-bo", (196, 222, 214), (216, 230, 204), (168, 198, 150))
    p.mountain(ridge("pb1", 250, 24, [(640, 170, 190)]), (132, 168, 148), (86, 130, 116), (206, 224, 200), 250)
    p.mountain(
        ridge("pb2", 340, 30, [(60, 230, 210), (1240, 260, 220)]), (88, 138, 70), (32, 78, 52), (142, 180, 118), 330
    )
    for x in range(-30, 1320, 62):
        y = 430 - 74 * abs((x - 640) / 640) + 14 * math.sin(x)
        p.leaves(f"far{x}", (x - 62, y - 64, x + 62, y + 62), (26, 68, 40), (124, 166, 76), 210, 8)
    p.textured(
        [(430, 440), (800, 440), (1130, 640), (1380, HEIGHT), (-120, HEIGHT), (190, 640)],
        ((96, 206, 184), (38, 158, 148)),
        ((62, 176, 160), (18, 116, 120)),
        noise("jade", 6, 60),
    )
    p.soft(
        lambda pen: pen.polygon([(118, 112), (190, 112), (236, 214), (92, 214)], fill=255), (206, 246, 226), 34, 0.42
    )
    dice = Dice("rocks")
    for step in range(26):
        side = -1 if step % 2 else 1
        down = step / 26
        along = 615 + side * (205 + 430 * down) + dice.between(-40, 40)
        things.rock(p, along, 452 + 380 * down, 34 + 92 * down, f"rock{step}")
    for x, y, size in ((560, 560, 34), (720, 630, 44), (470, 690, 50), (880, 740, 60)):
        things.rock(p, x, y, size, f"mid{x}")
        p.glow((x - size, y + size * 0.32, x + size, y + size * 0.5), (226, 250, 240), 6, 0.6)
    for x in (-10, 1290):
        things.clump(p, x, 420, 250, 330, f"tree{x}")
    p.soft(lambda pen: pen.polygon([(150, 0), (190, 0), (150, 150), (90, 150)], fill=255), (255, 250, 214), 40, 0.34)
    p.soft(lambda pen: pen.polygon([(214, 0), (236, 0), (228, 150), (180, 150)], fill=255), (255, 250, 214), 34, 0.28)
    return p


def mat_than() -> Picture:
    """A mountain with a round hole through it above a green valley with a lake."""
    p = Picture("mat-than", (108, 168, 220), (176, 210, 230), (214, 226, 214))
    things.clouds(p, 140)
    p.mountain(
        ridge("mt1", 400, 24, [(140, 150, 100), (1010, 130, 120), (1220, 190, 90)]),
        (134, 164, 168),
        (96, 130, 142),
        (200, 216, 214),
        220,
    )
    p.mountain(
        ridge("mt2", 470, 14, [(640, 310, 260), (480, 180, 130), (860, 150, 160)]),
        (126, 152, 96),
        (56, 92, 66),
        (150, 176, 122),
        330,
    )
    hole = [
        (655 + 74 * math.cos(a) + 9 * math.sin(3 * a), 318 + 52 * math.sin(a) + 6 * math.cos(2 * a))
        for a in (math.tau * step / 48 for step in range(48))
    ]
    p.glow((566, 248, 748, 392), (62, 74, 62), 12, 0.8)
    p.fill([(x - 7, y - 7) for x, y in hole], (84, 86, 78))
    p.fill(hole, (176, 208, 226))
    p.glow((610, 330, 700, 366), (216, 230, 226), 10, 0.7)
    p.mountain(ridge("mt3", 540, 14), (142, 182, 82), (70, 122, 60), (168, 196, 98), 200)
    p.textured(
        [(-10, 590), (420, 574), (900, 580), (1290, 568), (1290, HEIGHT), (-10, HEIGHT)],
        ((162, 194, 92), (110, 160, 62)),
        ((118, 164, 74), (70, 122, 48)),
        noise("meadow", 10, 60),
    )
    lake = [
        (680 + (400 + 40 * math.sin(2 * a)) * math.cos(a), 664 + (44 + 8 * math.cos(3 * a)) * math.sin(a))
        for a in (math.tau * step / 60 for step in range(60))
    ]
    p.fill([(x, y + 5) for x, y in lake], (92, 128, 58))
    p.textured(lake, ((178, 214, 224), (104, 164, 178)), ((150, 194, 206), (76, 138, 152)), noise("lake", 4, 90))
    for step in range(14):
        x = 60 + step * 92
        p.leaves(f"bush{step}", (x - 36, 560 + 8 * math.sin(x), x + 40, 606), (34, 80, 44), (138, 176, 78), 110, 6)
    things.horses(p)
    things.grass(p, 812)
    return p


def quay_son() -> Picture:
    """A winding river between ripe rice fields and karst towers in the evening."""
    p = Picture("quay-son", (112, 152, 196), (246, 206, 152), (250, 226, 180))
    p.glow((850, 190, 930, 270), (255, 246, 210), 60, 1.0)
    p.glow((862, 202, 918, 258), (255, 252, 232), 5, 1.0)
    p.mountain(
        ridge("qs1", 380, 18, [(110, 160, 70), (330, 210, 80), (600, 140, 60), (1030, 190, 74), (1210, 230, 76)]),
        (172, 158, 168),
        (130, 126, 152),
        (246, 216, 176),
        240,
    )
    p.mountain(
        ridge("qs2", 410, 16, [(200, 150, 70), (470, 190, 64), (740, 120, 66), (1130, 160, 80)]),
        (134, 136, 122),
        (84, 98, 112),
        (228, 200, 150),
        230,
    )
    p.glow((-100, 380, WIDTH + 100, 440), (255, 226, 176), 26, 0.7)
    p.textured(
        [(-10, 430), (1290, 424), (1290, HEIGHT), (-10, HEIGHT)],
        ((226, 186, 84), (196, 160, 52)),
        ((172, 160, 66), (110, 124, 44)),
        noise("rice", 26, 70),
    )
    dice = Dice("plots")
    for row in range(9):
        y = 446 + row * row * 5.2
        x = -40 + dice.between(0, 60)
        while x < WIDTH:
            wide = (90 + row * 34) * dice.between(0.7, 1.3)
            colour = dice.pick([(232, 192, 88), (206, 176, 70), (150, 160, 66), (222, 182, 74), (124, 146, 58)])
            tall = 8 + row * 9
            p.textured(
                [(x, y), (x + wide, y - 2), (x + wide * 1.04, y + tall), (x - wide * 0.04, y + tall)],
                (mix(colour, WHITE, 0.12), colour),
                (colour, mix(colour, BLACK, 0.22)),
                noise(f"q{row}{int(x)}", 90, 200, 2),
            )
            x += wide + 6 + row
    bends = [
        (700, 432, 6),
        (560, 452, 12),
        (660, 480, 22),
        (860, 520, 36),
        (760, 578, 60),
        (480, 650, 94),
        (520, 748, 150),
        (760, 860, 220),
    ]
    things.river(p, bends)
    for x, y, size in (
        (520, 470, 0.7),
        (930, 545, 1.1),
        (310, 640, 1.6),
        (1010, 690, 2.1),
        (180, 560, 1.1),
        (1180, 560, 1.2),
    ):
        things.bamboo(p, x, y + 20 * size, 74 * size, f"b{x}")
    for x, y, size, coat in ((1090, 800, 92, INDIGO), (1156, 812, 96, (120, 62, 58)), (250, 760, 84, INDIGO)):
        p.standing(x, y, size, coat, (40, 40, 56))
        things.hat(p, x, y, size)
    return p


def cloud_sea() -> Picture:
    """Sunrise over a sea of clouds between dark ridges."""
    p = Picture("cloud-sea", (62, 82, 142), (244, 154, 112), (255, 214, 160))
    p.glow((300, 250, 480, 430), (255, 226, 160), 90, 0.9)
    p.glow((355, 300, 425, 370), (255, 250, 226), 4, 1.0)
    layers: list[tuple[float, Colour, Colour, Colour]] = [
        (390, (180, 130, 140), (146, 110, 136), (250, 190, 160)),
        (450, (138, 104, 128), (104, 86, 122), (244, 186, 164)),
        (530, (94, 80, 112), (66, 62, 100), (222, 176, 170)),
        (640, (58, 60, 90), (36, 42, 72), (176, 150, 164)),
    ]
    for place, (base, light, dark, mist) in enumerate(layers):
        dice = Dice(f"sea{place}")
        peaks = [(dice.between(-40, 1320), dice.between(40, 110), dice.between(60, 150)) for _ in range(6)]
        p.mountain(ridge(f"cs{place}", base, 26, peaks), light, dark, mist, 170)
        for _ in range(9):
            x, y, wide = dice.between(-150, 1250), base + dice.between(44, 92), dice.between(180, 420)
            p.glow((x, y, x + wide, y + dice.between(16, 34)), mix(mist, WHITE, 0.5), 16, 0.72)
    p.mountain(ridge("cs-near", 790, 30, [(1120, 120, 260)]), (40, 44, 52), (20, 24, 38), (30, 32, 40), 120)
    for x in range(840, 1290, 34):
        things.pine(p, x, 762 - 62 * math.exp(-(((x - 1120) / 200) ** 2)), 54 + 26 * math.sin(x * 1.7), (22, 28, 38))
    p.standing(1010, 748, 62, (168, 52, 48), (28, 30, 42))
    p.standing(1046, 742, 58, (60, 92, 130), (28, 30, 42))
    return p


def terraces() -> Picture:
    """Terraced fields in gold and green curving around a hill."""
    p = Picture("terraces", (150, 190, 214), (222, 230, 214), (230, 226, 186))
    p.mountain(
        ridge("te1", 230, 30, [(240, 110, 120), (980, 130, 140)]),
        (140, 166, 164),
        (106, 140, 148),
        (214, 224, 208),
        170,
    )
    p.mountain(ridge("te2", 290, 30, [(620, 70, 180)]), (122, 158, 98), (66, 108, 76), (190, 206, 150), 180)
    p.glow((-80, 290, WIDTH + 80, 336), (244, 242, 226), 22, 0.7)
    p.textured(
        [(-10, 350), (1290, 330), (1290, HEIGHT), (-10, HEIGHT)],
        ((150, 160, 64), (120, 140, 50)),
        ((104, 124, 48), (78, 104, 40)),
        noise("hill", 20, 20),
    )
    dice = Dice("steps")
    for step in range(24):
        y = 338 + step * 9 + step * step * 0.62
        swing, phase = 16 + step * 3.1, step * 0.33
        upper = [
            (x, y + swing * math.sin(x / (150 + step * 7) + phase) + (x - 640) ** 2 / 9000)
            for x in range(-20, WIDTH + 40, 12)
        ]
        colour = dice.pick(
            [(228, 188, 72), (216, 180, 66), (236, 200, 92), (170, 176, 70), (134, 160, 62), (204, 168, 58)]
        )
        high = 22 + step * 2.6
        p.textured(
            [*upper, *[(x, y2 + high) for x, y2 in reversed(upper)]],
            (mix(colour, WHITE, 0.16), colour),
            (mix(colour, (96, 110, 40), 0.25), mix(colour, (60, 84, 30), 0.45)),
            noise(f"terrace{step}", 60, 120, 3),
        )
        p.line([(x, y2 + 2) for x, y2 in upper], (70, 96, 42), 2.2 + step * 0.13)
        p.line(upper, (196, 206, 118), 1.1 + step * 0.05)
    things.hut(p, 300, 508, 66)
    things.hut(p, 900, 470, 52)
    for x, y, size in ((360, 500, 34), (250, 505, 28), (944, 464, 26), (640, 404, 20), (1160, 600, 46)):
        p.leaves(f"t{x}", (x - size, y - size * 1.3, x + size, y + size * 0.3), (34, 76, 40), (130, 168, 72), 120, 6)
    for x, y, size in ((520, 640, 40), (556, 648, 40), (602, 640, 38), (760, 700, 50)):
        p.standing(x, y, size, INDIGO if x != 602 else (132, 56, 60), (40, 42, 60))
        things.hat(p, x, y, size)
    return p


def stilt_village() -> Picture:
    """Stone stilt houses with dark tiled roofs by a stream."""
    p = Picture("stilt-village", (164, 200, 220), (214, 226, 222), (206, 216, 190))
    p.mountain(
        ridge("sv1", 300, 20, [(200, 200, 110), (520, 140, 90), (860, 230, 120), (1180, 180, 100)]),
        (124, 158, 130),
        (70, 112, 98),
        (192, 212, 190),
        270,
    )
    for x in range(-20, 1310, 54):
        p.leaves(f"belt{x}", (x - 50, 330 + 20 * math.sin(x), x + 56, 440), (34, 80, 46), (136, 174, 82), 120, 8)
    p.textured(
        [(-10, 430), (1290, 420), (1290, 720), (-10, 720)],
        ((156, 168, 92), (168, 150, 104)),
        ((112, 132, 68), (128, 112, 76)),
        noise("yard", 30, 40),
    )
    for x, y, size in ((250, 470, 0.62), (1010, 462, 0.6), (620, 480, 0.72), (110, 590, 0.95), (860, 600, 1.05)):
        things.stilt_house(p, x, y, size)
    things.stilt_house(p, 470, 640, 1.15)
    p.textured(
        [(-10, 690), (420, 712), (860, 700), (1290, 676), (1290, HEIGHT), (-10, HEIGHT)],
        ((140, 188, 178), (72, 134, 132)),
        ((96, 154, 150), (44, 100, 104)),
        noise("stream", 8, 110),
    )
    dice = Dice("stones")
    for _ in range(40):
        along = dice.between(-10, 1290)
        things.rock(
            p, along, 700 + 18 * math.sin(along / 200) + dice.between(-8, 16), dice.between(12, 30), f"s{along}"
        )
    for x, y in ((700, 676), (742, 682)):
        p.standing(x, y, 56, INDIGO, (34, 36, 60))
    things.clump(p, 1230, 560, 130, 240, "near")
    return p


def orchard() -> Picture:
    """Rows of young trees on a hillside, pickers with baskets among them."""
    p = Picture("orchard", (128, 182, 216), (200, 224, 226), (222, 228, 196))
    things.clouds(p, 120)
    p.mountain(
        ridge("or1", 300, 20, [(140, 130, 110), (420, 170, 90), (900, 140, 120), (1200, 180, 90)]),
        (132, 162, 150),
        (92, 130, 126),
        (204, 218, 200),
        200,
    )
    p.textured(
        [(-10, 380), (400, 340), (860, 330), (1290, 366), (1290, HEIGHT), (-10, HEIGHT)],
        ((170, 184, 96), (160, 132, 84)),
        ((126, 150, 74), (118, 92, 58)),
        noise("soil", 30, 40),
    )
    for row in range(8):
        far = row / 8
        y, reach = 372 + 430 * far**1.5, 18 + 78 * far
        step = 62 + 150 * far
        count = int(1400 / step) + 2
        for place in range(count):
            x = -40 + (place + 0.5 * (row % 2)) * step
            foot = y + 12 * math.sin(x / 240)
            p.glow((x - reach * 0.7, foot + reach * 0.5, x + reach * 1.1, foot + reach * 0.85), (62, 58, 36), 8, 0.5)
            p.rect((x - reach * 0.06, foot, x + reach * 0.06, foot + reach * 0.7), (88, 64, 44))
            p.leaves(
                f"tree{row}/{place}",
                (x - reach * 0.8, foot - reach * 0.75, x + reach * 0.8, foot + reach * 0.45),
                (38, 88, 44),
                (158, 190, 84),
                70 + round(90 * far),
                3 + 6 * far,
            )
            things.fruit(p, x, foot, reach, f"fruit{row}/{place}")
    for x, y, size in ((560, 640, 108), (860, 560, 74), (250, 560, 70)):
        p.standing(x, y, size, INDIGO if x != 860 else (150, 66, 60), (46, 44, 62))
        things.hat(p, x, y, size)
        p.rect((x + size * 0.24, y - size * 0.26, x + size * 0.56, y), (186, 148, 90), 4)
        p.oval((x + size * 0.22, y - size * 0.33, x + size * 0.58, y - size * 0.2), (132, 76, 44))
    return p


def market() -> Picture:
    """A highland market: striped awnings, heaps of produce, people in indigo."""
    p = Picture("market", (176, 206, 224), (226, 230, 220), (214, 200, 170))
    p.mountain(
        ridge("ma1", 260, 20, [(160, 150, 100), (560, 120, 110), (1100, 190, 130)]),
        (132, 160, 150),
        (92, 128, 124),
        (212, 220, 206),
        210,
    )
    p.textured(
        [(-10, 420), (1290, 420), (1290, HEIGHT), (-10, HEIGHT)],
        ((198, 178, 146), (176, 150, 116)),
        ((168, 148, 118), (142, 118, 90)),
        noise("ground", 24, 40),
    )
    colours = [(196, 62, 54), (52, 108, 146), (224, 158, 52), (66, 130, 92), (150, 74, 110)]
    for row, (y, size, shift) in enumerate(((400, 0.62, -60), (480, 0.9, -130), (610, 1.35, -40))):
        for place in range(round(6 / size)):
            x = shift + place * 250 * size
            things.stall(p, x, y, size, colours[(place + 2 * row) % 5], f"{row}/{place}")
        dice = Dice(f"crowd{row}")
        for place in range(9 - row * 2):
            x = 40 + place * (150 + row * 50) + dice.between(-30, 30)
            coat = dice.pick([INDIGO, (52, 56, 110), (150, 54, 60), (70, 112, 96), (40, 40, 56), (196, 176, 150)])
            p.standing(x, y + 74 * size + dice.between(8, 26), 92 * size, coat, (36, 36, 54))
            if place % 2 == 0:
                things.scarf(p, x, y + 74 * size, 92 * size, dice.pick([(186, 48, 60), (44, 50, 110), (230, 190, 90)]))
    return p


def border_gate() -> Picture:
    """A border gate with lorries waiting on a wide road."""
    p = Picture("border-gate", (136, 178, 210), (214, 226, 228), (226, 222, 206))
    things.clouds(p, 130)
    p.mountain(
        ridge("bo1", 330, 20, [(120, 190, 110), (1160, 230, 120), (960, 130, 80)]),
        (122, 156, 132),
        (70, 110, 98),
        (192, 210, 192),
        250,
    )
    p.mountain(ridge("bo2", 450, 12), (112, 152, 84), (64, 108, 64), (140, 170, 100), 140)
    p.textured(
        [(470, 480), (810, 480), (1500, HEIGHT), (-220, HEIGHT)],
        ((150, 152, 154), (120, 124, 128)),
        ((130, 134, 138), (98, 102, 106)),
        noise("road", 50, 60),
    )
    for lane in (-0.5, 0.5):
        for step in range(9):
            y0, y1 = 500 + step * step * 5.2, 500 + step * step * 5.2 + 8 + step * 5
            x0, x1 = 640 + lane * (y0 - 400) * 1.35, 640 + lane * (y1 - 400) * 1.35
            p.line([(x0, y0), (x1, y1)], (236, 232, 214), 1.5 + step * 0.6)
    for x0, x1 in ((250, 330), (600, 680), (950, 1030)):
        p.rect((x0, 300, x1, 520), (226, 216, 196))
        p.rect((x0 + 54, 300, x1, 520), (196, 184, 162))
        p.rect((x0 + 12, 440, x0 + 46, 500), (96, 132, 150), 3)
    p.glow((230, 514, 1060, 540), (40, 44, 46), 10, 0.6)
    p.fill([(190, 306), (1090, 306), (1050, 262), (230, 262)], (150, 62, 50))
    p.fill([(230, 262), (1050, 262), (1000, 236), (280, 236)], (178, 82, 62))
    p.fill([(470, 236), (810, 236), (770, 176), (510, 176)], (160, 68, 54))
    p.rect((190, 306, 1090, 330), (240, 232, 214))
    p.rect((520, 196, 760, 236), (196, 42, 38), 4)
    p.star(640, 216, 15, (255, 214, 40))
    p.rect((636, 92, 641, 176), (206, 206, 206))
    p.flag(641, 94, 84)
    for x, y, size, paint in (
        (450, 520, 0.75, (52, 104, 156)),
        (800, 530, 0.8, (196, 78, 52)),
        (312, 640, 1.5, (62, 132, 96)),
        (930, 690, 1.8, (214, 160, 56)),
    ):
        things.lorry(p, x, y, size, paint)
    p.standing(640, 640, 70, (86, 112, 74), (66, 92, 60))
    return p


def flag_tower() -> Picture:
    """A flag tower on a border hill at sunset."""
    p = Picture("flag-tower", (70, 104, 168), (238, 166, 130), (255, 216, 168))
    things.clouds(p, 170, (255, 206, 186))
    p.mountain(
        ridge("fl1", 520, 24, [(160, 140, 110), (420, 90, 90), (1120, 180, 120)]),
        (146, 124, 142),
        (104, 100, 132),
        (238, 190, 164),
        200,
    )
    p.mountain(
        ridge("fl2", 610, 26, [(60, 90, 120), (1240, 120, 150)]), (104, 106, 100), (66, 76, 88), (192, 158, 134), 190
    )
    hill = [
        (x, 730 - 190 * math.exp(-(((x - 660) / 330) ** 2)) + 7 * math.sin(x / 31)) for x in range(-10, WIDTH + 14, 3)
    ]
    p.mountain(hill, (112, 132, 70), (52, 76, 48), (66, 84, 50), 240)
    for step in range(34):
        y, wide = 560 + step * 8.8, 10 + step * 2.3
        x = 648 + 28 * math.sin(step / 6.5)
        p.rect((x - wide, y, x + wide, y + 5), mix((214, 196, 170), (150, 132, 112), step / 34))
    for left, right, light in ((590, 660, (222, 188, 156)), (660, 730, (150, 122, 112))):
        p.textured(
            [(left + (660 - left) * 0.24, 320), (right - (right - 660) * 0.24, 320), (right, 556), (left, 556)],
            (light, light),
            (mix(light, BLACK, 0.14), mix(light, BLACK, 0.2)),
            noise(f"stone{left}", 60, 70, 2),
        )
    p.rect((594, 306, 726, 324), (206, 174, 146), 3)
    p.rect((580, 548, 740, 572), (188, 160, 136), 3)
    p.rect((634, 500, 672, 556), (74, 56, 56), 16)
    for y in (372, 430):
        p.rect((628, y, 646, y + 26), (96, 72, 66), 8)
        p.rect((684, y, 700, y + 26), (76, 58, 60), 8)
    p.rect((657, 96, 663, 308), (230, 222, 214))
    p.flag(663, 98, 190)
    for x in (120, 260, 1010, 1150, 1240, 30):
        things.pine(p, x, 738, 96 + 20 * math.sin(x), (36, 54, 46))
    for x, y in ((600, 640), (636, 652), (700, 700)):
        p.standing(x, y, 46, (64, 92, 70) if x < 690 else INDIGO, (46, 62, 50))
    return p


def bridge() -> Picture:
    """A concrete arch bridge over a river through the town at dusk, lamps lit."""
    p = Picture("bridge", (56, 84, 138), (196, 150, 156), (250, 206, 168))
    p.mountain(
        ridge("br1", 360, 22, [(200, 120, 130), (700, 150, 160), (1120, 130, 120)]),
        (122, 112, 142),
        (90, 92, 128),
        (216, 176, 168),
        200,
    )
    dice = Dice("town")
    x = -20.0
    while x < WIDTH:
        wide, high = dice.between(34, 74), dice.between(40, 130)
        wall = dice.pick([(150, 128, 132), (124, 112, 128), (170, 142, 134), (104, 98, 120), (186, 158, 142)])
        p.rect((x, 520 - high, x + wide, 524), wall)
        p.fill(
            [(x - 3, 520 - high), (x + wide + 3, 520 - high), (x + wide * 0.5, 506 - high)],
            mix(wall, (120, 50, 44), 0.5),
        )
        for row in range(int(high // 22)):
            for column in range(int(wide // 17)):
                lit = dice.between(0, 1)
                glass = (255, 218, 138) if lit > 0.45 else (74, 76, 100)
                p.rect((x + 6 + column * 16, 530 - high + row * 22, x + 14 + column * 16, 541 - high + row * 22), glass)
        x += wide + dice.between(-2, 10)
    p.rect((-10, 516, 1290, 562), (52, 62, 58))
    for x in range(-20, 1310, 32):
        p.leaves(f"low{x}", (x - 26, 524, x + 34, 566), (30, 46, 46), (80, 94, 74), 50, 6)
        p.leaves(f"bank{x}", (x - 36, 486, x + 44, 540), (34, 52, 50), (88, 104, 78), 70, 6)
    for start in range(3):
        x0, x1 = -120 + start * 500, 380 + start * 500
        arch: list[Point] = [(x0 + (x1 - x0) * t / 40, 470 - 150 * math.sin(math.pi * t / 40)) for t in range(41)]
        p.line(arch, (206, 186, 182), 13)
        p.line([(x, y + 4) for x, y in arch], (134, 116, 128), 5)
        for place in range(2, 39, 3):
            p.line([arch[place], (arch[place][0], 470)], (196, 178, 176), 2.4)
        p.rect((x1 - 22, 470, x1 + 22, 640), (150, 134, 140))
        p.rect((x1 - 22, 470, x1 - 2, 640), (188, 168, 166))
    p.rect((-10, 462, 1290, 492), (178, 160, 162))
    p.rect((-10, 484, 1290, 496), (112, 100, 116))
    p.line([(-10, 446), (1290, 446)], (216, 200, 196), 2.5)
    for x in range(30, 1290, 104):
        p.rect((x - 1.5, 390, x + 1.5, 464), (84, 80, 96))
        p.glow((x - 22, 368, x + 22, 412), (255, 214, 130), 16, 0.9)
        p.oval((x - 5, 385, x + 5, 395), (255, 246, 214))
    for x, paint in ((210, (196, 60, 52)), (470, (230, 226, 220)), (760, (60, 92, 140)), (1060, (214, 170, 66))):
        p.rect((x, 446, x + 46, 462), paint, 6)
        p.rect((x + 8, 436, x + 34, 450), mix(paint, BLACK, 0.35), 5)
        p.glow((x + 40, 448, x + 62, 460), (255, 238, 180), 7, 0.8)
    p.water(560, (62, 72, 108), 0.34)
    things.clump(p, 40, 760, 200, 130, "left-bank")
    return p


def school() -> Picture:
    """A school yard: two-storey yellow building, flag, pupils in white shirts and red scarves."""
    p = Picture("school", (110, 172, 222), (190, 218, 232), (224, 228, 214))
    things.clouds(p, 140)
    p.mountain(
        ridge("sc1", 330, 20, [(120, 210, 120), (1130, 240, 140), (880, 120, 100)]),
        (122, 158, 130),
        (74, 116, 100),
        (190, 212, 192),
        260,
    )
    p.textured(
        [(-10, 590), (1290, 590), (1290, HEIGHT), (-10, HEIGHT)],
        ((214, 198, 172), (190, 166, 136)),
        ((196, 180, 154), (166, 142, 114)),
        noise("court", 20, 50),
    )
    p.rect((170, 300, 1110, 604), (242, 206, 126))
    p.fill([(140, 304), (1140, 304), (1080, 236), (200, 236)], (164, 66, 50))
    p.fill([(140, 304), (1140, 304), (1136, 294), (146, 294)], (120, 46, 40))
    p.glow((160, 300, 1120, 322), (110, 80, 50), 8, 0.6)
    for floor in (326, 468):
        for place in range(9):
            x = 196 + place * 101
            if place == 4 and floor == 468:
                p.rect((x - 2, 480, x + 84, 604), (110, 76, 54))
                p.rect((x + 4, 488, x + 39, 604), (146, 104, 72))
                p.rect((x + 43, 488, x + 78, 604), (146, 104, 72))
                continue
            p.rect((x, floor, x + 80, floor + 92), (248, 240, 220))
            p.rect((x + 6, floor + 6, x + 37, floor + 86), (74, 126, 140))
            p.rect((x + 43, floor + 6, x + 74, floor + 86), (74, 126, 140))
            p.fill([(x + 6, floor + 50), (x + 6, floor + 6), (x + 37, floor + 6)], (126, 172, 182))
            p.fill([(x + 43, floor + 50), (x + 43, floor + 6), (x + 74, floor + 6)], (126, 172, 182))
    p.rect((160, 436, 1120, 448), (216, 170, 96))
    for place in range(10):
        p.rect((180 + place * 101, 316, 190 + place * 101, 604), (226, 184, 104))
    p.rect((470, 578, 810, 610), (196, 178, 156))
    p.rect((300, 150, 306, 640), (200, 204, 206))
    p.flag(306, 152, 130)
    for x in (70, 1190):
        p.rect((x - 9, 470, x + 9, 650), (92, 68, 50))
        p.leaves(f"shade{x}", (x - 130, 320, x + 130, 560), (30, 82, 46), (132, 180, 80), 560, 10)
    for row in range(4):
        y, size = 672 + row * 50, 62 + row * 15
        for place in range(11 - row):
            x = 200 + row * 26 + place * (86 + row * 17)
            p.standing(x, y, size, (240, 242, 246), (38, 46, 84))
            p.fill(
                [(x - size * 0.13, y - size * 0.8), (x + size * 0.13, y - size * 0.8), (x, y - size * 0.6)],
                (208, 40, 40),
            )
    return p


def party_hall() -> Picture:
    """A round-table meeting in a wood-panelled room with a red backdrop."""
    p = Picture("party-hall", (206, 190, 166), (226, 212, 188), (150, 116, 84))
    things.room(p, (190, 150, 108))
    p.textured(
        [(360, 150), (920, 150), (920, 400), (360, 400)],
        ((206, 46, 40), (170, 28, 28)),
        ((180, 34, 32), (132, 18, 22)),
        noise("curtain", 60, 2, 3),
    )
    p.star(640, 256, 48, (255, 212, 52))
    for x in (392, 858):
        p.leaves(f"plant{x}", (x - 46, 360, x + 46, 440), (30, 78, 44), (110, 160, 76), 120, 6)
    for place in range(7):
        p.sitting(430 + place * 70, 470, 46, SHIRTS[(place * 2) % 3], facing=True)
    p.fill([(330, 470), (950, 470), (1010, 520), (270, 520)], (168, 108, 64))
    p.rect((270, 518, 1010, 548), (116, 70, 42))
    for side in (-1, 1):
        for place in range(4):
            x, y, size = 640 + side * (356 + place * 52), 530 + place * 62, 50 + place * 9
            p.sitting(x, y, size, SHIRTS[(place + (side > 0)) % 4], facing=True)
        inner, outer = 640 + side * 290, 640 + side * 440
        p.fill([(inner, 520), (640 + side * 370, 520), (640 + side * 590, 800), (outer, 800)], (178, 116, 70))
        p.fill([(inner, 520), (outer, 800), (outer, 840), (inner, 546)], (112, 68, 42))
        for place in range(4):
            p.rect(
                (
                    640 + side * (330 + place * 44) - 16,
                    536 + place * 62,
                    640 + side * (330 + place * 44) + 16,
                    548 + place * 62,
                ),
                (246, 244, 236),
                2,
            )
    p.leaves("flowers", (560, 560, 720, 640), (40, 96, 50), (150, 186, 90), 150, 7)
    p.leaves("blossoms", (570, 556, 710, 620), (206, 70, 70), (255, 226, 130), 60, 6)
    for place in range(4):
        p.sitting(400 + place * 160, 900, 92, SHIRTS[(place + 1) % 4])
    return p


def council_hall() -> Picture:
    """A plenary hall from the back rows: delegates, a lectern, raised hands with cards."""
    p = Picture("council-hall", (120, 132, 150), (214, 208, 200), (96, 82, 78))
    p.textured(
        [(-10, -10), (1290, -10), (1290, 430), (-10, 430)],
        ((196, 176, 146), (214, 192, 160)),
        ((176, 152, 120), (186, 160, 126)),
        noise("panel", 40, 2, 2),
    )
    p.fill([(-10, -10), (1290, -10), (1080, 90), (200, 90)], (232, 230, 224))
    for row in range(3):
        for place in range(8):
            x, y = 640 + (place - 3.5) * (170 - row * 22), 14 + row * 28
            p.glow((x - 40, y - 5, x + 40, y + 7), (255, 252, 236), 5, 1.0)
    p.textured(
        [(330, 100), (950, 100), (950, 400), (330, 400)],
        ((62, 96, 150), (38, 66, 116)),
        ((48, 80, 134), (26, 48, 92)),
        noise("drape", 50, 2, 3),
    )
    p.rect((440, 130, 840, 250), (200, 40, 36), 4)
    p.star(640, 190, 42, (255, 212, 52))
    p.rect((230, 372, 1050, 420), (150, 98, 60), 3)
    for place in range(5):
        p.sitting(480 + place * 80, 384, 40, SHIRTS[place % 2 + 2], facing=True)
    p.rect((440, 376, 840, 420), (128, 80, 50), 3)
    p.rect((270, 330, 346, 422), (112, 68, 44), 4)
    p.sitting(308, 334, 42, (236, 240, 244), facing=True)
    p.leaves("podium", (250, 400, 366, 430), (150, 40, 60), (250, 200, 120), 60, 5)
    dice = Dice("delegates")
    for row in range(5):
        y, size, gap = 500 + row * 76, 40 + row * 14, 84 + row * 30
        count = int(1360 / gap) + 1
        for place in range(count):
            x = 640 + (place - (count - 1) / 2) * gap
            if abs(x - 640) < gap * 0.52 and count % 2:
                continue
            if dice.between(0, 1) > 0.42 and row < 4:
                p.line(
                    [(x + size * 0.5, y - size * 0.5), (x + size * 0.72, y - size * 1.7)],
                    dice.pick(list(SHIRTS[:5])),
                    size * 0.2,
                )
                p.rect((x + size * 0.52, y - size * 2.15, x + size * 0.94, y - size * 1.62), (222, 54, 46), 3)
            p.sitting(x, y, size, dice.pick(list(SHIRTS)))
        p.rect((-10, y - size * 0.16, 1290, y + size * 0.42), mix((150, 92, 54), (84, 50, 34), row / 6))
        p.line([(-10, y - size * 0.16), (1290, y - size * 0.16)], (206, 150, 100), 2)
    return p


def committee_building() -> Picture:
    """A public office building with columns, flag and clipped garden in morning light."""
    p = Picture("committee", (116, 170, 218), (200, 220, 230), (236, 224, 196))
    things.clouds(p, 130)
    p.mountain(
        ridge("co1", 360, 18, [(60, 170, 120), (1220, 200, 130)]), (136, 164, 158), (98, 134, 138), (206, 218, 212), 220
    )
    p.rect((180, 280, 1100, 612), (240, 226, 196))
    p.rect((800, 280, 1100, 612), (230, 214, 182))
    p.rect((160, 262, 1120, 288), (206, 180, 140))
    for floor in range(3):
        for place in range(10):
            x, y = 206 + place * 90, 304 + floor * 102
            if 4 <= place <= 5:
                continue
            p.rect((x - 5, y - 5, x + 57, y + 71), (250, 244, 228))
            p.rect((x, y, x + 52, y + 66), (86, 122, 146))
            p.fill([(x, y + 44), (x, y), (x + 52, y)], (136, 172, 190))
            p.rect((x + 24, y, x + 28, y + 66), (238, 232, 214))
    p.rect((520, 220, 760, 612), (246, 232, 202))
    p.fill([(490, 246), (790, 246), (640, 150)], (176, 78, 58))
    p.fill([(520, 240), (760, 240), (640, 168)], (240, 222, 188))
    p.star(640, 214, 22, (206, 44, 40))
    p.rect((560, 340, 720, 612), (104, 126, 140))
    p.rect((600, 460, 680, 612), (78, 58, 48))
    for x in (530, 580, 676, 726):
        p.rect((x, 268, x + 24, 606), (252, 244, 224))
        p.rect((x + 15, 268, x + 24, 606), (214, 196, 162))
    p.rect((636, 60, 641, 154), (200, 204, 206))
    p.flag(641, 62, 92)
    p.glow((150, 604, 1130, 628), (70, 66, 50), 10, 0.6)
    for step in range(5):
        p.rect(
            (490 - step * 16, 606 + step * 10, 790 + step * 16, 617 + step * 10),
            mix((226, 216, 196), (176, 164, 146), step / 5),
        )
    p.textured(
        [(-10, 640), (430, 640), (250, HEIGHT), (-10, HEIGHT)],
        ((122, 170, 78), (86, 140, 58)),
        ((88, 140, 62), (60, 108, 46)),
        noise("lawn1", 60, 50),
    )
    p.textured(
        [(850, 640), (1290, 640), (1290, HEIGHT), (1030, HEIGHT)],
        ((122, 170, 78), (86, 140, 58)),
        ((88, 140, 62), (60, 108, 46)),
        noise("lawn2", 60, 50),
    )
    p.textured(
        [(430, 656), (850, 656), (1030, HEIGHT), (250, HEIGHT)],
        ((216, 202, 180), (196, 178, 152)),
        ((196, 182, 160), (172, 152, 128)),
        noise("walk", 70, 60),
    )
    for side in (-1, 1):
        for step in range(4):
            x, y, size = 640 + side * (270 + step * 78), 668 + step * 44, 40 + step * 15
            p.leaves(
                f"ball{side}{step}",
                (x - size, y - size, x + size, y + size * 0.7),
                (30, 84, 44),
                (136, 182, 80),
                260,
                6,
            )
            p.leaves(
                f"red{side}{step}",
                (x - size * 1.2, y + size * 0.5, x + size * 1.2, y + size * 0.95),
                (150, 34, 50),
                (236, 110, 90),
                90,
                5,
            )
    for x, y in ((600, 742), (640, 748), (706, 700)):
        p.standing(x, y, 78 if y > 720 else 60, (228, 234, 240) if x != 640 else (70, 84, 110), (44, 48, 62))
    return p


def citizen_reception() -> Picture:
    """A reception desk: officials face two residents across a table, light from a window."""
    p = Picture("reception", (224, 222, 206), (232, 226, 206), (190, 168, 138))
    things.room(p, (206, 184, 150))
    p.rect((120, 130, 420, 430), (250, 246, 232))
    p.textured(
        [(134, 144), (406, 144), (406, 416), (134, 416)],
        ((170, 208, 226), (176, 206, 150)),
        ((150, 194, 216), (120, 170, 104)),
        noise("window", 6, 6),
    )
    p.leaves("outside", (134, 330, 300, 412), (60, 120, 66), (150, 190, 96), 120, 8)
    for x in (222, 314):
        p.rect((x, 144, x + 8, 416), (250, 246, 232))
    p.rect((134, 276, 406, 284), (250, 246, 232))
    p.soft(lambda pen: pen.polygon([(30, 105), (104, 105), (230, 213), (70, 213)], fill=255), (255, 248, 214), 50, 0.4)
    p.rect((560, 150, 780, 330), (206, 46, 40), 4)
    p.star(670, 240, 44, (255, 212, 52))
    p.rect((900, 170, 1140, 480), (150, 104, 66), 3)
    for row in range(4):
        p.rect((914, 184 + row * 74, 1126, 246 + row * 74), (108, 70, 44))
        dice = Dice(f"files{row}")
        spine = 918.0
        while spine < 1112:
            wide = dice.between(9, 18)
            p.rect(
                (spine, 190 + row * 74 + dice.between(0, 10), spine + wide - 1, 246 + row * 74),
                dice.pick([(70, 110, 150), (186, 74, 58), (226, 190, 96), (92, 140, 104), (226, 222, 210)]),
            )
            spine += wide
    for x, shirt in ((470, SHIRTS[0]), (650, SHIRTS[1]), (830, SHIRTS[3])):
        p.sitting(x, 560, 96, shirt, facing=True)
    p.glow((180, 690, 1110, 760), (70, 50, 34), 20, 0.6)
    p.fill([(230, 556), (1050, 556), (1140, 640), (140, 640)], (190, 128, 78))
    p.line([(230, 557), (1050, 557)], (226, 170, 118), 3)
    p.rect((140, 638, 1140, 730), (138, 86, 52))
    for x in (420, 600, 780):
        p.fill([(x, 590), (x + 84, 590), (x + 92, 616), (x - 8, 616)], (248, 246, 238))
        p.line([(x + 60, 594), (x + 76, 612)], (40, 60, 120), 3)
    p.rect((930, 560, 956, 604), (232, 238, 240), 8)
    p.leaves("vase", (270, 520, 350, 590), (46, 104, 56), (160, 196, 96), 90, 6)
    p.leaves("vase-bloom", (276, 516, 344, 560), (220, 90, 110), (255, 220, 190), 36, 6)
    for x, shirt in ((470, INDIGO), (800, (150, 112, 84))):
        p.rect((x - 110, 760, x + 110, 860), (96, 62, 42), 20)
        p.sitting(x, 866, 150, shirt)
    return p


def one_stop() -> Picture:
    """A public service hall: long counter, glass, screens, people waiting."""
    p = Picture("one-stop", (236, 240, 242), (226, 234, 236), (186, 196, 200))
    p.fill([(-10, -10), (1290, -10), (1290, 120), (-10, 60)], (246, 248, 248))
    for place in range(6):
        p.glow((60 + place * 220, 22 + place * 4, 190 + place * 220, 40 + place * 4), WHITE, 7, 1.0)
    p.rect((-10, 120, 1290, 470), (214, 226, 230))
    p.rect((-10, 120, 1290, 196), (190, 44, 40))
    p.star(640, 158, 26, (255, 214, 52))
    p.textured(
        [(-10, 640), (1290, 600), (1290, HEIGHT), (-10, HEIGHT)],
        ((214, 220, 222), (182, 190, 194)),
        ((204, 210, 212), (168, 176, 182)),
        noise("tiles", 16, 16),
    )
    for place in range(5):
        x = 60 + place * 245
        p.rect((x + 60, 214, x + 170, 262), (34, 44, 60), 5)
        p.rect((x + 68, 222, x + 162, 254), (54, 150, 120) if place % 2 else (60, 116, 180), 3)
        p.sitting(x + 115, 470, 66, SHIRTS[place % 2], facing=True)
        p.rect((x + 20, 396, x + 84, 446), (44, 52, 66), 4)
        p.rect((x + 26, 402, x + 78, 440), (126, 176, 206), 2)
        p.rect((x + 48, 446, x + 56, 466), (60, 66, 76))
        p.rect((x + 200, 282, x + 206, 470), (170, 190, 198))
    p.rect((-10, 462, 1290, 486), (206, 160, 110))
    p.textured(
        [(-10, 486), (1290, 486), (1290, 622), (-10, 640)],
        ((240, 240, 236), (214, 216, 214)),
        ((232, 232, 228), (200, 204, 204)),
        noise("front", 20, 3),
    )
    for place in range(6):
        p.rect((place * 245 - 6, 486, place * 245 + 2, 632), (176, 184, 188))
    p.glow((-20, 616, 1300, 650), (80, 86, 92), 14, 0.5)
    for x, y, size, coat in ((180, 720, 250, (74, 106, 150)), (660, 716, 240, INDIGO), (420, 730, 256, (176, 92, 74))):
        p.standing(x, y, size, coat, (48, 52, 66))
    for x, shirt in ((860, (90, 130, 110)), (980, (214, 206, 190)), (1100, (120, 64, 84)), (1220, (66, 80, 120))):
        p.sitting(x, 800, 92, shirt)
        p.rect((x - 54, 760, x + 54, 850), (60, 108, 156), 14)
        p.rect((x - 54, 760, x + 54, 778), (96, 144, 188), 10)
    p.leaves("palm", (-40, 560, 110, 860), (34, 92, 52), (130, 180, 90), 300, 12)
    return p


def lantern_night() -> Picture:
    """A festival night: lanterns over the square, a lit stage, dancers in indigo, hills behind."""
    p = Picture("lantern-night", (16, 20, 52), (52, 44, 96), (110, 62, 92))
    dice = Dice("stars")
    for _ in range(170):
        x, y, size = dice.between(0, WIDTH), dice.between(0, 300), dice.between(0.5, 1.6)
        p.oval((x - size, y - size, x + size, y + size), (226, 226, 255))
    p.mountain(
        ridge("ln1", 380, 22, [(160, 160, 110), (470, 120, 90), (880, 170, 110), (1160, 130, 90)]),
        (44, 44, 86),
        (24, 26, 62),
        (96, 66, 104),
        220,
    )
    p.textured(
        [(-10, 560), (1290, 560), (1290, HEIGHT), (-10, HEIGHT)],
        ((124, 74, 66), (72, 44, 58)),
        ((96, 56, 58), (50, 32, 50)),
        noise("square", 20, 50),
    )
    p.glow((260, 300, 1020, 640), (255, 150, 70), 90, 0.55)
    p.rect((330, 350, 950, 580), (64, 30, 44))
    p.textured(
        [(346, 364), (934, 364), (934, 566), (346, 566)],
        ((232, 92, 60), (255, 190, 96)),
        ((184, 50, 54), (232, 130, 70)),
        noise("stage", 14, 3),
    )
    hills = [
        (346.0, 566.0),
        *[
            (x, y)
            for x, y in ridge("stage", 530, 12, [(500, 90, 60), (640, 120, 70), (790, 80, 60)])
            if x > 346 and x < 934
        ],
        (934.0, 566.0),
    ]
    p.fill(hills, (150, 44, 56))
    for x in (330, 934):
        p.rect((x, 330, x + 16, 590), (120, 54, 48))
    p.fill([(300, 356), (980, 356), (930, 306), (350, 306)], (96, 40, 44))
    p.fill([(300, 356), (980, 356), (980, 348), (300, 348)], (220, 150, 84))
    p.rect((300, 566, 980, 604), (150, 78, 58))
    p.rect((300, 566, 980, 574), (250, 190, 116))
    for place in range(9):
        things.dancer(p, 390 + place * 62, 570, 84)
    for row in range(3):
        for place in range(13):
            x = -20 + place * 108 + row * 40
            y = 70 + row * 74 + 34 * math.sin(math.pi * (place % 6.5) / 6.5)
            size = 13 + row * 6
            glow = [(255, 120, 60), (255, 196, 80), (250, 90, 80)][(place + row) % 3]
            p.glow((x - size * 2.2, y - size * 2, x + size * 2.2, y + size * 2), glow, 20, 0.5)
            p.oval((x - size, y - size * 0.86, x + size, y + size * 0.86), glow)
            p.oval((x - size * 0.5, y - size * 0.7, x + size * 0.3, y + size * 0.6), mix(glow, (255, 250, 210), 0.55))
            p.rect((x - size * 0.3, y - size * 1.05, x + size * 0.3, y - size * 0.8), (120, 50, 40))
            p.rect((x - 1, y + size * 0.9, x + 1, y + size * 1.6), glow)
    for row in range(3):
        size = 66 + row * 26
        for place in range(15 - row * 3):
            x = -10 + place * (92 + row * 28) + dice.between(-16, 16)
            p.sitting(x, 720 + row * 74, size, dice.pick([(34, 30, 56), (46, 36, 62), (58, 34, 50), (30, 34, 66)]))
    return p


def winter_cattle() -> Picture:
    """Buffaloes by a covered shed on a frosty morning, stacked straw beside it."""
    p = Picture("winter-cattle", (176, 190, 204), (214, 220, 222), (222, 222, 214))
    p.mountain(
        ridge("wc1", 330, 22, [(220, 190, 120), (620, 130, 110), (1060, 210, 130)]),
        (168, 182, 186),
        (138, 156, 168),
        (216, 222, 222),
        220,
    )
    p.mountain(ridge("wc2", 430, 16, [(960, 60, 200)]), (142, 160, 140), (104, 128, 122), (198, 208, 198), 180)
    p.glow((-100, 420, WIDTH + 100, 490), (236, 238, 236), 30, 0.85)
    p.textured(
        [(-10, 500), (1290, 486), (1290, HEIGHT), (-10, HEIGHT)],
        ((206, 208, 186), (178, 176, 140)),
        ((166, 172, 142), (136, 134, 100)),
        noise("frost", 40, 60),
    )
    p.rect((250, 420, 800, 640), (92, 72, 58))
    p.glow((270, 560, 790, 650), (48, 38, 34), 20, 0.7)
    for x in (250, 430, 610, 786):
        p.rect((x, 410, x + 16, 660), (142, 104, 72))
    for y in (560, 600):
        p.rect((250, y, 800, y + 9), (158, 118, 82))
    p.rect((250, 414, 432, 560), (64, 112, 150))
    p.textured(
        [(210, 424), (840, 424), (770, 318), (280, 318)],
        ((168, 150, 116), (138, 116, 84)),
        ((130, 108, 78), (100, 80, 58)),
        noise("thatch", 200, 5, 2),
    )
    for x, y, size in ((520, 650, 1.0), (690, 656, 0.9), (880, 724, 1.3)):
        things.buffalo(p, x, y, size)
    for x, y, size in ((1130, 556, 0.72), (1206, 600, 1.2)):
        dome = [
            (x - 84 * size * math.cos(math.pi * t / 20), y + 40 * size - 150 * size * math.sin(math.pi * t / 20) ** 0.8)
            for t in range(21)
        ]
        p.glow((x - 90 * size, y + 26 * size, x + 100 * size, y + 52 * size), (70, 66, 50), 10, 0.6)
        p.textured(
            dome, ((226, 196, 116), (196, 160, 84)), ((186, 150, 78), (150, 116, 58)), noise(f"straw{x}", 160, 40, 3)
        )
        p.rect((x - 3, y - 136 * size, x + 3, y - 104 * size), WOOD)
    p.standing(360, 740, 130, (150, 62, 56), (52, 50, 66))
    p.standing(440, 756, 126, INDIGO, (44, 44, 60))
    p.textured(
        [(462, 700), (520, 690), (536, 756), (470, 764)],
        ((226, 196, 116), (190, 152, 80)),
        ((186, 150, 78), (150, 116, 58)),
        noise("bundle", 160, 40, 3),
    )
    for x in range(-10, 1300, 38):
        p.leaves(f"rime{x}", (x - 30, 806 + 12 * math.sin(x), x + 34, 870), (120, 138, 110), (232, 236, 226), 40, 6)
    return p


def mountain_road() -> Picture:
    """A pass road winding up a limestone slope."""
    p = Picture("mountain-road", (140, 186, 220), (206, 224, 228), (214, 222, 200))
    things.clouds(p, 120)
    p.mountain(
        ridge("mr1", 300, 24, [(120, 170, 120), (460, 120, 100), (1180, 150, 120)]),
        (138, 166, 166),
        (102, 138, 146),
        (206, 220, 214),
        220,
    )
    p.mountain(
        ridge("mr2", 420, 26, [(900, 290, 330), (330, 90, 160)]), (128, 160, 96), (58, 100, 66), (110, 150, 84), 420
    )
    turns = [
        (840, 240),
        (930, 268),
        (700, 330),
        (640, 362),
        (1010, 410),
        (1080, 448),
        (560, 520),
        (470, 566),
        (960, 640),
        (1060, 690),
        (520, 790),
        (340, 880),
    ]
    for wide, colour in ((1.5, (92, 108, 70)), (1.15, (214, 208, 190)), (1.0, (118, 120, 122))):
        things.winding(p, turns, wide, colour)
    things.winding(p, turns, 0.05, (240, 226, 150))
    dice = Dice("roadside")
    for _ in range(90):
        x, y = dice.between(-10, 1290), dice.between(470, 850)
        size = 10 + (y - 440) / 16
        if things.near_road(turns, x, y, size):
            continue
        p.leaves(
            f"r{x:.0f}{y:.0f}",
            (x - size, y - size, x + size, y + size * 0.6),
            (34, 80, 44),
            (132, 168, 76),
            46,
            3 + size / 7,
        )
    for x, y, size, paint in ((770, 622, 0.42, (206, 70, 54)), (800, 396, 0.22, (236, 236, 230))):
        things.lorry(p, x, y, size, paint)
    return p


SCENES: Final[dict[str, tuple[Callable[[], Picture], float]]] = {
    "thac-ban-gioc": (ban_gioc, 0.05),
    "suoi-pac-bo": (pac_bo, 0.12),
    "nui-mat-than": (mat_than, 0.1),
    "song-quay-son": (quay_son, 0.2),
    "bien-may": (cloud_sea, 0.1),
    "ruong-bac-thang": (terraces, 0.12),
    "lang-nha-san": (stilt_village, 0.12),
    "vuon-cay": (orchard, 0.1),
    "cho-phien": (market, 0.14),
    "cua-khau": (border_gate, 0.06),
    "cot-co-bien-cuong": (flag_tower, 0.12),
    "cau-song-bang": (bridge, 0.06),
    "san-truong": (school, 0.1),
    "phong-hop-tinh-uy": (party_hall, 0.12),
    "ky-hop-hdnd": (council_hall, 0.08),
    "tru-so-ubnd": (committee_building, 0.12),
    "tiep-cong-dan": (citizen_reception, 0.14),
    "mot-cua": (one_stop, -0.08),
    "dem-hoi": (lantern_night, 0.1),
    "chong-ret": (winter_cattle, -0.12),
    "duong-deo": (mountain_road, 0.08),
}


def draw(name: str) -> Path:
    """One picture, saved at the best quality that keeps it under the wanted size."""
    scene, warmth = SCENES[name]
    photo, path = scene().finish(warmth), FOLDER / f"{name}.jpg"
    for quality in range(92, 50, -4):
        photo.save(path, "JPEG", quality=quality, optimize=True, progressive=True)
        if path.stat().st_size <= LARGEST:
            break
    return path


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for wanted in sys.argv[1:] or SCENES:
        draw(wanted)
