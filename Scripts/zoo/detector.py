"""A small detector in the manner of YOLO11: C3k2-like blocks, pooling at several sizes, three outputs."""

import torch
from torch import nn


def convolution(inputs, outputs, size=1, stride=1, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outputs),
        nn.SiLU(),
    )


class Bottleneck(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.first = convolution(channels, channels // 2, 3)
        self.second = convolution(channels // 2, channels, 3)

    def forward(self, x):
        return x + self.second(self.first(x))


class C3k2(nn.Module):
    """Splits its channels in halves, and concatenates them with what each bottleneck makes of the last."""

    def __init__(self, inputs, outputs, count=2):
        super().__init__()
        self.half = outputs // 2
        self.enter = convolution(inputs, 2 * self.half)
        self.blocks = nn.ModuleList(Bottleneck(self.half) for _ in range(count))
        self.leave = convolution((2 + count) * self.half, outputs)

    def forward(self, x):
        parts = list(self.enter(x).split((self.half, self.half), 1))
        for block in self.blocks:
            parts.append(block(parts[-1]))
        return self.leave(torch.cat(parts, 1))


class FastPyramidPooling(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.enter = convolution(channels, channels // 2)
        self.pool = nn.MaxPool2d(5, 1, 2)
        self.leave = convolution(2 * channels, channels)

    def forward(self, x):
        parts = [self.enter(x)]
        for _ in range(3):
            parts.append(self.pool(parts[-1]))
        return self.leave(torch.cat(parts, 1))


class Detector(nn.Module):
    """Two scales upwards, and for each scale numbers for a box and for every class at every place."""

    def __init__(self, classes=4):
        super().__init__()
        self.stem = nn.Sequential(convolution(3, 16, 3, 2), convolution(16, 32, 3, 2))
        self.stage3 = nn.Sequential(C3k2(32, 64), convolution(64, 64, 3, 2))
        self.stage4 = nn.Sequential(C3k2(64, 128), convolution(128, 128, 3, 2))
        self.stage5 = nn.Sequential(
            C3k2(128, 128), convolution(128, 128, 3, 2), FastPyramidPooling(128)
        )
        self.up = nn.Upsample(scale_factor=2, mode="nearest")
        self.neck4 = C3k2(256, 64)
        self.neck3 = C3k2(128, 64)
        self.heads = nn.ModuleList(
            nn.Sequential(
                convolution(channels, channels, 3, groups=channels),
                convolution(channels, 32),
                nn.Conv2d(32, 4 + classes, 1),
            )
            for channels in (64, 64, 128)
        )

    def forward(self, x):
        x3 = self.stage3(self.stem(x))
        x4 = self.stage4(x3)
        x5 = self.stage5(x4)
        n4 = self.neck4(torch.cat([self.up(x5), x4], 1))
        n3 = self.neck3(torch.cat([self.up(n4), x3], 1))
        return tuple(
            head(features).flatten(2) for head, features in zip(self.heads, (n3, n4, x5))
        )
