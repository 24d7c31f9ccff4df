"""Lets pdp-benchmark and eager PyTorch take turns, and prints the ratio of their medians.

Example: python Benchmarks/pytorch/interleave.py Benchmarks/.build/release/pdp-benchmark
"""

import argparse
import platform
import statistics
import sys
from pathlib import Path

from turns import Turns

CASES = [("small-cnn", 128), ("resnet20", 128)]


def block_median(program: Turns) -> float:
    return program.block()["median_step_seconds"]


def compare(binary: str, network: str, batch: int, options: argparse.Namespace) -> None:
    """Prints one line: images per second of both, and the ratio, over all blocks."""
    common = ["--network", network, "--batch", str(batch), "--threads", str(options.threads)]
    common += ["--steps", str(options.steps)]
    script = str(Path(__file__).with_name("train_step.py"))
    ours = Turns([binary, "train-step", *common])
    theirs = Turns([sys.executable, script, "--interleaved", *common])
    pairs = [(block_median(ours), block_median(theirs)) for _ in range(options.blocks)]
    ours.end()
    theirs.end()
    our_median = statistics.median(pair[0] for pair in pairs)
    their_median = statistics.median(pair[1] for pair in pairs)
    print(
        f"{network}, batch {batch}, {options.threads} threads: pdp {batch / our_median:.0f} "
        f"images/s, PyTorch eager {batch / their_median:.0f} images/s, "
        f"ratio of medians {their_median / our_median:.2f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10, help="steps in a block")
    parser.add_argument("--blocks", type=int, default=9, help="blocks of each program")
    options = parser.parse_args()
    print(f"{platform.machine()}, {options.blocks} blocks of {options.steps} steps in turns")
    for network, batch in CASES:
        compare(options.binary, network, batch, options)


if __name__ == "__main__":
    main()
