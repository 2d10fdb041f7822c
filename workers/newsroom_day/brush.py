"""Brushes for the drawn pictures of the newsroom day: skies, ridges, water, leaves, people.

Does not know any scene (`draw_photos`). All chance comes from SHAKE-256 of a name: a picture never changes.
"""
# ruff: noqa: INP001 -- a folder of material, not a package; a drawing is made of numbers

import hashlib
import math
from collections.abc import Callable, Sequence
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

WIDTH: Final = 1280
HEIGHT: Final = 854
SCALE: Final = 2
"""Pictures are painted twice as large and shrunk at the end: smooth edges."""

Colour = tuple[int, int, int]
Point = tuple[float, float]
Box = tuple[float, float, float, float]
Shape = Callable[[ImageDraw.ImageDraw], None]

_FULL: Final = (WIDTH * SCALE, HEIGHT * SCALE)


class Dice:
    """A stream of numbers fixed by its seed."""

    def __init__(self, seed: str) -> None:
        self._bytes = hashlib.shake_256(seed.encode()).digest(1 << 17)
        self._at = 0

    def between(self, low: float, high: float) -> float:
        """Next number from low to high."""
        self._at = (self._at + 2) % (len(self._bytes) - 2)
        number = self._bytes[self._at] * 256 + self._bytes[self._at + 1]
        return low + (high - low) * number / 65535

    def pick(self, items: Sequence[Colour]) -> Colour:
        """One of the colours."""
        return items[min(int(self.between(0, len(items))), len(items) - 1)]


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """Colour between two others; share 0 gives the first."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def big(points: Sequence[Point]) -> list[Point]:
    """Points of the picture in painted pixels."""
    return [(x * SCALE, y * SCALE) for x, y in points]


def box(x0: float, y0: float, x1: float, y1: float) -> Box:
    """Box of the picture in painted pixels, its corners in order."""
    return (min(x0, x1) * SCALE, min(y0, y1) * SCALE, max(x0, x1) * SCALE, max(y0, y1) * SCALE)


def noise(seed: str, columns: int, rows: int, octaves: int = 4) -> Image.Image:
    """Cloudy grey field over the whole picture; many columns and few rows give upright streaks."""
    total = Image.new("L", _FULL, 128)
    for octave in range(octaves):
        wide, high = columns << octave, rows << octave
        grid = hashlib.shake_256(f"{seed}/{octave}".encode()).digest(wide * high)
        layer = Image.frombytes("L", (wide, high), grid).resize(_FULL, Image.Resampling.BICUBIC)
        total = layer if octave == 0 else Image.blend(total, layer, 0.5 / (1 + 0.35 * octave))
    return ImageEnhance.Contrast(total).enhance(1.9)


def ridge(seed: str, base: float, rough: float, peaks: Sequence[tuple[float, float, float]] = ()) -> list[Point]:
    """Skyline from left to right; each peak is (x, height, half width) of a limestone tower."""
    dice = Dice(seed)
    knots = [[dice.between(-1, 1) for _ in range(400)] for _ in range(4)]
    line: list[Point] = []
    for x in range(-10, WIDTH + 12, 3):
        y = base
        for octave, row in enumerate(knots):
            place = (x + 20) / (260 / 2.3**octave)
            left, part = int(place), place % 1
            smooth = part * part * (3 - 2 * part)
            y -= rough * 0.5**octave * (row[left] + (row[left + 1] - row[left]) * smooth)
        tower = max((h * math.exp(-(abs((x - px) / w) ** 2.7)) for px, h, w in peaks), default=0.0)
        line.append((x, y - tower))
    return line


class Picture:
    """A canvas with the brushes; coordinates are those of the finished picture."""

    def __init__(self, name: str, top: Colour, middle: Colour, bottom: Colour) -> None:
        self.name = name
        self.image = _gradient(top, middle, bottom)

    def fill(self, points: Sequence[Point], colour: Colour) -> None:
        """Flat polygon."""
        ImageDraw.Draw(self.image).polygon(big(points), fill=colour)

    def rect(self, corners: Box, colour: Colour, radius: float = 0) -> None:
        """Flat rectangle (x0, y0, x1, y1), its corners rounded when asked."""
        ImageDraw.Draw(self.image).rounded_rectangle(box(*corners), radius * SCALE, fill=colour)

    def oval(self, corners: Box, colour: Colour) -> None:
        """Flat ellipse."""
        ImageDraw.Draw(self.image).ellipse(box(*corners), fill=colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Line through the points."""
        ImageDraw.Draw(self.image).line(big(points), fill=colour, width=max(1, round(width * SCALE)), joint="curve")

    def soft(self, shape: Shape, colour: Colour, blur: float, strength: float = 1.0) -> None:
        """Blurred shape; the shape draws white on a mask a quarter of the picture's size."""
        mask = Image.new("L", (WIDTH // 4, HEIGHT // 4), 0)
        shape(ImageDraw.Draw(mask))
        mask = mask.filter(ImageFilter.GaussianBlur(blur / 4)).resize(_FULL, Image.Resampling.BICUBIC)
        self._lay(Image.new("RGB", _FULL, colour), mask.point([round(v * strength) for v in range(256)]))

    def glow(self, corners: Box, colour: Colour, blur: float, strength: float = 1.0) -> None:
        """Blurred ellipse: sun, mist, lamp, shadow."""
        quarter = [value / 4 for value in corners]
        self.soft(lambda pen: pen.ellipse(quarter, fill=255), colour, blur, strength)

    def textured(
        self, points: Sequence[Point], light: tuple[Colour, Colour], dark: tuple[Colour, Colour], grain: Image.Image
    ) -> None:
        """Polygon whose colour runs from top to bottom and wavers between light and dark by the grain."""
        mask = Image.new("L", _FULL, 0)
        ImageDraw.Draw(mask).polygon(big(points), fill=255)
        top, bottom = min(y for _, y in points), max(y for _, y in points)
        lit, shaded = (_band(pair, top, bottom) for pair in (light, dark))
        self._lay(Image.composite(lit, shaded, grain), mask)

    def mountain(self, line: Sequence[Point], light: Colour, dark: Colour, mist: Colour, depth: float) -> None:
        """Ridge with cliffs lit from the left, fading into mist at its foot, `depth` below the highest point."""
        grain = noise(f"{self.name}/{line[0]}/{len(line)}/{line[100]}", 46, 9, 4)
        slopes = Image.new("L", (len(line), 1))
        for place in range(len(line)):
            before, after = line[max(0, place - 7)], line[min(len(line) - 1, place + 7)]
            tilt = (before[1] - after[1]) / max(1.0, after[0] - before[0])
            slopes.putpixel((place, 0), max(0, min(255, round(135 + 95 * math.tanh(1.4 * tilt)))))
        facing = slopes.resize(_FULL, Image.Resampling.BICUBIC)
        shade = Image.blend(facing, grain, 0.55)
        top = min(y for _, y in line)
        closed = [*line, (WIDTH + 20.0, top + depth + HEIGHT), (-20.0, top + depth + HEIGHT)]
        mask = Image.new("L", _FULL, 0)
        ImageDraw.Draw(mask).polygon(big(closed), fill=255)
        lit, shaded = (_band((colour, mist), top, top + depth) for colour in (light, dark))
        self._lay(Image.composite(lit, shaded, shade), mask)

    def water(self, top: float, tint: Colour, strength: float, bottom: float = HEIGHT) -> None:
        """Surface from `top` down that mirrors what stands above it, rippled and tinted."""
        high = round((bottom - top) * SCALE)
        above = self.image.crop((0, max(0, round(top * SCALE) - high), _FULL[0], round(top * SCALE)))
        mirror = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((_FULL[0], high))
        mirror = mirror.filter(ImageFilter.BoxBlur(5))
        mirror = Image.blend(mirror, Image.new("RGB", mirror.size, tint), strength)
        ripple = noise(f"{self.name}/ripple", 7, 95, 3).crop((0, 0, _FULL[0], high))
        bright = ImageEnhance.Brightness(mirror).enhance(1.16)
        self.image.paste(Image.composite(bright, mirror, ripple), (0, round(top * SCALE)))

    def leaves(self, seed: str, corners: Box, dark: Colour, light: Colour, count: int, size: float = 7) -> None:
        """Crown or bush: small blobs inside an ellipse, lighter towards the upper left."""
        dice, pen = Dice(f"{self.name}/{seed}"), ImageDraw.Draw(self.image)
        x0, y0, x1, y1 = corners
        for step in range(count):
            angle, far = dice.between(0, math.tau), math.sqrt(dice.between(0, 1))
            x = (x0 + x1) / 2 + far * math.cos(angle) * (x1 - x0) / 2
            y = (y0 + y1) / 2 + far * math.sin(angle) * (y1 - y0) / 2
            sun = 0.5 - 0.32 * far * math.cos(angle) - 0.42 * far * math.sin(angle)
            colour = mix(dark, light, max(0.0, min(1.0, sun * step / count + dice.between(-0.12, 0.16))))
            reach = size * dice.between(0.5, 1.15)
            pen.ellipse(box(x - reach, y - reach * 0.75, x + reach, y + reach * 0.75), fill=colour)

    def streaks(self, points: Sequence[Point], light: Colour, dark: Colour, columns: int = 170) -> None:
        """Falling water: upright white streaks."""
        grain = noise(f"{self.name}/{points[0]}", columns, 3, 3)
        self.textured(points, (light, light), (dark, mix(dark, light, 0.45)), grain)

    def flag(self, x: float, y: float, width: float) -> None:
        """The national flag, waving a little."""
        high = width * 2 / 3
        wave = [width * 0.045 * math.sin(step / 10 * math.tau) for step in range(11)]
        upper = [(x + width * step / 10, y + wave[step]) for step in range(11)]
        self.fill([*upper, *[(px, py + high) for px, py in reversed(upper)]], (214, 38, 34))
        self.star(x + width / 2, y + high / 2, high * 0.3, (255, 214, 40))

    def star(self, x: float, y: float, reach: float, colour: Colour) -> None:
        """Five-pointed star."""
        turns = [(-math.pi / 2 + step * math.pi / 5, reach if step % 2 == 0 else reach * 0.39) for step in range(10)]
        self.fill([(x + r * math.cos(a), y + r * math.sin(a)) for a, r in turns], colour)

    def sitting(self, x: float, y: float, size: float, shirt: Colour, *, facing: bool = False) -> None:
        """Head and shoulders, from behind or (facing) from the front; (x, y) is the middle of the shoulders' foot."""
        hair, skin = (38, 32, 32), (226, 184, 152)
        self.rect((x - size * 0.62, y - size * 0.78, x + size * 0.62, y), mix(shirt, (0, 0, 0), 0.1), size * 0.36)
        self.rect((x - size * 0.60, y - size * 0.78, x + size * 0.42, y), shirt, size * 0.34)
        self.rect(
            (x - size * 0.15, y - size * 1.0, x + size * 0.15, y - size * 0.66), mix(skin, hair, 0.15), size * 0.1
        )
        head = (x - size * 0.31, y - size * 1.55, x + size * 0.31, y - size * 0.82)
        if facing:
            self.fill(
                [(x - size * 0.15, y - size * 0.76), (x + size * 0.15, y - size * 0.76), (x, y - size * 0.5)], skin
            )
            self.oval(
                (head[0] - size * 0.03, head[1] - size * 0.08, head[2] + size * 0.03, head[3] - size * 0.22), hair
            )
            self.oval((head[0] + size * 0.03, head[1] + size * 0.13, head[2] - size * 0.03, head[3]), skin)
        else:
            self.oval(head, hair)
            self.oval(
                (head[0] + size * 0.08, head[1] + size * 0.05, head[2] - size * 0.2, head[3] - size * 0.4), (62, 54, 54)
            )

    def standing(self, x: float, y: float, size: float, coat: Colour, legs: Colour) -> None:
        """Whole small figure from behind; (x, y) is between the feet."""
        self.glow((x - size * 0.3, y - size * 0.06, x + size * 0.4, y + size * 0.07), (20, 24, 24), size * 0.05, 0.5)
        for side in (-1, 1):
            self.rect((x + side * size * 0.02, y - size * 0.46, x + side * size * 0.12, y), legs, size * 0.03)
            self.rect(
                (x + side * size * 0.13, y - size * 0.8, x + side * size * 0.21, y - size * 0.42), coat, size * 0.04
            )
        self.rect(
            (x - size * 0.15, y - size * 0.83, x + size * 0.15, y - size * 0.38),
            mix(coat, (0, 0, 0), 0.14),
            size * 0.07,
        )
        self.rect((x - size * 0.15, y - size * 0.83, x + size * 0.06, y - size * 0.38), coat, size * 0.07)
        self.oval((x - size * 0.085, y - size * 1.03, x + size * 0.085, y - size * 0.82), (44, 36, 34))

    def finish(self, warmth: float = 0.0) -> Image.Image:
        """The finished photograph: shrunk, film grain, a little vignette, slightly warmer or cooler."""
        photo = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        grain = hashlib.shake_256(self.name.encode()).digest(WIDTH * HEIGHT)
        film = Image.frombytes("L", (WIDTH, HEIGHT), grain).filter(ImageFilter.GaussianBlur(0.8))
        film = film.point([128 + round((value - 128) * 0.16) for value in range(256)])
        photo = ImageChops.overlay(photo, Image.merge("RGB", (film, film, film)))
        tint = Image.new("RGB", photo.size, (255, 178, 96) if warmth > 0 else (96, 160, 255))
        photo = Image.blend(photo, ImageChops.soft_light(photo, tint), abs(warmth))
        edge = Image.new("L", (WIDTH // 4, HEIGHT // 4), 0)
        ImageDraw.Draw(edge).ellipse((-36, -24, WIDTH // 4 + 36, HEIGHT // 4 + 24), fill=255)
        edge = edge.filter(ImageFilter.GaussianBlur(34)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
        return Image.composite(photo, ImageEnhance.Brightness(photo).enhance(0.8), edge)

    def _lay(self, paint: Image.Image, mask: Image.Image) -> None:
        self.image.paste(paint, (0, 0), mask)


def _gradient(top: Colour, middle: Colour, bottom: Colour) -> Image.Image:
    column = Image.new("RGB", (1, 3))
    for place, colour in enumerate((top, middle, bottom)):
        column.putpixel((0, place), colour)
    return column.resize((1, HEIGHT), Image.Resampling.BILINEAR).resize(_FULL, Image.Resampling.BILINEAR)


def _band(colours: tuple[Colour, Colour], top: float, bottom: float) -> Image.Image:
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        share = (y - top) / max(1.0, bottom - top)
        column.putpixel((0, y), mix(*colours, max(0.0, min(1.0, share))))
    return column.resize(_FULL, Image.Resampling.BILINEAR)
