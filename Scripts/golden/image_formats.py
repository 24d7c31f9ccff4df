"""Small WebP, BMP, TIFF and Netpbm files in Tests/DatasetsTests/Folders/Golden/Formats, and what
Pillow makes of them.

Needs: pip install pillow==13.0.0 (seed 11, below; no other source of chance).
Run from the package's root: python Scripts/golden/image_formats.py

`cases.json` lists the files with their pixels, red, green, blue, row after row, in hexadecimal digits.
Where Pillow cuts 16-bit grey values off at 255, the pixels are those of the high bytes instead.
"""

import json
import random
import struct
from pathlib import Path

from PIL import Image

FOLDER = Path(__file__).parents[2] / "Tests/DatasetsTests/Folders/Golden/Formats"
WIDTH, HEIGHT = 11, 7

chance = random.Random(11)
cases = []


def noise(channels: int) -> bytes:
    return bytes(chance.randint(0, 255) for _ in range(WIDTH * HEIGHT * channels))


def add(name: str, expected: Image.Image | None = None) -> None:
    image = expected or Image.open(FOLDER / name)
    case = {"file": name, "width": image.width, "height": image.height}
    cases.append(case | {"pixels": image.convert("RGB").tobytes().hex()})


def save(name: str, image: Image.Image, **options) -> None:
    image.save(FOLDER / name, **options)
    add(name)


def write(name: str, data: bytes, expected: Image.Image | None = None) -> None:
    (FOLDER / name).write_bytes(data)
    add(name, expected)


