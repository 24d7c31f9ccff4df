"""PDP in plain PyTorch, as one writes it from the paper's formulas, and its times.

The threshold comes from a full sort of the magnitudes, the mask from a softmax of two stacked
tensors, t²/τ and w²/τ, and the gradient from autograd. The threshold is a constant of the step.

Prints `ready` with the results on weights of seed 0, then for each line of the standard input one
JSON line with the mean seconds of selection, forward, backward and the whole.

Needs: pip install torch==2.13.* (seed 0); --compiled also needs a C++ compiler.
Example: echo | python Benchmarks/pytorch/pdp_plain.py --count 1000000 --threads 2
"""

import argparse
import json
import sys
import time

import torch

TEMPERATURE = 1e-4


def threshold(weights: torch.Tensor, pruned_count: int) -> torch.Tensor:
    """Returns t = (max W_l + min W_h) / 2, where W_l are the smallest magnitudes."""
    with torch.no_grad():
        ordered = torch.sort(weights.abs().flatten()).values
        return (ordered[pruned_count - 1] + ordered[pruned_count]) / 2


def masked_weights(weights: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
    """Returns m·w with m = exp(w²/τ) / (exp(w²/τ) + exp(t²/τ))."""
    squares = torch.stack([t.square().expand_as(weights), weights.square()])
    return torch.softmax(squares / TEMPERATURE, dim=0)[1] * weights


def pruned_weights(weights: torch.Tensor, pruned_count: int) -> torch.Tensor:
    """Returns the weights that a layer computes with."""
    return masked_weights(weights, threshold(weights, pruned_count))


class Contenders:
    """One layer at 90 % sparsity; the generator gives the same tensors as in pdp-benchmark."""

    def __init__(self, options: argparse.Namespace) -> None:
        torch.manual_seed(0)
        self.weights = (torch.randn(1, options.count) * 0.02).requires_grad_()
        self.gradient = torch.randn(1, options.count)
        self.pruned_count = options.count * 9 // 10
        self.repetitions = max(1, 200_000 // options.count)
        prepare = torch.compile if options.compiled else lambda function: function
        self.threshold = prepare(threshold)
        self.masked_weights = prepare(masked_weights)
        self.pruned_weights = prepare(pruned_weights)
        self.t = threshold(self.weights, self.pruned_count)

    def results(self) -> dict[str, float]:
        self.weights.grad = None
        masked = self.pruned_weights(self.weights, self.pruned_count)
        masked.backward(self.gradient)
        return {
            "threshold": self.threshold(self.weights, self.pruned_count).item(),
            "masked": masked.abs().mean().item(),
            "gradient": self.weights.grad.abs().mean().item(),
        }

    def seconds(self) -> dict[str, float]:
        totals = dict.fromkeys(["selection", "forward", "backward", "whole"], 0.0)
        for _ in range(self.repetitions):
            self.add_times(totals)
        return {name: total / self.repetitions for name, total in totals.items()}

    def add_times(self, totals: dict[str, float]) -> None:
        self.weights.grad = None
        start = time.perf_counter()
        self.threshold(self.weights, self.pruned_count)
        selected = time.perf_counter()
        masked = self.masked_weights(self.weights, self.t)
        computed = time.perf_counter()
        masked.backward(self.gradient)
        ended = time.perf_counter()
        del masked
        self.weights.grad = None
        whole_start = time.perf_counter()
        self.pruned_weights(self.weights, self.pruned_count).backward(self.gradient)
        totals["whole"] += time.perf_counter() - whole_start
        totals["selection"] += selected - start
        totals["forward"] += computed - selected
        totals["backward"] += ended - computed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000_000, help="number of weights")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--compiled", action="store_true", help="use torch.compile")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    contenders = Contenders(options)
    try:
        facts = {"torch": torch.__version__, "results": contenders.results()}
        contenders.seconds()
    except torch._dynamo.exc.TorchDynamoException as error:
        print("cannot:", str(error).splitlines()[0], flush=True)
        return
    print("ready", json.dumps(facts), flush=True)
    for _ in sys.stdin:
        print(json.dumps(contenders.seconds()), flush=True)


if __name__ == "__main__":
    main()
