"""Writes two training steps of every pruning method, computed with plain PyTorch.

    python Scripts/golden/methods.py Tests/PruningTests/Golden/methods.json

PyTorch 2.13, seed 30, float32 on the CPU. The network is a 3x3 convolution without bias, batch
normalisation, ReLU, the mean over the image and a linear layer; half of the weights are pruned. Each
step is: forward, cross entropy plus the method's penalty, backward, w -= rate * (gradient + decay * w).
"""

import json
import math
import sys

import torch
from torch.nn.functional import batch_norm, conv2d, cross_entropy, linear

RATE, DECAY, SEED = 0.5, 0.01, 30
CONV, FC = "conv1.weight", "fc.weight"


def smallest(scores, count):
    """1 for all but the `count` smallest of each row; of equal ones the first go."""
    mask = torch.ones_like(scores)
    order = scores.sort(dim=1, stable=True).indices[:, :count]
    return mask.scatter(1, order, 0.0)


class Dense:
    """What the methods share: which layers are pruned, and groups and units of their weights."""

    layers = [CONV, FC]
    pattern = "unstructured"
    options = {}
    epochs, steps_per_epoch = 2, 2
    moments = [(0, 0), (0, 1)]
    score_decay, score_factor = 0.0, 1.0

    def __init__(self, weights):
        self.masks, self.scores = {}, {}
        for name in self.layers:
            self.start(name, weights[name])

    def start(self, name, w):
        pass

    def units(self, w):
        return w.reshape(1, -1).abs()

    def spread(self, m, w):
        return m.reshape(w.shape)

    def count(self, name):
        return self.units_of[name] // 2

    units_of = {CONV: 144, FC: 12}

    def prune(self, name, scores, count=None):
        count = self.count(name) if count is None else count
        self.masks[name] = smallest(scores.detach(), count)

    def mask(self, name, w):
        return self.spread(self.masks[name], w)

    def threshold(self, name, w):
        """Halfway between the largest pruned and the smallest kept magnitude."""
        ordered = w.detach().abs().flatten().sort().values
        k = self.count(name)
        return (ordered[k - 1] + ordered[k]) / 2

    def prepare(self, weights, moment):
        pass

    def effective(self, name, w):
        return w

    def penalty(self, weights):
        return 0.0

    def finish(self, weights, moment):
        pass


class PDP(Dense):
    options = {"temperature": 0.01}

    def effective(self, name, w):
        t = self.threshold(name, w)
        return w * torch.sigmoid((w * w - t * t) / 0.01)


class PDPGroups(PDP):
    """2:4: every group of four inputs has a threshold of its own."""

    pattern = "2:4"

    def effective(self, name, w):
        matrix = w.reshape(w.shape[0], w.shape[1], -1).permute(0, 2, 1)
        groups = matrix.reshape(-1, 4)
        ordered = groups.detach().abs().sort(dim=1).values
        t = ((ordered[:, 1] + ordered[:, 2]) / 2)[:, None]
        masked = groups * torch.sigmoid((groups * groups - t * t) / 0.01)
        return masked.reshape(matrix.shape).permute(0, 2, 1).reshape(w.shape)


class PDPChannels(PDP):
    """Channels: the norm of a filter takes the place of the magnitude."""

    layers = [CONV]
    pattern = "channels"
    options = {"temperature": 1.0}
    units_of = {CONV: 4}

    def effective(self, name, w):
        norms = w.reshape(4, -1).norm(dim=1)
        ordered = norms.detach().sort().values
        t = (ordered[1] + ordered[2]) / 2
        m = torch.sigmoid((norms * norms - t * t) / 1.0)
        return w * m.reshape(4, 1, 1, 1)


class PDPBlocks(PDP):
    """2x1: the norm of two outputs at one input takes the place of the magnitude; an odd last output is alone."""

    pattern = "2x1"

    def effective(self, name, w):
        rows = w.reshape(w.shape[0], -1)
        whole = w.shape[0] // 2 * 2
        parts = [(rows[:whole], 2), (rows[whole:], 1)]
        return torch.cat([self.masked(part, height) for part, height in parts if len(part)]).reshape(w.shape)

    def masked(self, rows, height):
        blocks = rows.reshape(-1, height, rows.shape[1])
        squares = (blocks * blocks).sum(dim=1)
        ordered = squares.detach().sqrt().flatten().sort().values
        k = len(ordered) // 2
        t = (ordered[k - 1] + ordered[k]) / 2
        return (blocks * torch.sigmoid((squares - t * t) / 0.01)[:, None]).reshape(rows.shape)


