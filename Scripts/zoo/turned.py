"""Writes photographs turned by 0, 90, 180 and 270 degrees into one folder for each, as classes.

    turned.py SOURCE TARGET

SOURCE has photographs at any depth below `train` and `val`; TARGET gets the same parts. Without `train`,
every fourth photograph by the order of the paths goes to `val` and the others to `train`.
"""

import pathlib
import sys

from PIL import Image, ImageOps

NAMES = ["a-0", "b-90", "c-180", "d-270"]
ENDINGS = {".jpg", ".jpeg", ".png"}


def photographs(folder):
    return sorted(file for file in folder.rglob("*") if file.suffix.lower() in ENDINGS)


def parts(source):
    if (source / "train").is_dir():
        return {part: photographs(source / part) for part in ["train", "val"]}
    files = photographs(source)
    return {
        "train": [file for index, file in enumerate(files) if index % 4 != 3],
        "val": files[3::4],
    }


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    for part, files in parts(source).items():
        for index, file in enumerate(files):
            image = ImageOps.exif_transpose(Image.open(file)).convert("RGB")
            image.thumbnail((320, 320))
            for turns, name in enumerate(NAMES):
                folder = target / part / name
                folder.mkdir(parents=True, exist_ok=True)
                image.rotate(-90 * turns, expand=True).save(folder / f"{index:04d}.jpg", quality=92)


if __name__ == "__main__":
    main()
