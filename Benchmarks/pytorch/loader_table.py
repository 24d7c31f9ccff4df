"""Lets pdp's image loader and torchvision's take turns, and prints a table of images per second.

Example: Benchmarks/run loader --data FOLDER
"""

import argparse
import platform
import sys
from pathlib import Path

import table
from turns import Turns, Unable, check_facts, medians

NEED = ("it comes with: pip install torchvision pillow, in the version that fits torch; "
        "PDP_TORCHVISION_PYTHON names the Python that has it")  # fmt: skip

TEXT = """\
Random resized crops of 224 × 224 pixels out of {images:,} photographs, mirrored every other time,
as normalised tensors of {batch}; {machine}, torchvision {version} with Pillow; medians of
{blocks} blocks of {batches} batches in turns.

pdp decodes a JPEG file at the smallest of 1, 1/2, 1/4 and 1/8 of its size that is not below the
crop's, and no further down than the crop reaches; Pillow decodes all of it.
"""


def start(workers: int, options: argparse.Namespace) -> list[Turns]:
    """Starts both programs with as many threads or processes."""
    common = ["--data", options.data, "--workers", str(workers), "--batch", str(options.batch)]
    common += ["--batches", str(options.batches)]
    script = str(Path(__file__).with_name("image_loader.py"))
    try:
        theirs = Turns([sys.executable, script, *common])
    except Unable as reason:
        sys.exit(f"error: torchvision cannot be used: {reason}\nhint: {NEED}")
    ours = Turns([options.binary, "loader", *common])
    check_facts(ours, theirs)
    return [ours, theirs]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run loader", description=__doc__.splitlines()[0])
    parser.add_argument("binary", help=argparse.SUPPRESS)
    parser.add_argument("--data", required=True, help="one folder of photographs for each class")
    parser.add_argument("--workers", type=int, nargs="+", default=[2], metavar="N",
                        help="threads of pdp, processes of torchvision")  # fmt: skip
    parser.add_argument("--batch", type=int, default=32, help="images of a batch")
    parser.add_argument("--batches", type=int, default=30, help="batches in a block")
    parser.add_argument("--blocks", type=int, default=7, help="blocks of each program")
    options = parser.parse_args()
    for index, workers in enumerate(options.workers):
        programs = start(workers, options)
        if index == 0:
            facts = programs[1].facts | vars(options) | {"machine": platform.machine()}
            print(TEXT.format(**facts))
            table.header("workers", "pdp", "torchvision", "ratio of medians")
        count = programs[0].block()["images"]
        seconds = medians(programs, "seconds", options.blocks)
        speeds = [table.speed(count / second, "images") for second in seconds]
        table.row(workers, *speeds, f"{seconds[1] / seconds[0]:.2f}")


if __name__ == "__main__":
    main()
