"""The networks of Sources/Models in plain PyTorch, and golden files of their training.

Writes Tests/ModelsTests/Golden/<network>.safetensors: the initial state, a batch, and what PyTorch
computes from them: logits, gradients, and the losses and final state of 20 steps of SGD on that
batch. Everything is computed in float64 and rounded to float32 for the file.

The metadata `rounding.<kind>` say how far float32 is from that: the largest difference over the
tensors of that kind, each relative to the tensor's largest magnitude, in PyTorch's own float32 and
in float64 runs whose inputs are wrong by a float32 rounding. That distance is small only while no
ReLU changes sides, so the images are small and each seed is one for which none does.

Needs: pip install torch==2.13.* numpy safetensors==0.8.0 (seed and threads are set below).
Run from the package's root: python Scripts/golden/networks.py
"""

import copy
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn

FOLDER = Path(__file__).parents[2] / "Tests/ModelsTests/Golden"
STEPS = 20
SETTINGS = {"lr": 0.05, "momentum": 0.9, "weight_decay": 5e-4}
LABEL_SMOOTHING = 0.1
SAMPLE = 64
PERTURBATIONS = 6


def conv(inputs: int, outputs: int, stride: int = 1) -> nn.Conv2d:
    layer = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
    nn.init.kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
    return layer


class SmallCNN(nn.Module):
    def __init__(self, channels: int = 1, classes: int = 10):
        super().__init__()
        self.conv1, self.bn1 = conv(channels, 24), nn.BatchNorm2d(24)
        self.conv2, self.bn2 = conv(24, 48, stride=2), nn.BatchNorm2d(48)
        self.conv3, self.bn3 = conv(48, 96, stride=2), nn.BatchNorm2d(96)
        self.conv4, self.bn4 = conv(96, 192, stride=2), nn.BatchNorm2d(192)
        self.fc = nn.Linear(192, classes)

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        x = self.bn2(self.conv2(x)).relu()
        x = self.bn3(self.conv3(x)).relu()
        x = self.bn4(self.conv4(x)).relu()
        return self.fc(x.mean(dim=(2, 3)))


class Block(nn.Module):
    def __init__(self, inputs: int, outputs: int):
        super().__init__()
        self.conv1 = conv(inputs, outputs, stride=1 if inputs == outputs else 2)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = conv(outputs, outputs), nn.BatchNorm2d(outputs)
        self.new_channels = outputs - inputs

    def forward(self, x):
        residual = self.bn2(self.conv2(self.bn1(self.conv1(x)).relu()))
        if self.new_channels:
            before = self.new_channels // 2
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, before, self.new_channels - before))
        return (residual + x).relu()


class CIFARResNet(nn.Module):
    def __init__(self, blocks: int, channels: int = 3, classes: int = 10):
        super().__init__()
        self.conv1, self.bn1 = conv(channels, 16), nn.BatchNorm2d(16)
        self.layer1 = self.stage(blocks, 16, 16)
        self.layer2 = self.stage(blocks, 16, 32)
        self.layer3 = self.stage(blocks, 32, 64)
        self.linear = nn.Linear(64, classes)

    @staticmethod
    def stage(blocks: int, inputs: int, outputs: int) -> nn.Sequential:
        first = Block(inputs, outputs)
        return nn.Sequential(first, *(Block(outputs, outputs) for _ in range(blocks - 1)))

    def forward(self, x):
        x = self.bn1(self.conv1(x)).relu()
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean(dim=(2, 3)))


# The networks by name, each with the usual shape of its images.
NETWORKS = {
    "small-cnn": (SmallCNN, (1, 28, 28)),
    "resnet20": (lambda: CIFARResNet(3), (3, 32, 32)),
    "resnet56": (lambda: CIFARResNet(9), (3, 32, 32)),
}


def compute(
    network: nn.Module, images: torch.Tensor, labels: torch.Tensor,
    steps: int = STEPS, settings: dict = SETTINGS,
) -> dict:
    """Returns what the golden file holds beside the inputs, by kind and name."""
    network = copy.deepcopy(network)
    optimizer = torch.optim.SGD(network.parameters(), **settings)
    results = {}
    with torch.no_grad():
        results["logits.evaluation"] = network.eval()(images)
    network.train()
    losses = []
    for step in range(steps):
        logits = network(images)
        loss = F.cross_entropy(logits, labels, label_smoothing=LABEL_SMOOTHING)
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.detach())
        if step == 0:
            results["logits.training"] = logits.detach()
            for name, parameter in network.named_parameters():
                results[f"gradient.{name}"] = parameter.grad.clone()
        optimizer.step()
    results["losses"] = torch.stack(losses)
    results |= {f"final.{name}": tensor for name, tensor in network.state_dict().items()}
    return results


def distances(exact: dict, other: dict, floor: float = 0) -> dict:
    """Returns the largest relative distance of the tensors of each kind.

    Tensors without larger numbers than `floor` count as if they had it.
    """
    result = {}
    for name, tensor in exact.items():
        kind = name.split(".")[0]
        magnitude = max(tensor.double().abs().max().item(), floor) or 1
        difference = (other[name].double() - tensor.double()).abs().max().item()
        result[kind] = max(result.get(kind, 0), difference / magnitude)
    return result


def perturbed(tensor: torch.Tensor) -> torch.Tensor:
    """Returns float64 numbers with an error like that of rounding to float32."""
    return tensor * (1 + 2**-24 * torch.randn_like(tensor))


def rounding(exact: dict, network: nn.Module, images: torch.Tensor, labels: torch.Tensor) -> dict:
    """Returns how far results in float32 may be from the exact ones, by kind."""
    found = [distances(exact, compute(network.float(), images.float(), labels))]
    for _ in range(PERTURBATIONS):
        changed = copy.deepcopy(network).double()
        for parameter in changed.parameters():
            parameter.data = perturbed(parameter.data)
        found.append(distances(exact, compute(changed, perturbed(images.double()), labels)))
    return {kind: max(distance[kind] for distance in found) for kind in found[0]}


def sample(tensor: torch.Tensor) -> torch.Tensor:
    """Stands for a large tensor: its sum, the sum of its magnitudes and its first elements."""
    if tensor.numel() <= 1024:
        return tensor
    flat = tensor.double().flatten()
    return torch.cat([torch.stack([flat.sum(), flat.abs().sum()]), flat[:SAMPLE]])


def stored(tensor: torch.Tensor) -> torch.Tensor:
    return tensor.float() if tensor.is_floating_point() else tensor


def write(name: str, seed: int, shape: list[int], is_sampled: bool) -> None:
    torch.manual_seed(seed)
    network = NETWORKS[name][0]()
    images, labels = torch.randn(shape), torch.arange(shape[0]) * 3 % 10
    exact = compute(network.double(), images.double(), labels)
    bounds = rounding(exact, network, images, labels)
    tensors = {"images": images, "labels": labels}
    tensors |= {f"initial.{key}": value for key, value in network.float().state_dict().items()}
    for key, value in exact.items():
        tensors[key] = stored(sample(value) if is_sampled else value).contiguous()
    metadata = {f"rounding.{kind}": repr(bound) for kind, bound in bounds.items()}
    metadata |= {"torch": torch.__version__, "seed": str(seed)}
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(tensors, FOLDER / f"{name}.safetensors", metadata)
    print(name, metadata)


if __name__ == "__main__":
    torch.set_num_threads(1)
    write("small-cnn", seed=4, shape=[8, 1, 14, 14], is_sampled=False)
    write("resnet20", seed=0, shape=[4, 3, 8, 8], is_sampled=True)