class PDPCentred(PDP):
    """max(0, 2m - 1), with the whole gradient for pruned weights."""

    options = {"relative-temperature": 0.5}

    def effective(self, name, w):
        t = self.threshold(name, w)
        m = torch.sigmoid((w * w - t * t) / (0.5 * t * t))
        rest = w * (w.detach().abs() < t)
        return w * torch.relu(2 * m - 1) + rest - rest.detach()


class Gradual(Dense):
    def prepare(self, weights, moment):
        for name in self.layers:
            if name not in self.masks:
                self.prune(name, self.units(weights[name]))

    def effective(self, name, w):
        return w * self.mask(name, w)


class OneShot(Gradual):
    options = {"epoch": 1}
    moments = [(0, 0), (1, 0)]

    def prepare(self, weights, moment):
        if moment[0] == 1:
            super().prepare(weights, moment)

    def effective(self, name, w):
        return w * self.mask(name, w) if self.masks else w


class StraightThrough(Dense):
    def prepare(self, weights, moment):
        for name in self.layers:
            self.prune(name, self.units(weights[name]))

    def effective(self, name, w):
        m = self.mask(name, w)

        class Masked(torch.autograd.Function):
            @staticmethod
            def forward(context, w):
                return w * m

            @staticmethod
            def backward(context, gradient):
                return gradient

        return Masked.apply(w)


class Shrunk(Dense):
    """A reparameterization that is 0 below the threshold, and gradients times a factor for pruned weights."""

    pruned_scale = 1.0

    def scale(self, w, t):
        return self.pruned_scale

    def effective(self, name, w):
        t, shrunk, scale = self.threshold(name, w), self.shrunk, self.scale

        class Function(torch.autograd.Function):
            @staticmethod
            def forward(context, w):
                context.save_for_backward(w)
                return shrunk(w, t)

            @staticmethod
            def backward(context, gradient):
                (w,) = context.saved_tensors
                return torch.where(w.abs() > t, gradient, gradient * scale(w, t))

        return Function.apply(w)


class Feather(Shrunk):
    options = {"pruned-gradient": 0.25}
    pruned_scale = 0.25

    def shrunk(self, w, t):
        return torch.sign(w) * torch.relu(w.abs() ** 3 - t ** 3) ** (1 / 3)


class PDPSteep(Shrunk):
    options = {"relative-temperature": 0.8}

    def shrunk(self, w, t):
        m = torch.sigmoid((w ** 2 - t ** 2) / (0.8 * t ** 2))
        return w * torch.relu(2 * m - 1) ** (1 / 3)

    def scale(self, w, t):
        return (2 * torch.sigmoid((w ** 2 - t ** 2) / (0.8 * t ** 2))).clamp(max=1)


class ST3(Shrunk):
    def shrunk(self, w, t):
        rest = list(range(1, w.dim()))
        kept = (w.abs() * (w.abs() > t)).mean(dim=rest, keepdim=True) / w.abs().mean(dim=rest, keepdim=True)
        return 1.01 / (kept + 0.01) * torch.sign(w) * torch.relu(w.abs() - t)


class Spartan(Dense):
    """sigmoid(b|w| + u) with the sum of the kept weights' number; one u a layer, a hard cut forward."""

    options = {"initial-sharpness": 2.0, "final-sharpness": 6.0}
    end = 1.6

    def prepare(self, weights, moment):
        epochs = moment[0] + moment[1] / self.steps_per_epoch
        self.beta = 2.0 + 4.0 * epochs / self.end

    def soft(self, w, kept):
        """Differentiable in w, u included: a Newton step whose slope is held brings the derivative of u."""
        z = self.beta * w.double().abs().flatten()
        low, high = -100.0, 100.0
        for _ in range(200):
            u = (low + high) / 2
            low, high = (u, high) if torch.sigmoid(z.detach() + u).sum() < kept else (low, u)
        m = torch.sigmoid(z + u)
        u = u - (m.sum() - kept) / (m * (1 - m)).sum().detach()
        return torch.sigmoid(z + u).float().reshape(w.shape)

    def effective(self, name, w):
        kept = w.numel() - self.count(name)
        product = w * self.soft(w, kept)
        cut = smallest(w.detach().abs().reshape(1, -1), self.count(name)).reshape(w.shape)
        return product + (product * cut - product).detach()


