"""Takes half of the channels out of networks with Torch-Pruning and with `pdp thin`, and tells who is right.

    torch_pruning_peer.py PDP [NAME…]

Torch-Pruning chooses the channels. In a copy of the network all that makes these channels is set to zero;
the smaller network has to compute what the copy computes. The copy, as an ONNX file, is thinned by PDP,
the command. The table has the largest difference of the outputs, as a share of the largest output, and how
many times as fast as the copy the thinned file is in onnxruntime: the ratio of medians of runs in turns.
"""

import copy
import statistics
import subprocess
import sys
import tempfile
import time

import torch
import torch_pruning
from torch import nn

import exporting
import networks

OWN_WIDTHS = (nn.Linear, nn.Conv2d)
CLASSES = {3, 10, 8}
ROUNDS = 21


def is_output(module):
    width = getattr(module, "out_features", getattr(module, "out_channels", None))
    return isinstance(module, OWN_WIDTHS) and width in CLASSES


class Mask:
    """Sets to zero in `network` what makes the channels that groups of Torch-Pruning lose in `original`."""

    def __init__(self, original, network):
        self.names = {module: name for name, module in original.named_modules()}
        self.network = network
        self.left = {}

    def apply(self, group):
        for item in group:
            module, name = item.dep.target.module, self.names.get(item.dep.target.module)
            if item.dep.handler.__name__ != "prune_out_channels" or name is None:
                continue
            twin = self.network.get_submodule(name)
            if getattr(twin, "weight", None) is None:
                continue
            is_table = isinstance(twin, nn.Embedding)
            weight = twin.weight.T if is_table else twin.weight
            left = self.left.setdefault(name, list(range(weight.shape[0])))
            places = sorted({int(getattr(index, "idx", index)) for index in item.idxs}, reverse=True)
            with torch.no_grad():
                for place in places:
                    channel = left.pop(place)
                    weight[channel] = 0
                    if getattr(twin, "bias", None) is not None:
                        twin.bias[channel] = 0


def parameters(network):
    return sum(parameter.numel() for parameter in network.parameters())


def as_tuple(outputs):
    return outputs if isinstance(outputs, tuple) else (outputs,)


def difference(ones, others):
    largest = max(float(one.abs().max()) for one in ones)
    return max(float((one - other).abs().max()) for one, other in zip(ones, others)) / largest


def speedup(runs):
    """How many times as fast as the first of two functions the second is."""
    seconds = [[], []]
    for _ in range(ROUNDS):
        for run, found in zip(runs, seconds):
            start = time.perf_counter()
            run()
            found.append(time.perf_counter() - start)
    return statistics.median(seconds[0]) / statistics.median(seconds[1])


def peer(network, inputs):
    """The network pruned by Torch-Pruning, and the masked copy; both in double precision."""
    network = network.double()
    masked = copy.deepcopy(network)
    inputs = {
        name: value.double() if value.is_floating_point() else value
        for name, value in inputs.items()
    }
    mask = Mask(network, masked)
    pruner = torch_pruning.pruner.MetaPruner(
        network, tuple(inputs.values()),
        importance=torch_pruning.importance.MagnitudeImportance(p=2), pruning_ratio=0.5,
        ignored_layers=[module for module in network.modules() if is_output(module)],
    )
    for group in pruner.step(interactive=True):
        mask.apply(group)
        group.prune()
    with torch.no_grad():
        error = difference(
            as_tuple(masked(*inputs.values())), as_tuple(network(*inputs.values()))
        )
    return parameters(network), error, masked.float()


def own(pdp, name, masked, folder):
    """Parameters, difference and speed of the copy, thinned as an ONNX file."""
    import onnx
    import onnxruntime

    paths = [f"{folder}/{name}.onnx", f"{folder}/{name}-thin.onnx"]
    inputs = networks.make(name)[1]
    exporting.export_network(name, masked, inputs, "dynamo", paths[0])
    outcome = subprocess.run(
        [pdp, "thin", paths[0], "--out", paths[1], "--multiple", "1"],
        capture_output=True, text=True,
    )
    if outcome.returncode:
        return f"– | {outcome.stderr.strip().splitlines()[0]} | –"
    feeds = {key: value.numpy() for key, value in inputs.items()}
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    runs = []
    for path in paths:
        session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        names = {value.name for value in session.get_inputs()}
        given = {key: value for key, value in feeds.items() if key in names}
        runs.append(lambda session=session, given=given: session.run(None, given))
    results = [[torch.tensor(output) for output in run()] for run in runs]
    floats = {onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE}
    count = sum(
        int(torch.tensor(list(weight.dims)).prod())
        for weight in onnx.load(paths[1]).graph.initializer if weight.data_type in floats
    )
    return f"{count:,} | {difference(*results):.1e} | {speedup(runs):.2f} ×"


def main():
    pdp, *names = sys.argv[1:]
    print("| network | parameters | Torch-Pruning | difference | `pdp thin` | difference | speed |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in names or networks.NETWORKS:
            network, inputs = networks.make(name)
            whole = parameters(network)
            try:
                count, error, masked = peer(network, inputs)
                theirs = f"{count:,} | {error:.1e}"
                ours = own(pdp, name, masked, folder)
            except Exception as problem:  # Whatever stops the peer is its result.
                theirs = f"– | {type(problem).__name__}: {str(problem).splitlines()[0][:80]}"
                ours = "– | nothing to compare with | –"
            print(f"| {name} | {whole:,} | {theirs} | {ours} |", flush=True)


if __name__ == "__main__":
    main()