def bmp(bits: int, packing: int, rows: bytes, palette: bytes = b"", masks: bytes = b"", height=HEIGHT):
    start = 14 + 40 + len(masks) + len(palette)
    size = start + len(rows)
    header = struct.pack("<IiiHHIIiiII", 40, WIDTH, height, 1, bits, packing, len(rows), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", size, 0, 0, start) + header + masks + palette + rows


def deep_tiff(order: str, photometric: int, samples: int, planar: int = 1) -> bytes:
    """16-bit samples in one strip, or one for each plane, in the given byte order."""
    values = [chance.randint(0, 65535) for _ in range(WIDTH * HEIGHT * samples)]
    kept = values if planar == 1 else [v for s in range(samples) for v in values[s::samples]]
    data = struct.pack(f"{order}{len(kept)}H", *kept)
    strips = samples if planar == 2 else 1
    after = 8 + len(data)
    bits = struct.pack(f"{order}{samples}H", *[16] * samples)
    offsets = struct.pack(f"{order}{strips}I", *[8 + i * len(data) // strips for i in range(strips)])
    counts = struct.pack(f"{order}{strips}I", *[len(data) // strips] * strips)

    def short(tag: int, value: int) -> bytes:
        return struct.pack(f"{order}HHIHH", tag, 3, 1, value, 0)

    def place(tag: int, kind: int, count: int, stored: bytes, at: int) -> bytes:
        inline = stored.ljust(4, b"\0") if len(stored) <= 4 else struct.pack(f"{order}I", at)
        return struct.pack(f"{order}HHI", tag, kind, count) + inline

    entries = [
        short(256, WIDTH),
        short(257, HEIGHT),
        place(258, 3, samples, bits, after),
        short(259, 1),
        short(262, photometric),
        place(273, 4, strips, offsets, after + len(bits)),
        short(277, samples),
        short(278, HEIGHT),
        place(279, 4, strips, counts, after + len(bits) + len(offsets)),
        short(284, planar),
    ]
    tables = bits + offsets + counts
    start = after + len(tables)
    mark = b"II" if order == "<" else b"MM"
    directory = struct.pack(f"{order}H", len(entries)) + b"".join(entries) + b"\0\0\0\0"
    file = mark + struct.pack(f"{order}HI", 42, start) + data + tables + directory
    high = bytes(v >> 8 for v in values)
    return file, Image.frombytes("RGB" if samples == 3 else "L", (WIDTH, HEIGHT), high)


def write_webp(colour: Image.Image, clear: Image.Image) -> None:
    save("lossy.webp", colour, quality=80)
    save("lossless.webp", colour, lossless=True)
    save("alpha.webp", clear, lossless=True, exact=True)
    turned = colour.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    save("moving.webp", colour, save_all=True, append_images=[turned], lossless=True)


def write_bmp(colour: Image.Image) -> None:
    save("colour.bmp", colour)
    save("palette.bmp", colour.quantize(20))
    save("bits.bmp", colour.convert("1"))
    save("alpha.bmp", colour.convert("RGBA"))
    row = (3 * WIDTH + 3) // 4 * 4
    write("top-down.bmp", bmp(24, 0, noise(3).ljust(row * HEIGHT, b"\7"), height=-HEIGHT))
    deep = (2 * WIDTH + 3) // 4 * 4 * HEIGHT
    write("555.bmp", bmp(16, 0, noise(4)[:deep]))
    masks = struct.pack("<III", 0xF800, 0x7E0, 0x1F)
    write("565.bmp", bmp(16, 3, noise(4)[:deep], masks=masks))
    colours = bytes(chance.randint(0, 255) for _ in range(64))
    write("four-bits.bmp", bmp(4, 0, noise(1)[: (WIDTH * 4 + 31) // 32 * 4 * HEIGHT], colours))
    many = bytes(chance.randint(0, 255) for _ in range(1024))
    runs = b"".join(bytes([5, 10 + i, 0, 3, 1, 2, 3, 0, 3, 40 + i, 0, 0]) for i in range(HEIGHT))
    write("runs.bmp", bmp(8, 1, runs + b"\0\1", many))


def write_tiff(colour: Image.Image, clear: Image.Image) -> None:
    for compression in ["raw", "tiff_lzw", "tiff_adobe_deflate", "packbits"]:
        save(f"{compression}.tif", colour, compression=compression)
    save("jpeg.tif", colour.resize((16, 16)), compression="jpeg")
    save("fax.tif", colour.convert("1"), compression="group4")
    save("grey.tif", colour.convert("L"))
    save("palette.tif", colour.quantize(20), compression="tiff_lzw")
    save("alpha.tif", clear, compression="tiff_lzw")
    save("cmyk.tif", colour.convert("CMYK"))
    save("pages.tif", colour, save_all=True, append_images=[colour.convert("L")])
    for orientation in range(2, 9):
        save(f"turned-{orientation}.tif", colour, tiffinfo={274: orientation})
    for name, order, photometric, samples, planar in [
        ("grey16", "<", 1, 1, 1),
        ("grey16-big", ">", 1, 1, 1),
        ("rgb16", "<", 2, 3, 1),
        ("rgb16-big", ">", 2, 3, 1),
        ("planes16", "<", 2, 3, 2),
    ]:
        data, expected = deep_tiff(order, photometric, samples, planar)
        write(f"{name}.tif", data, expected)


def write_netpbm(colour: Image.Image) -> None:
    save("bytes.ppm", colour)
    save("bytes.pgm", colour.convert("L"))
    numbers = " ".join(str(value) for value in noise(3))
    write("text.ppm", f"P3\n# a comment\n{WIDTH} {HEIGHT}\n255\n{numbers}\n".encode())
    small = " ".join(str(value % 16) for value in noise(1))
    write("small.pgm", f"P2 {WIDTH} # a comment\n{HEIGHT} 15\n{small}".encode())
    write("seven.ppm", f"P6 {WIDTH} {HEIGHT} 7\n".encode() + bytes(v % 8 for v in noise(3)))
    write("deep.ppm", f"P6\n{WIDTH} {HEIGHT}\n65535\n".encode() + noise(6))


FOLDER.mkdir(parents=True, exist_ok=True)
picture = Image.frombytes("RGB", (WIDTH, HEIGHT), noise(3))
transparent = picture.copy()
transparent.putalpha(Image.frombytes("L", (WIDTH, HEIGHT), noise(1)))
write_webp(picture, transparent)
write_bmp(picture)
write_tiff(picture, transparent)
write_netpbm(picture)
(FOLDER / "cases.json").write_text(json.dumps(cases, indent=0) + "\n")
