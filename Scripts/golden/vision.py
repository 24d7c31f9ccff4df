"""MobileNets and ResNets in plain PyTorch, and golden files of their training.

Writes Tests/ModelsTests/Golden/<case>.safetensors: what PyTorch computes in float64 from an initial
state and a batch that are formulas of the names of the tensors, so that no file needs to hold them:
logits, gradients, and the losses and final state of some steps of SGD on that batch. Of a tensor
the file has the sum of its magnitudes, its product with the formula's numbers, which depends on
every element and its place, and its first elements.

The metadata `rounding.<kind>` say how far results may be apart for rounding alone: the largest
difference over the tensors of that kind, each relative to the tensor's largest magnitude, in runs
whose weights and images are wrong by what a sum of float64 in another order is.

Needs: pip install torch==2.13.* numpy safetensors==0.8.0
Run from the package's root: python Scripts/golden/vision.py [CASE …]
"""

import copy
import sys

import numpy as np
import torch
from networks import FOLDER, SETTINGS, compute, distances
from safetensors.torch import save_file
from torch import nn

FIRST = 8
PERTURBATIONS = 3

# What adding a few thousand numbers in another order changes in float64, on the safe side.
PERTURBATION = 2**-46

# Gradients that normalisation makes zero are nothing but rounding; they are compared with this.
FLOOR = 1e-3


def numbers(name: str, count: int) -> np.ndarray:
    """Returns multiples of 2^-15 in -1..<1 that depend on `name` and their index alone.

    The seed is the FNV-1a hash of the name; the mixing is Wellons' lowbias32.
    """
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = (seed ^ byte) * 0x01000193 & 0xFFFFFFFF
    x = np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(seed)
    x = (x ^ x >> 16) * np.uint32(0x7FEB352D)
    x = (x ^ x >> 15) * np.uint32(0x846CA68B)
    x ^= x >> 16
    return ((x >> 16).astype(np.int64) - 32768) / 32768


def formula(name: str, shape: list[int]) -> torch.Tensor:
    """Returns the initial values of the tensor called `name`.

    Weights have the range of the largest power of two below sqrt(6 / fan-in), or 1. Biases are near
    1, so that few channels are zero after a ReLU: one that nearly is, normalised, magnifies rounding.
    """
    values = numbers(name, int(np.prod(shape)))
    if len(shape) >= 2:
        inputs, power = int(np.prod(shape[1:])), 1
        while 24 * power <= inputs:
            power *= 4
        values *= power**-0.5
    elif name.endswith("running_mean"):
        values /= 4
    else:
        values = 1 + values / 4
    return torch.from_numpy(values).reshape(shape)


def fill(network: nn.Module) -> nn.Module:
    """Gives a network the initial values of the formula."""
    state = network.double().state_dict()
    for name, tensor in state.items():
        if tensor.is_floating_point():
            tensor.copy_(formula(name, list(tensor.shape)))
    return network


def conv(inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1) -> nn.Conv2d:
    return nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)


class SamePadded(nn.Conv2d):
    """A 3x3 convolution with TensorFlow's padding of images whose sizes the stride divides."""

    def forward(self, x):
        before, after = (0, 1) if self.stride == (2, 2) else (1, 1)
        return super().forward(nn.functional.pad(x, (before, after, before, after)))


class MobileNetV1(nn.Module):
    BLOCKS = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1),
              (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)]  # fmt: skip

    def __init__(self, width: float, stride: int = 2, is_folded: bool = False):
        super().__init__()

        def layers(inputs, outputs, size, stride=1, groups=1):
            if not is_folded:
                convolution = conv(inputs, outputs, size, stride, groups)
                return [convolution, nn.BatchNorm2d(outputs), nn.ReLU()]
            kind = SamePadded if size == 3 else nn.Conv2d
            return [kind(inputs, outputs, size, stride, groups=groups), nn.ReLU6()]

        channels = int(32 * width)
        blocks = [layers(3, channels, 3, stride)]
        for outputs, stride in self.BLOCKS:
            outputs = int(outputs * width)
            depthwise = layers(channels, channels, 3, stride, groups=channels)
            blocks.append(depthwise + layers(channels, outputs, 1))
            channels = outputs
        self.model = nn.Sequential(*(nn.Sequential(*block) for block in blocks))
        self.fc = nn.Linear(channels, 10)

    def forward(self, x):
        return self.fc(self.model(x).mean((2, 3)))


class InvertedResidual(nn.Module):
    def __init__(self, inputs: int, outputs: int, expansion: int, stride: int):
        super().__init__()
        hidden = inputs * expansion
        layers = [normalized(conv(inputs, hidden, 1))] if expansion > 1 else []
        layers += [normalized(conv(hidden, hidden, 3, stride, groups=hidden))]
        layers += [conv(hidden, outputs, 1), nn.BatchNorm2d(outputs)]
        self.conv = nn.Sequential(*layers)
        self.is_residual = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.conv(x) if self.is_residual else self.conv(x)


def normalized(convolution: nn.Conv2d) -> nn.Sequential:
    return nn.Sequential(convolution, nn.BatchNorm2d(convolution.out_channels), nn.ReLU6())


