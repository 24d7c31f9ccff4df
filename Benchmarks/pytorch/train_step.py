"""Measures training steps of the networks of training_networks.py in PyTorch on the CPU.

A step is what `pdp` does in one: forward, cross-entropy with label smoothing, backward, a step of
SGD with momentum and weight decay, or of AdamW for texts. Prints one JSON line with the median time
of a block of steps.

With --interleaved, waits for a line on stdin before each block and ends with the input, so that a
driver can let this process and another take turns on one machine; it prints `ready` once first,
with the number of parameters.

Needs: pip install torch==2.13.* numpy safetensors==0.8.0 (seed 0).
Example: python Benchmarks/pytorch/train_step.py --network resnet20 --batch 128 --threads 2
"""

import argparse
import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from training_networks import AUTOCAST_TYPES, MATMUL_PRECISIONS, TRAINING_NETWORKS

LABEL_SMOOTHING = 0.1


class Stepper:
    """Does steps on a batch made once."""

    def __init__(self, options: argparse.Namespace) -> None:
        kind = TRAINING_NETWORKS[options.network]
        self.network = kind.make().train()
        self.inputs = kind.inputs(options.batch)
        if options.channels_last and kind.shape:
            self.network = self.network.to(memory_format=torch.channels_last)
            self.inputs = self.inputs.to(memory_format=torch.channels_last)
        self.optimizer = kind.optimizer(self.network, options.fused)
        self.forward = torch.compile(self.network) if options.compile else self.network
        self.labels = torch.arange(options.batch) % kind.classes
        self.type = AUTOCAST_TYPES[options.autocast]
        self.scaler = torch.amp.GradScaler("cpu", enabled=self.type == torch.float16)

    def parameter_count(self) -> int:
        return sum(parameter.numel() for parameter in self.network.parameters())

    def step(self) -> None:
        self.optimizer.zero_grad()
        with torch.autocast("cpu", dtype=self.type or torch.bfloat16, enabled=self.type is not None):
            logits = self.forward(self.inputs)
            loss = F.cross_entropy(logits, self.labels, label_smoothing=LABEL_SMOOTHING)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimizer)
        self.scaler.update()


def measure(stepper: Stepper, options: argparse.Namespace) -> None:
    """Times a block of steps and prints its line."""
    seconds = []
    for _ in range(options.steps):
        start = time.perf_counter()
        stepper.step()
        seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds)
    line = vars(options) | {
        "torch": torch.__version__,
        "median_step_seconds": median,
        "examples_per_second": options.batch / median,
    }
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--network", choices=TRAINING_NETWORKS, default="small-cnn")
    parser.add_argument("--batch", type=int, help="the network's own unless given")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=20, help="steps in a block")
    parser.add_argument("--warmup", type=int, default=3, help="steps before the first block")
    parser.add_argument("--fused", action="store_true", help="use PyTorch's fused optimizer")
    parser.add_argument("--channels-last", action="store_true", help="images and weights")
    parser.add_argument("--compile", action="store_true", help="use torch.compile")
    parser.add_argument("--matmul-precision", choices=MATMUL_PRECISIONS, default="highest")
    parser.add_argument("--autocast", choices=AUTOCAST_TYPES, default="none")
    parser.add_argument("--interleaved", action="store_true", help="a block for each input line")
    options = parser.parse_args()

    options.batch = options.batch or TRAINING_NETWORKS[options.network].batch
    torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision(options.matmul_precision)
    torch.manual_seed(0)
    stepper = Stepper(options)
    for _ in range(options.warmup):
        stepper.step()
    if not options.interleaved:
        measure(stepper, options)
        return
    print("ready", json.dumps({"parameters": stepper.parameter_count()}), flush=True)
    for _ in sys.stdin:
        measure(stepper, options)


if __name__ == "__main__":
    main()
