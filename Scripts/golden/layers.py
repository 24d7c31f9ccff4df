"""Outputs and gradients of single layers in PyTorch.

Writes Tests/LayersTests/Golden/layers.safetensors. For every case NAME it holds `NAME.input`, the weights
`NAME.weight.PATH` by their names in PyTorch, `NAME.output`, and, of the sum of the output times `NAME.factor`,
the gradients `NAME.gradient.PATH` and `NAME.gradient.input`. All are computed in double precision and small.

Needs: pip install torch==2.13.* numpy safetensors==0.8.0 (the seed is set below).
Run from the package's root: python Scripts/golden/layers.py
"""

import pathlib

import torch
from safetensors.torch import save_file
from torch import nn

FILE = pathlib.Path("Tests/LayersTests/Golden/layers.safetensors")


class Same(nn.Module):
    """Zeros of unequal number around an image, then a convolution."""

    def __init__(self):
        super().__init__()
        self.convolution = nn.Conv2d(2, 3, (2, 3))

    def forward(self, x):
        return self.convolution(nn.functional.pad(x, (1, 2, 0, 1)))


class GroupedAttention(nn.Module):
    """Four heads of queries over two heads of keys, five wide."""

    def __init__(self):
        super().__init__()
        self.query, self.key = nn.Linear(6, 20), nn.Linear(3, 10)
        self.value, self.output = nn.Linear(3, 10), nn.Linear(20, 6)
        self.context = torch.randn(2, 4, 3, dtype=torch.float64)

    def forward(self, x):
        def heads(y, count):
            return y.unflatten(2, (count, -1)).transpose(1, 2)

        q = heads(self.query(x), 4)
        k = heads(self.key(self.context), 2).repeat_interleave(2, 1)
        v = heads(self.value(self.context), 2).repeat_interleave(2, 1)
        weights = (q @ k.transpose(2, 3) / 5**0.5).softmax(-1)
        return self.output((weights @ v).transpose(1, 2).flatten(2))


CASES = {
    "conv1d": (nn.Conv1d(4, 6, 3, stride=2, padding=1, dilation=2, groups=2), [2, 4, 9]),
    "conv2d-rectangular": (nn.Conv2d(2, 3, (3, 1), stride=(2, 1), padding=(1, 0)), [2, 2, 5, 4]),
    "conv2d-same": (nn.Conv2d(2, 3, (4, 3), padding="same", dilation=(1, 2)), [1, 2, 5, 6]),
    "conv2d-sides": (Same(), [1, 2, 4, 3]),
    "conv3d": (nn.Conv3d(2, 2, (2, 3, 1), stride=(1, 2, 1), padding=(0, 1, 0), bias=False), [1, 2, 3, 4, 2]),
    "transposed1d": (nn.ConvTranspose1d(3, 4, 4, stride=2, padding=1), [2, 3, 4]),
    "transposed2d": (
        nn.ConvTranspose2d(4, 6, (3, 2), stride=(2, 3), padding=(1, 0), output_padding=(1, 2), groups=2),
        [1, 4, 3, 2],
    ),
    "transposed3d": (nn.ConvTranspose3d(2, 1, 2, stride=2, bias=False), [1, 2, 2, 1, 2]),
    "group-norm": (nn.GroupNorm(2, 4, eps=1e-3), [2, 4, 3]),
    "instance-norm": (nn.InstanceNorm2d(3, eps=1e-4, affine=True), [2, 3, 2, 2]),
    "rms-norm": (nn.RMSNorm(5, eps=1e-6), [2, 3, 5]),
    "silu": (nn.SiLU(), [9]),
    "hard-swish": (nn.Hardswish(), [9]),
    "hard-sigmoid": (nn.Hardsigmoid(), [9]),
    "sigmoid": (nn.Sigmoid(), [9]),
    "tanh": (nn.Tanh(), [9]),
    "leaky-relu": (nn.LeakyReLU(0.2), [9]),
    "prelu": (nn.PReLU(3), [2, 3, 2]),
    "gelu": (nn.GELU(), [9]),
    "gelu-tanh": (nn.GELU(approximate="tanh"), [9]),
    "max-pool1d": (nn.MaxPool1d(3, stride=2, padding=1, ceil_mode=True), [1, 2, 6]),
    "max-pool2d": (nn.MaxPool2d((2, 3), stride=(1, 2), dilation=(2, 1)), [1, 2, 5, 6]),
    "max-pool3d": (nn.MaxPool3d(2), [1, 1, 4, 2, 2]),
    "average-pool1d": (nn.AvgPool1d(2, stride=2, ceil_mode=True), [1, 2, 5]),
    "average-pool2d": (nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False), [1, 2, 5, 4]),
    "average-pool3d": (nn.AvgPool3d((2, 1, 2)), [1, 1, 4, 2, 2]),
    "adaptive-average": (nn.AdaptiveAvgPool2d((3, 2)), [1, 2, 5, 7]),
    "adaptive-max": (nn.AdaptiveMaxPool1d(3), [1, 2, 7]),
    "attention": (GroupedAttention(), [2, 3, 6]),
}

if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.manual_seed(0)
    tensors = {}
    for name, (layer, shape) in CASES.items():
        layer = layer.double()
        for parameter in layer.parameters():
            parameter.data = torch.randn_like(parameter)
        x = (3 * torch.randn(shape, dtype=torch.float64)).requires_grad_()
        output = layer(x)
        factor = torch.randn_like(output)
        (output * factor).sum().backward()
        tensors[f"{name}.input"] = x.detach()
        tensors[f"{name}.output"], tensors[f"{name}.factor"] = output.detach(), factor
        tensors[f"{name}.gradient.input"] = x.grad
        for path, parameter in layer.named_parameters():
            tensors[f"{name}.weight.{path}"] = parameter.detach()
            tensors[f"{name}.gradient.{path}"] = parameter.grad
    tensors["attention.context"] = CASES["attention"][0].context
    save_file(
        {name: tensor.contiguous() for name, tensor in tensors.items()},
        FILE,
        {"torch": torch.__version__, "seed": "0"},
    )
    print(f"{len(CASES)} layers, {FILE.stat().st_size} bytes")