def multiple_of_8(count: float) -> int:
    nearest = max(8, int(count + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * count else nearest + 8


class MobileNetV2(nn.Module):
    STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1),
              (6, 160, 3, 2), (6, 320, 1, 1)]  # fmt: skip

    def __init__(self, width: float, is_small: bool = False):
        super().__init__()
        channels = multiple_of_8(32 * width)
        layers = [normalized(conv(3, channels, 3, 1 if is_small else 2))]
        for expansion, outputs, count, stride in self.STAGES:
            if is_small and outputs == 24:
                stride = 1
            outputs = multiple_of_8(outputs * width)
            for index in range(count):
                first = stride if index == 0 else 1
                layers.append(InvertedResidual(channels, outputs, expansion, first))
                channels = outputs
        layers.append(normalized(conv(channels, 1280, 1)))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(0), nn.Linear(1280, 10))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inputs: int, channels: int, stride: int):
        super().__init__()
        self.conv1, self.bn1 = conv(inputs, channels, 3, stride), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = conv(channels, channels, 3), nn.BatchNorm2d(channels)
        self.downsample = projection(inputs, channels, stride)

    def forward(self, x):
        residual = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        return (residual + (self.downsample(x) if self.downsample else x)).relu()


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inputs: int, channels: int, stride: int):
        super().__init__()
        outputs = channels * self.expansion
        self.conv1, self.bn1 = conv(inputs, channels, 1), nn.BatchNorm2d(channels)
        self.conv2, self.bn2 = conv(channels, channels, 3, stride), nn.BatchNorm2d(channels)
        self.conv3, self.bn3 = conv(channels, outputs, 1), nn.BatchNorm2d(outputs)
        self.downsample = projection(inputs, outputs, stride)

    def forward(self, x):
        inner = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu())).relu()
        residual = self.bn3(self.conv3(inner))
        return (residual + (self.downsample(x) if self.downsample else x)).relu()


def projection(inputs: int, outputs: int, stride: int) -> nn.Sequential | None:
    if stride == 1 and inputs == outputs:
        return None
    return nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs))


class ResNet(nn.Module):
    def __init__(self, block: type, counts: list[int], is_small: bool = False):
        super().__init__()
        self.conv1 = conv(3, 64, 3) if is_small else conv(3, 64, 7, 2)
        self.bn1 = nn.BatchNorm2d(64)
        self.maxpool = nn.Identity() if is_small else nn.MaxPool2d(3, 2, 1)
        inputs = 64
        for stage, count in enumerate(counts):
            blocks = []
            for index in range(count):
                stride = 2 if stage > 0 and index == 0 else 1
                blocks.append(block(inputs, 64 << stage, stride))
                inputs = (64 << stage) * block.expansion
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, 10)

    def forward(self, x):
        x = self.maxpool(self.bn1(self.conv1(x)).relu())
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean((2, 3)))


# Each case with the size of its images, its steps and their learning rate.
CASES = {
    "mobilenet-v1": (lambda: MobileNetV1(0.25), 64, 20, 0.005),
    "mobilenet-v1-small-images": (lambda: MobileNetV1(0.25, stride=1), 16, 20, 0.005),
    "mobilenet-v1-folded": (lambda: MobileNetV1(0.25, is_folded=True), 64, 20, 0.001),
    "mobilenet-v2": (lambda: MobileNetV2(0.25), 64, 20, 0.005),
    "mobilenet-v2-small-images": (lambda: MobileNetV2(0.25, is_small=True), 16, 20, 0.005),
    "resnet18": (lambda: ResNet(BasicBlock, [2, 2, 2, 2]), 32, 20, 0.005),
    "resnet18-small-images": (lambda: ResNet(BasicBlock, [2, 2, 2, 2], True), 16, 2, 0.005),
    "resnet34": (lambda: ResNet(BasicBlock, [3, 4, 6, 3]), 64, 2, 0.005),
    "resnet50": (lambda: ResNet(Bottleneck, [3, 4, 6, 3]), 64, 2, 0.005),
}


def perturbed(tensor: torch.Tensor) -> torch.Tensor:
    return tensor * (1 + PERTURBATION * torch.randn_like(tensor))


def rounding(exact: dict, network: nn.Module, *arguments) -> dict:
    """Returns how far results may be from the exact ones, by kind."""
    images, *others = arguments
    found = []
    for _ in range(PERTURBATIONS):
        changed = copy.deepcopy(network)
        for parameter in changed.parameters():
            parameter.data = perturbed(parameter.data)
        found.append(distances(exact, compute(changed, perturbed(images), *others), FLOOR))
    return {kind: max(distance[kind] for distance in found) for kind in found[0]}


def summary(tensor: torch.Tensor) -> torch.Tensor:
    flat = tensor.double().flatten()
    product = flat @ torch.from_numpy(numbers("product", flat.numel()))
    return torch.cat([torch.stack([flat.abs().sum(), product]), flat[:FIRST]])


def write(name: str) -> None:
    torch.manual_seed(0)
    make, size, steps, rate = CASES[name]
    network = fill(make())
    images, labels = formula("images", [4, 3, size, size]) * 8, torch.arange(4) * 3 % 10
    arguments = images, labels, steps, SETTINGS | {"lr": rate}
    exact = compute(network, *arguments)
    tensors = {key: summary(tensor) for key, tensor in exact.items()}
    bounds = rounding(exact, network, *arguments)
    metadata = {f"rounding.{kind}": repr(bound) for kind, bound in bounds.items()}
    metadata |= {"torch": torch.__version__, "images": str(size), "learningRate": repr(rate)}
    metadata |= {"steps": str(steps)}
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(tensors, FOLDER / f"{name}.safetensors", metadata)
    print(name, metadata)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for case in sys.argv[1:] or CASES:
        write(case)