class PLATON(Dense):
    """Windows of one step: averages of |w dL/dw| and of its deviations; weights are zeroed in place."""

    options = {"interval": 1.0, "importance-decay": 0.6, "uncertainty-decay": 0.7}
    moments = [(0, 0), (0, 1), (1, 0), (1, 1)]

    def __init__(self, weights):
        super().__init__(weights)
        self.window, self.mean, self.spread_of = {}, {}, {}

    def prepare(self, weights, moment):
        for name in self.layers:
            w = weights[name]
            score = self.mean[name] * self.spread_of[name] if name in self.mean else w.detach().abs()
            self.prune(name, score.reshape(1, -1))
            with torch.no_grad():
                w *= self.mask(name, w)

    def finish(self, weights, moment):
        for name in self.layers:
            w = weights[name]
            if name in self.window:
                last = self.window[name]
                self.mean[name] = 0.6 * self.mean.get(name, 0) + 0.4 * last
                self.spread_of[name] = 0.7 * self.spread_of.get(name, 0) + 0.3 * (last - self.mean[name]).abs()
            self.window[name] = (w.detach() * w.grad).abs()


class OBERT(Gradual):
    """One cut, after the first step, with F = 0.01 + g g^T in blocks of ten neighbouring weights."""

    options = {"interval": 1.0, "block-size": 10.0, "damping": 0.01}
    moments = [(0, 0), (0, 1), (1, 0)]

    def prepare(self, weights, moment):
        for name in self.layers:
            w = weights[name]
            if w.grad is None:
                self.masks[name] = torch.ones(1, w.numel())
            elif moment == (0, 1):
                self.cut(name, w)

    def cut(self, name, w):
        flat, g = w.detach().double().flatten(), w.grad.double().flatten()
        blocks = [slice(i, min(i + 10, len(flat))) for i in range(0, len(flat), 10)]
        dampings = [0.01 + 10 * 2.0**-23 * g[b].square().max() for b in blocks]
        inverses = [torch.linalg.inv(torch.diag(l.expand(len(g[b]))) + torch.outer(g[b], g[b])) for l, b in zip(dampings, blocks)]
        variances = torch.cat([inverse.diagonal() for inverse in inverses])
        self.prune(name, (flat.abs() / variances.sqrt()).float().reshape(1, -1))
        gone = self.masks[name][0] == 0
        for block, inverse in zip(blocks, inverses):
            q = gone[block]
            flat[block] -= inverse[:, q] @ torch.linalg.solve(inverse[q][:, q], flat[block][q])
        with torch.no_grad():
            w.copy_(flat.reshape(w.shape))
            w *= self.mask(name, w)


class DPF(StraightThrough):
    options = {"mask-interval": 16}

    def prepare(self, weights, moment):
        if moment == (0, 0):
            super().prepare(weights, moment)


class SRSTE(StraightThrough):
    pattern = "2:4"
    options = {"decay": 0.02}

    def units(self, w):
        return w.reshape(w.shape[0], w.shape[1], -1).permute(0, 2, 1).reshape(-1, 4).abs()

    def spread(self, m, w):
        matrix = m.reshape(w.shape[0], -1, w.shape[1]).permute(0, 2, 1)
        return matrix.reshape(w.shape)

    def count(self, name):
        return 2

    def finish(self, weights, moment):
        for name in self.layers:
            w = weights[name]
            w.grad += 0.02 * (1 - self.mask(name, w)) * w.detach()


class STR(Dense):
    options = {"initial-logit": -2.0, "threshold-weight-decay": 0.1}
    score_decay = 0.1

    def start(self, name, w):
        self.scores[name + ".threshold"] = torch.full([1], -2.0, requires_grad=True)

    def effective(self, name, w):
        s = self.scores[name + ".threshold"]
        return torch.sign(w) * torch.relu(w.abs() - torch.sigmoid(s))


