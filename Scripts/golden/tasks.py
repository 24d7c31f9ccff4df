"""Losses, their gradients and metrics of the tasks, as PyTorch and plain formulas have them.

Writes Tests/TrainingTests/Golden/tasks.json: per case the outputs, the targets, the mean loss, its gradient and the
metrics, in double precision.

Needs: pip install torch==2.13.* (the seed is set below).
Run from the package's root: python Scripts/golden/tasks.py
"""

import json
import pathlib

import torch
from torch.nn import functional as F

FILE = pathlib.Path("Tests/TrainingTests/Golden/tasks.json")
torch.manual_seed(7)


def flat(tensor: torch.Tensor) -> dict:
    return {"shape": list(tensor.shape), "values": [float(value) for value in tensor.flatten()]}


def case(outputs: torch.Tensor, targets: torch.Tensor, loss, metrics) -> dict:
    outputs = outputs.double().requires_grad_()
    value = loss(outputs, targets)
    value.backward()
    return {
        "outputs": flat(outputs.detach()),
        "targets": flat(targets),
        "loss": value.item(),
        "gradient": flat(outputs.grad),
        "metrics": {name: float(number) for name, number in metrics(outputs.detach(), targets).items()},
    }


def accuracy(logits: torch.Tensor, labels: torch.Tensor) -> dict:
    counted = labels != -100
    return {"accuracy": (logits.argmax(1) == labels)[counted].double().mean()}


def tagging_metrics(logits: torch.Tensor, labels: torch.Tensor) -> dict:
    moved = logits.movedim(-1, 1)
    return accuracy(moved, labels) | {"perplexity": F.cross_entropy(moved, labels).exp()}


def label_metrics(logits: torch.Tensor, truth: torch.Tensor) -> dict:
    answers = logits > 0
    found = (answers & (truth == 1)).sum()
    return {
        "f1": 2 * found.double() / (answers.sum() + truth.sum()),
        "accuracy": (answers == (truth == 1)).double().mean(),
        "exactMatch": (answers == (truth == 1)).all(1).double().mean(),
    }


def errors(outputs: torch.Tensor, targets: torch.Tensor) -> dict:
    difference = outputs - targets
    return {
        "rootMeanSquaredError": difference.square().mean().sqrt(),
        "meanAbsoluteError": difference.abs().mean(),
        "r2": 1 - difference.square().sum() / (targets - targets.mean()).square().sum(),
    }


pixels = torch.randint(0, 3, (2, 4, 3))
pixels[0, 1] = -100
tokens = torch.randint(0, 4, (3, 5))
tokens[1, 2:] = -100
numbers = torch.randn(5, 2).double()
cases = {
    "classification": case(torch.randn(6, 4), torch.randint(0, 4, (6,)), F.cross_entropy, accuracy),
    "segmentation": case(torch.randn(2, 3, 4, 3), pixels, F.cross_entropy, accuracy),
    "tagging": case(
        torch.randn(3, 5, 4), tokens, lambda x, y: F.cross_entropy(x.movedim(-1, 1), y), tagging_metrics
    ),
    "multi-label": case(
        torch.randn(4, 3),
        torch.randint(0, 2, (4, 3)),
        lambda x, y: F.binary_cross_entropy_with_logits(x, y.double()),
        label_metrics,
    ),
    "regression": case(torch.randn(5, 2), numbers, F.mse_loss, errors),
    "regression-absolute": case(torch.randn(5, 2), numbers, F.l1_loss, errors),
    "regression-huber": case(3 * torch.randn(5, 2), numbers, F.huber_loss, errors),
}
# The same with weights of the classes, which metrics know nothing of.
class_weights = torch.tensor([0.5, 2.0, 1.0, 0.25]).double()
cases["segmentation-weighted"] = case(
    torch.randn(2, 3, 4, 3), pixels, lambda x, y: F.cross_entropy(x, y, class_weights[:3]), accuracy
)
cases["tagging-weighted"] = case(
    torch.randn(3, 5, 4), tokens, lambda x, y: F.cross_entropy(x.movedim(-1, 1), y, class_weights), tagging_metrics
)
FILE.parent.mkdir(parents=True, exist_ok=True)
FILE.write_text(json.dumps(cases, indent=1, sort_keys=True) + "\n")
