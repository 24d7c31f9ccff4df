"""Measures training steps of the networks of Scripts/golden/networks.py in eager PyTorch on the CPU.

A step is what `pdp` does in one: forward, cross-entropy with label smoothing, backward, SGD with
momentum and weight decay. Prints one JSON line with the median time of a block of steps.

With --interleaved, waits for a line on stdin before each block and ends with the input, so that a
driver can let this process and another take turns on one machine; it prints `ready` once first.

Needs: pip install torch==2.13.* safetensors==0.8.0 (seed 0).
Example: python Benchmarks/pytorch/train_step.py --network resnet20 --batch 128 --threads 2
"""

import argparse
import json
import statistics
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

sys.path.insert(0, str(Path(__file__).parents[2] / "Scripts/golden"))
from networks import LABEL_SMOOTHING, NETWORKS, SETTINGS  # noqa: E402


def stepper(options: argparse.Namespace):
    """Returns a function that does one step on a batch made once."""
    make, shape = NETWORKS[options.network]
    network = make().train()
    optimizer = torch.optim.SGD(network.parameters(), fused=options.fused, **SETTINGS)
    images, labels = torch.randn(options.batch, *shape), torch.randint(10, (options.batch,))

    def step() -> None:
        optimizer.zero_grad()
        F.cross_entropy(network(images), labels, label_smoothing=LABEL_SMOOTHING).backward()
        optimizer.step()

    return step


def measure(step, options: argparse.Namespace) -> None:
    """Times a block of steps and prints its line."""
    seconds = []
    for _ in range(options.steps):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds)
    line = vars(options) | {
        "torch": torch.__version__,
        "median_step_seconds": median,
        "images_per_second": options.batch / median,
    }
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=NETWORKS, default="small-cnn")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=20, help="steps in a block")
    parser.add_argument("--warmup", type=int, default=3, help="steps before the first block")
    parser.add_argument("--fused", action="store_true", help="use PyTorch's fused SGD")
    parser.add_argument("--interleaved", action="store_true", help="a block for each input line")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    step = stepper(options)
    for _ in range(options.warmup):
        step()
    if not options.interleaved:
        measure(step, options)
        return
    print("ready", flush=True)
    for _ in sys.stdin:
        measure(step, options)


if __name__ == "__main__":
    main()
