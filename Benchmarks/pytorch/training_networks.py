"""The networks whose training steps are timed, in plain PyTorch: those of Scripts/golden, each with
its batch and its optimizer. Sources/pdp-benchmark/Training/TrainingNetwork.swift has the others."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import torch
from bert import BERTBase
from torch import nn

sys.path.insert(0, str(Path(__file__).parents[2] / "Scripts/golden"))
from networks import NETWORKS, SETTINGS  # noqa: E402
from vision import BasicBlock, MobileNetV1, ResNet  # noqa: E402

TOKEN_COUNT = 128

# The names of torch.set_float32_matmul_precision.
MATMUL_PRECISIONS = ("highest", "high", "medium")
AUTOCAST_TYPES = {"none": None, "bfloat16": torch.bfloat16, "float16": torch.float16}


@dataclass
class TrainingNetwork:
    """A network; `shape` is that of an image, or None for texts."""

    make: Callable[[], nn.Module]
    shape: tuple[int, ...] | None
    classes: int
    batch: int
    unit: str = "images"

    def inputs(self, batch: int) -> torch.Tensor:
        """Returns random images, or texts of full length with their types and their mask."""
        if self.shape:
            return torch.randn(batch, *self.shape)
        tokens = torch.randint(1, 30_000, (batch, TOKEN_COUNT))
        return torch.stack([tokens, torch.zeros_like(tokens), torch.ones_like(tokens)], dim=1)

    def optimizer(self, network: nn.Module, fused: bool) -> torch.optim.Optimizer:
        """Returns SGD for images; for texts AdamW, without decay of biases and scales."""
        if self.shape:
            return torch.optim.SGD(network.parameters(), fused=fused, **SETTINGS)
        weights = [parameter for parameter in network.parameters() if parameter.ndim > 1]
        others = [parameter for parameter in network.parameters() if parameter.ndim == 1]
        groups = [{"params": weights}, {"params": others, "weight_decay": 0}]
        return torch.optim.AdamW(groups, lr=2e-5, weight_decay=0.01, fused=fused)


def for_imagenet(network: nn.Module) -> nn.Module:
    """Gives a network of ten classes a thousand."""
    network.fc = nn.Linear(network.fc.in_features, 1000)
    return network


def small(name: str) -> TrainingNetwork:
    make, shape = NETWORKS[name]
    return TrainingNetwork(make, shape, classes=10, batch=128)


TRAINING_NETWORKS = {
    "small-cnn": small("small-cnn"),
    "resnet20": small("resnet20"),
    "resnet18": TrainingNetwork(
        lambda: for_imagenet(ResNet(BasicBlock, [2, 2, 2, 2])), (3, 224, 224), 1000, batch=32),
    "mobilenet-v1": TrainingNetwork(
        lambda: for_imagenet(MobileNetV1(1)), (3, 224, 224), 1000, batch=32),
    "bert-base": TrainingNetwork(lambda: BERTBase(3), None, 3, batch=8, unit="texts"),
}
