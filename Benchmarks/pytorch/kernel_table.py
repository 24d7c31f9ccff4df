"""Lets pdp-benchmark's kernels and plain PyTorch take turns, and prints a table of ratios.

Example: python Benchmarks/pytorch/kernel_table.py Benchmarks/.build/release/pdp-benchmark
"""

import argparse
import json
import math
import statistics
import sys
from pathlib import Path

from kernel_report import report
from turns import Turns, Unable

# glibc gives large blocks back, and a program pays for the pages again with each new tensor.
KEPT_MEMORY = {
    "MALLOC_MMAP_MAX_": "0",
    "MALLOC_TRIM_THRESHOLD_": str(2**40),
    "MALLOC_ARENA_MAX": "1",
}

# Above this many weights a sort takes seconds: the slow programs sit most rounds out.
LARGEST_QUICK_COUNT = 2_000_000


def start_peers(common: list[str], options: argparse.Namespace) -> dict[str, Turns]:
    """Starts plain and compiled PyTorch, each unless it cannot run."""
    script = str(Path(__file__).with_name("pdp_plain.py"))
    environment = {} if options.given_back else KEPT_MEMORY
    peers = {}
    for name, flags in {"pytorch": [], "compiled": ["--compiled"]}.items():
        try:
            peers[name] = Turns([sys.executable, script, *common, *flags], environment)
        except Unable as reason:
            print(f"{name} is left out: {reason}", file=sys.stderr)
    return peers


def check_agreement(ours: Turns, peers: dict[str, Turns]) -> None:
    """Ends the program unless all computed the same: times of different things mean nothing."""
    for name, peer in peers.items():
        for key, value in ours.facts["results"].items():
            found = peer.facts["results"][key]
            if not math.isclose(value, found, rel_tol=1e-4):
                sys.exit(f"error: the {key} of {name} is {found}; pdp found {value}")


def measure(count: int, threads: int, options: argparse.Namespace) -> dict:
    """Returns the samples in seconds of every contender by name, in turns."""
    common = ["--count", str(count), "--threads", str(threads)]
    ours = Turns([options.binary, "kernels", *common])
    peers = start_peers(common, options)
    check_agreement(ours, peers)
    samples: dict[str, list[float]] = {}
    step = options.rounds // options.slow_rounds if count > LARGEST_QUICK_COUNT else 1
    for number in range(options.rounds):
        is_slow = number % step == 0
        times = ours.block("composed" if is_slow else "")
        for name, peer in peers.items() if is_slow else ():
            times |= {f"{name} {part}": value for part, value in peer.block().items()}
        for name, value in times.items():
            samples.setdefault(name, []).append(value)
    for program in (ours, *peers.values()):
        program.end()
    return {
        "machine": ours.facts["machine"],
        "torch": peers["pytorch"].facts["torch"] if "pytorch" in peers else None,
        "count": count,
        "threads": threads,
        "medians": {name: statistics.median(values) for name, values in samples.items()},
        "samples": samples,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 1_000_000, 24_000_000])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument(
        "--slow-rounds", type=int, default=5,
        help="rounds in which PyTorch and composed formulas take part, for large tensors",
    )  # fmt: skip
    parser.add_argument(
        "--given-back", action="store_true",
        help="let PyTorch give freed memory back, as it does by default, and pay for new pages",
    )  # fmt: skip
    parser.add_argument("--json", action="store_true", help="print every sample instead")
    options = parser.parse_args()
    if not 0 < options.slow_rounds <= options.rounds:
        parser.error(f"--slow-rounds is {options.slow_rounds}; at least 1, at most --rounds")
    cases = [
        measure(count, threads, options)
        for threads in options.threads
        for count in sorted(options.counts)
    ]
    if options.json:
        print(json.dumps({"keptMemory": not options.given_back, "cases": cases}))
    else:
        report(cases, options)


if __name__ == "__main__":
    main()
