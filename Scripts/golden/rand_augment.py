"""What torchvision's RandAugment makes of images of Pillow, and its tables of magnitudes.

Writes Tests/DatasetsTests/Golden/rand_augment.json: images by name, cases with an operation, a magnitude, the image
and the result, and for each operation the magnitudes of all bins. Pixels are planes, [channels, height, width],
in base64.

Needs: pip install torch==2.13.* torchvision==0.28.* pillow==13.* (the seed is set below).
Run from the package's root: python Scripts/golden/rand_augment.py
"""

import base64
import json
import pathlib
import random

import torchvision_operators
from PIL import Image

torchvision_operators.make_importable()

from torchvision.transforms import InterpolationMode, RandAugment  # noqa: E402
from torchvision.transforms.autoaugment import _apply_op  # noqa: E402

FILE = pathlib.Path("Tests/DatasetsTests/Golden/rand_augment.json")
BINS = 31
chance = random.Random(7)


def picture(mode: str, width: int, height: int, low: int, high: int, noise: int) -> Image.Image:
    """Gradients from `low` to `high`, with some noise, in each channel another one."""

    def value(column: int, row: int, channel: int) -> int:
        share = (column / width, row / height, (column + row) / (width + height))[channel]
        return min(max(int(low + (high - low) * share) + chance.randint(-noise, noise), 0), 255)

    channels = len(mode) if mode == "RGB" else 1
    data = bytes(
        value(column, row, channel)
        for row in range(height)
        for column in range(width)
        for channel in range(channels)
    )
    return Image.frombytes(mode, (width, height), data)


def described(image: Image.Image) -> dict:
    planes = b"".join(band.tobytes() for band in image.split())
    return {
        "shape": [len(image.getbands()), image.height, image.width],
        "pixels": base64.b64encode(planes).decode(),
    }


IMAGES = {
    "colour": picture("RGB", 23, 19, 0, 255, 20),
    "grey": picture("L", 20, 24, 0, 255, 20),
    "dull": picture("RGB", 17, 16, 90, 150, 4),
    "flat": picture("L", 17, 16, 77, 77, 0),
    "tiny": picture("RGB", 2, 5, 0, 255, 20),
}


def space(image: Image.Image) -> dict:
    return RandAugment(num_magnitude_bins=BINS)._augmentation_space(BINS, (image.height, image.width))


def strengths(name: str, magnitudes, is_signed: bool) -> list[float]:
    """Those of bins 9 and 30, of which a signed operation has one below 0, and of bin 0 where that changes something."""
    if magnitudes.ndim == 0:
        return [0.0]
    least = [] if is_signed else [float(magnitudes[0])]
    sign = -1 if is_signed else 1
    return least + [float(magnitudes[9]), sign * float(magnitudes[9]), sign * float(magnitudes[30])]


cases = []
for image_name in ["colour", "grey"]:
    for operation, (magnitudes, is_signed) in space(IMAGES[image_name]).items():
        for magnitude in sorted(set(strengths(operation, magnitudes, is_signed))):
            cases.append((image_name, operation, magnitude))
for image_name in ["dull", "flat"]:
    cases += [(image_name, name, 0.0) for name in ["AutoContrast", "Equalize"]]
cases += [("tiny", "Sharpness", 0.9), ("tiny", "Rotate", 17.0), ("tiny", "ShearX", 0.3), ("tiny", "Equalize", 0.0)]

FILE.write_text(
    json.dumps(
        {
            "images": {name: described(image) for name, image in IMAGES.items()},
            "cases": [
                {"image": name, "operation": operation, "magnitude": magnitude}
                | described(_apply_op(IMAGES[name], operation, magnitude, InterpolationMode.NEAREST, None))
                for name, operation, magnitude in cases
            ],
            "magnitudes": {
                name: [float(value) for value in magnitudes.flatten()]
                for name, (magnitudes, _) in space(IMAGES["colour"]).items()
            },
        },
        indent=1,
    )
    + "\n"
)
