"""Lets pdp-benchmark and PyTorch take turns, and prints a table of training speeds.

Example: python Benchmarks/pytorch/interleave.py Benchmarks/.build/release/pdp-benchmark
"""

import argparse
import platform
import sys
from pathlib import Path

import table
import torch
from training_networks import AUTOCAST_TYPES, MATMUL_PRECISIONS, TRAINING_NETWORKS
from turns import Turns, check_facts, medians

# Steps in a block where none are asked for: about as many seconds for small networks as for large.
STEPS = {"small-cnn": 10, "resnet20": 10}
STEPS_OF_LARGE_NETWORKS = 2


# Ways in which PyTorch's users train.
WAYS = {
    "eager": [],
    "channels-last": ["--channels-last"],
    "compiled": ["--compile"],
    "compiled-channels-last": ["--compile", "--channels-last"],
}


def compare(name: str, options: argparse.Namespace) -> None:
    """Prints one row: examples per second of all, and the ratios of the medians of all blocks."""
    network = TRAINING_NETWORKS[name]
    batch = options.batch or network.batch
    steps = options.steps or STEPS.get(name, STEPS_OF_LARGE_NETWORKS)
    common = ["--network", name, "--batch", str(batch), "--threads", str(options.threads)]
    common += ["--steps", str(steps), "--warmup", str(options.warmup)]
    script = str(Path(__file__).with_name("train_step.py"))
    common += ["--matmul-precision", options.matmul_precision, "--autocast", options.autocast]
    fused = ["--fused"] if options.fused else []
    programs = [Turns([options.binary, "train-step", *common])]
    for way in options.pytorch:
        command = [sys.executable, script, "--interleaved", *common, *fused, *WAYS[way]]
        programs.append(Turns(command))
        check_facts(programs[0], programs[-1])
    seconds = medians(programs, "median_step_seconds", options.blocks)
    speeds = [table.speed(batch / second, network.unit) for second in seconds]
    ratios = [f"{second / seconds[0]:.2f}" for second in seconds[1:]]
    table.row(name, batch, speeds[0], *(f"{s} ({r})" for s, r in zip(speeds[1:], ratios)))


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run training", description=__doc__.splitlines()[0])
    parser.add_argument("binary", help=argparse.SUPPRESS)
    parser.add_argument("--networks", nargs="+", choices=TRAINING_NETWORKS,
                        default=list(TRAINING_NETWORKS), metavar="NAME",
                        help="among " + ", ".join(TRAINING_NETWORKS))  # fmt: skip
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, help="each network's own unless given")
    parser.add_argument("--steps", type=int, help="steps in a block; 10, 2 of large networks")
    parser.add_argument("--warmup", type=int, default=3, help="steps before the first block")
    parser.add_argument("--blocks", type=int, default=9, help="blocks of each program")
    parser.add_argument("--pytorch", nargs="+", choices=WAYS, metavar="WAY",
                        default=["eager", "channels-last"],
                        help="among " + ", ".join(WAYS))  # fmt: skip
    parser.add_argument("--fused", action="store_true", help="PyTorch's fused optimizers")
    parser.add_argument("--matmul-precision", choices=MATMUL_PRECISIONS, default="highest",
                        help="of both programs")  # fmt: skip
    parser.add_argument("--autocast", choices=AUTOCAST_TYPES, default="none",
                        help="of both programs")  # fmt: skip
    options = parser.parse_args()
    optimizer = "fused" if options.fused else "default"
    print(f"{platform.machine()}, {options.threads} threads, PyTorch {torch.__version__} with its "
          f"{optimizer} optimizer, matmul precision {options.matmul_precision}, autocast {options.autocast}, "
          f"medians of {options.blocks} blocks in turns; in brackets how many times as long as pdp\n")  # fmt: skip
    table.header("network", "batch", "pdp", *(f"PyTorch {way}" for way in options.pytorch))
    for name in options.networks:
        compare(name, options)


if __name__ == "__main__":
    main()