class CS(Dense):
    options = {"strength": 0.01, "initial-score": -0.5, "final-sharpness": 5.0}
    epochs = 3
    moments = [(0, 0), (2, 0)]

    def start(self, name, w):
        self.scores[name + ".scores"] = torch.full([1, w.numel()], -0.5, requires_grad=True)

    def prepare(self, weights, moment):
        self.beta = 5.0 ** (moment[0] / 2)

    def gate(self, name):
        s = self.scores[name + ".scores"]
        return torch.sigmoid(self.beta * s) / (1 / (1 + math.exp(0.5)))

    def effective(self, name, w):
        return w * self.gate(name).reshape(w.shape)

    def penalty(self, weights):
        return 0.01 * sum(self.gate(name).sum() for name in self.layers)


class Movement(Dense):
    options = {"score-learning-rate-factor": 3.0}
    score_factor = 3.0

    def start(self, name, w):
        self.scores[name + ".scores"] = torch.zeros(1, w.numel(), requires_grad=True)

    def prepare(self, weights, moment):
        for name in self.layers:
            self.prune(name, self.scores[name + ".scores"])

    def effective(self, name, w):
        m = self.mask(name, w)

        class Top(torch.autograd.Function):
            @staticmethod
            def forward(context, s):
                return m

            @staticmethod
            def backward(context, gradient):
                return gradient

        return w * Top.apply(self.scores[name + ".scores"].reshape(w.shape))


class SoftMovement(Movement):
    options = {"threshold": 0.499, "strength": 0.5, "score-learning-rate-factor": 3.0}

    def prepare(self, weights, moment):
        for name in self.layers:
            s = self.scores[name + ".scores"].detach()
            self.masks[name] = (torch.sigmoid(s) > 0.499).float()

    def penalty(self, weights):
        return 0.5 * sum(torch.sigmoid(s).mean() for s in self.scores.values()) / 2


class OptG(Movement):
    options = {}
    moments = [(0, 0), (1, 0)]

    def prepare(self, weights, moment):
        self.score_factor = 1 / (1 + math.exp(self.epochs / 2 - moment[0]))
        for name in self.layers:
            count = round(self.score_factor * self.count(name))
            self.prune(name, self.scores[name + ".scores"], count)


class ACDC(Gradual):
    epochs = 20
    moments = [(2, 0), (7, 0)]

    def prepare(self, weights, moment):
        if moment[0] == 2:
            super().prepare(weights, moment)
            return
        with torch.no_grad():
            for name in self.layers:
                weights[name] *= self.mask(name, weights[name])
                self.masks[name] = torch.ones_like(self.masks[name])


class RigL(StraightThrough):
    options = {"interval": 1, "drop-share": 0.5}
    end = 1.5

    def prepare(self, weights, moment):
        if not self.masks:
            super().prepare(weights, moment)

    def finish(self, weights, moment):
        for name in self.layers:
            w = weights[name]
            if moment == (0, 1):
                self.exchange(name, w, 0.25 * (1 + math.cos(math.pi * 0.5 / self.end)))
            w.grad *= self.mask(name, w)

    def exchange(self, name, w, share):
        old = self.masks[name].flatten().bool()
        active = [i for i in range(w.numel()) if old[i]]
        drop_count = int(share * len(active))
        magnitudes, gradients = w.detach().abs().flatten(), w.grad.abs().flatten()
        survivors = sorted(active, key=lambda i: float(magnitudes[i]))[drop_count:]
        others = [i for i in range(w.numel()) if i not in survivors]
        grown = sorted(others, key=lambda i: -float(gradients[i]))[:drop_count]
        new = torch.zeros(w.numel())
        new[survivors + grown] = 1
        with torch.no_grad():
            w *= (new * old).reshape(w.shape)
        self.masks[name] = new.reshape(1, -1)


class GraNet(RigL):
    end = 2.0


