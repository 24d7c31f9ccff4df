"""Image files of all kinds, in Tests/DatasetsTests/Folders/Golden, and what Pillow makes of them.

Needs: pip install pillow==12.0.0 (seed 7, below; no other source of chance). Later versions resize
rows before columns where that is less work, and so round differently by one grey level.
Run from the package's root: python Scripts/golden/images.py

`cases.json` lists the cases; the pixels that each must give, red, green, blue, row after row, stand
in `pixels.bin` at the case's offset.
"""

import json
import random
import struct
import zlib
from pathlib import Path

from PIL import Image, ImageEnhance

FOLDER = Path(__file__).parents[2] / "Tests/DatasetsTests/Folders/Golden"
WIDTH, HEIGHT = 53, 37

chance = random.Random(7)
pixels = bytearray()
cases = {}


def picture(width: int, height: int, noise: int) -> Image.Image:
    """Smooth gradients, a dark disc and some noise."""

    def value(column: int, row: int, channel: int) -> int:
        along, down = 255 * column // width, 255 * row // height
        slope = (along, down, (along + down) // 2)[channel]
        is_inside = (column - width / 3) ** 2 + (row - height / 2) ** 2 < (height / 4) ** 2
        level = slope // 3 if is_inside else slope
        return min(max(level + chance.randint(-noise, noise), 0), 255)

    data = bytes(
        value(column, row, channel)
        for row in range(height)
        for column in range(width)
        for channel in range(3)
    )
    return Image.frombytes("RGB", (width, height), data)


def add(group: str, image: Image.Image, **case) -> None:
    case |= {"width": image.width, "height": image.height, "offset": len(pixels)}
    cases.setdefault(group, []).append(case)
    pixels.extend(image.convert("RGB").tobytes())


def save(name: str, image: Image.Image, **options) -> None:
    image.save(FOLDER / name, **options)
    add("decoded", Image.open(FOLDER / name), file=name)


# First column, first row, steps to the next ones: all pixels, or the seven passes of Adam7.
SEQUENTIAL = [(0, 0, 1, 1)]
INTERLACED = [
    (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)
]  # fmt: skip


def deep_png(name: str, levels: Image.Image, passes: list[tuple]) -> None:
    """Writes a PNG file of 16 bits, with `levels` as high bytes; Pillow writes no colours so."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    channels = len(levels.getbands())
    high = levels.tobytes()
    deep = b"".join(bytes([value, chance.randint(0, 255)]) for value in high)
    size = 2 * channels
    data = b"".join(
        b"\0"
        + b"".join(
            deep[(row * WIDTH + column) * size : (row * WIDTH + column + 1) * size]
            for column in range(left, WIDTH, right)
        )
        for left, top, right, down in passes
        for row in range(top, HEIGHT, down)
    )
    color_type = 2 if channels == 3 else 0
    is_interlaced = passes is INTERLACED
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, color_type, 0, 0, is_interlaced)
    (FOLDER / name).write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(data, 9))
        + chunk(b"IEND", b"")
    )
    add("decoded", levels, file=name)


def write_ycck() -> None:
    """Gives cmyk.jpg's values another meaning: Adobe's marker ends with the colour space."""
    data = bytearray((FOLDER / "cmyk.jpg").read_bytes())
    data[data.index(b"Adobe") + 11] = 2
    (FOLDER / "ycck.jpg").write_bytes(data)
    add("decoded", Image.open(FOLDER / "ycck.jpg"), file="ycck.jpg")


def write_decoded(colour: Image.Image) -> None:
    save("rgb.png", colour)
    save("grey.png", colour.convert("L"))
    save("bits.png", colour.convert("1"))
    save("palette.png", colour.quantize(16))
    transparent = colour.copy()
    transparent.putalpha(Image.linear_gradient("L").resize(colour.size))
    save("alpha.png", transparent)
    paletted = colour.quantize(16)
    save("palette-transparent.png", paletted, transparency=3)

    deep_png("rgb16.png", colour, SEQUENTIAL)
    deep_png("interlaced.png", colour, INTERLACED)
    deep_png("grey16.png", colour.convert("L"), SEQUENTIAL)

    save("rgb.jpg", colour, quality=85, subsampling=0)
    save("subsampled.jpg", colour, quality=75, subsampling=2)
    save("subsampled-columns.jpg", colour, quality=75, subsampling=1)
    save("progressive.jpg", colour, quality=75, progressive=True)
    save("grey.jpg", colour.convert("L"), quality=75)
    save("cmyk.jpg", colour.convert("CMYK"), quality=85)
    write_ycck()
    save("restarts.jpg", colour, quality=75, restart_marker_rows=1)
    save("kept-rgb.jpg", colour, quality=85, keep_rgb=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # "Rotate by 90 degrees", which is ignored.
    save("rotated.jpg", colour, quality=75, exif=exif)


def write_scaled() -> None:
    for name in ["rgb.jpg", "subsampled.jpg", "progressive.jpg", "grey.jpg"]:
        for denominator in [2, 4, 8]:
            image = Image.open(FOLDER / name)
            image.draft(None, (WIDTH // denominator, HEIGHT // denominator))
            add("scaled", image, file=name, denominator=denominator)


def write_resized() -> None:
    colour = Image.open(FOLDER / "rgb.png")
    whole = (0, 0, WIDTH, HEIGHT)
    for size, box in [
        ((WIDTH, HEIGHT), whole),
        ((30, 22), whole),
        ((17, 40), whole),
        ((7, 5), whole),
        ((1, 1), whole),
        ((80, 50), whole),
        ((16, 16), (3, 5, 40, 33)),
        ((33, 15), (0.5, 1.25, 52.75, 36.5)),
        ((20, 64), (10.3, 20.7, 12.9, 21.2)),
    ]:
        image = colour.resize(size, Image.Resampling.BILINEAR, box=box)
        add("resized", image, file="rgb.png", box=box)


def write_cropped() -> None:
    colour = Image.open(FOLDER / "rgb.png")
    for box, size in [((5, 4, 45, 33), 24), ((0, 0, WIDTH, HEIGHT), 16), ((20, 10, 28, 30), 17)]:
        image = colour.crop(box).resize((size, size), Image.Resampling.BILINEAR)
        add("cropped", image, file="rgb.png", box=box)


def write_centered() -> None:
    # As torchvision's Resize and CenterCrop, which round so.
    colour = Image.open(FOLDER / "rgb.png")
    for side, size in [(32, 28), (33, 28), (45, 45), (60, 31), (16, 16)]:
        resized = colour.resize((side * WIDTH // HEIGHT, side), Image.Resampling.BILINEAR)
        left = round((resized.width - size) / 2)
        top = round((resized.height - size) / 2)
        square = resized.crop((left, top, left + size, top + size))
        add("centered", square, file="rgb.png", side=side)


def write_jittered() -> None:
    colour = Image.open(FOLDER / "rgb.png").resize((24, 24), Image.Resampling.BILINEAR)
    enhancers = {
        "brightness": ImageEnhance.Brightness,
        "contrast": ImageEnhance.Contrast,
        "saturation": ImageEnhance.Color,
    }
    for kind, enhancer in enhancers.items():
        for factor in [0.0, 0.375, 1.0, 1.7]:
            image = enhancer(colour).enhance(factor)
            add("jittered", image, file="rgb.png", kind=kind, factor=factor)


def write_measured() -> None:
    # A photograph several times as large as what is asked of it, decoded at its own size.
    picture(4 * WIDTH, 4 * HEIGHT, noise=12).save(FOLDER / "large.jpg", quality=75, subsampling=2)
    photograph = Image.open(FOLDER / "large.jpg").convert("RGB")
    for side, size in [(32, 28), (16, 16)]:
        resized = photograph.resize((side * WIDTH // HEIGHT, side), Image.Resampling.BILINEAR)
        left = round((resized.width - size) / 2)
        top = round((resized.height - size) / 2)
        square = resized.crop((left, top, left + size, top + size))
        add("measured", square, file="large.jpg", side=side)


FOLDER.mkdir(parents=True, exist_ok=True)
write_decoded(picture(WIDTH, HEIGHT, noise=12))
write_scaled()
write_resized()
write_cropped()
write_centered()
write_jittered()
write_measured()
picture(32, 32, noise=12).save(FOLDER / "small.png")
(FOLDER / "pixels.bin").write_bytes(pixels)
(FOLDER / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")