class L2Norm(Gradual):
    layers = [CONV]
    pattern = "channels"
    units_of = {CONV: 4}

    def units(self, w):
        return w.reshape(4, -1).norm(dim=1).reshape(1, 4)

    def spread(self, m, w):
        return m.reshape(4, 1, 1, 1)


class FPGM(L2Norm):
    def units(self, w):
        rows = w.detach().reshape(4, -1)
        return (rows[:, None] - rows[None]).norm(dim=2).sum(dim=1).reshape(1, 4)


class NetworkSlimming(L2Norm):
    options = {"strength": 0.02}

    def prepare(self, weights, moment):
        if not self.masks:
            self.prune(CONV, weights["bn1.weight"].abs().reshape(1, 4))

    def penalty(self, weights):
        return 0.02 * weights["bn1.weight"].abs().sum()


METHODS = {
    "pdp": PDP, "pdp 2:4": PDPGroups, "pdp channels": PDPChannels, "pdp 2x1": PDPBlocks, "pdp-centred": PDPCentred,
    "pdp-steep": PDPSteep, "feather": Feather, "st-3": ST3, "gradual-magnitude": Gradual, "one-shot-magnitude": OneShot,
    "ste": StraightThrough, "dpf": DPF, "spartan": Spartan, "platon": PLATON, "obert": OBERT, "str": STR, "cs": CS, "optg": OptG, "ac-dc": ACDC,
    "rigl": RigL, "granet": GraNet, "sr-ste": SRSTE, "movement": Movement,
    "soft-movement": SoftMovement, "l2-norm": L2Norm, "fpgm": FPGM,
    "network-slimming": NetworkSlimming,
}


def plain(tensor):
    return {"shape": list(tensor.shape), "elements": tensor.detach().flatten().tolist()}


def network(weights, method, images):
    used = {name: method.effective(name, weights[name]) for name in method.layers}
    x = conv2d(images, used[CONV], padding=1)
    x = batch_norm(x, None, None, weights["bn1.weight"], weights["bn1.bias"], training=True)
    return linear(x.relu().mean(dim=(2, 3)), used.get(FC, weights[FC]), weights["fc.bias"])


def run(kind, initial, images, labels):
    weights = {name: w.clone().requires_grad_() for name, w in initial.items()}
    method = kind(weights)
    steps = []
    for moment in kind.moments:
        method.prepare(weights, moment)
        logits = network(weights, method, images)
        for tensor in [*weights.values(), *method.scores.values()]:
            tensor.grad = None
        (cross_entropy(logits, labels) + method.penalty(weights)).backward()
        method.finish(weights, moment)
        gradients = {name: plain(weights[name].grad) for name in kind.layers}
        with torch.no_grad():
            for w in weights.values():
                w -= RATE * (w.grad + DECAY * w)
            for s in method.scores.values():
                s -= RATE * method.score_factor * (s.grad + method.score_decay * s)
        steps.append({
            "epoch": moment[0], "step": moment[1], "logits": plain(logits),
            "gradients": gradients,
            "weights": {name: plain(w) for name, w in weights.items()},
            "scores": {name: plain(s) for name, s in method.scores.items()},
        })
    return {
        "pattern": kind.pattern, "layers": kind.layers, "options": kind.options,
        "epochCount": kind.epochs, "stepsPerEpoch": kind.steps_per_epoch, "steps": steps,
    }


def main():
    torch.manual_seed(SEED)
    initial = {
        CONV: 0.3 * torch.randn(4, 4, 3, 3), "bn1.weight": 0.5 + torch.rand(4),
        "bn1.bias": 0.1 * torch.randn(4), FC: 0.8 * torch.randn(3, 4), "fc.bias": torch.zeros(3),
    }
    images = torch.randn(8, 4, 5, 5)
    labels = torch.randint(0, 3, (8,))
    golden = {
        "torch": torch.__version__, "seed": SEED, "rate": RATE, "decay": DECAY,
        "images": plain(images), "labels": labels.tolist(),
        "weights": {name: plain(w) for name, w in initial.items()},
        "methods": {name: run(kind, initial, images, labels) for name, kind in METHODS.items()},
    }
    with open(sys.argv[1], "w") as file:
        json.dump(golden, file, indent=None, separators=(",", ":"))
        file.write("\n")


main()
