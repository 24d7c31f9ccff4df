"""What every file of the zoo goes through."""

import os
import shutil

import numpy as np
import onnx
import safetensors.numpy
import yaml

import gradients
from running import Failed, difference, latencies, outputs, pdp

ONE_SHOT = {"method": "one-shot-magnitude", "sparsity": 0.9}
CHANNELS = {"method": "l2-norm", "pattern": "channels", "sparsity": 0.5, "allocation": "uniform"}


class Check:
    """The steps for one file; `results` has what was measured, `failures` the reasons of the others."""

    def __init__(self, path, inputs, folder, network=None):
        """Takes a file with its inputs, and the network of PyTorch that it was exported from."""
        self.path, self.inputs, self.folder, self.network = path, inputs, folder, network
        self.results, self.failures = {}, {}
        os.makedirs(folder, exist_ok=True)

    def run(self):
        try:
            self.expected = outputs(self.path, self.inputs)
            self.results["nodes"] = len(onnx.load(self.path, load_external_data=False).graph.node)
        except Failed as failure:
            self.failures["original"] = str(failure)
            return
        # Targets of a recipe are one array; a network with several outputs imitates itself.
        self.imitates = len(self.expected) > 1
        self.attempt("read", self.read)
        if "read" in self.failures:
            return
        if self.network is not None and not self.imitates:
            self.attempt("trained", self.train)
        self.attempt("pruned", self.prune)
        self.attempt("thinned", self.thin)

    def attempt(self, step, action):
        try:
            action()
        except Failed as failure:
            self.failures[step] = str(failure)

    def read(self):
        """The network as read against the file, and as it is written again."""
        folder = self.data("original", self.expected[0])
        summary = self.prune_with(None, "dense", folder)
        if not self.imitates:
            self.results["readDifference"] = self.of_largest(summary["results"], self.expected[0])
        self.results["parameters"] = summary["parameters"]
        again = outputs(self.export("dense"), self.inputs)
        self.results["writtenDifference"] = difference(again, self.expected)

    def train(self):
        """One step of gradient descent beside PyTorch's gradients."""
        wanted = self.expected[0]
        noise = np.random.default_rng(1).standard_normal(wanted.shape, dtype=np.float32)
        targets = wanted + noise * wanted.std()
        parameters, own = gradients.of_torch(self.network, self.path, self.inputs, targets)
        folder = self.data("step", targets, parts=("train", "test"))
        learning_rate = self.descend(gradients.rate(parameters), folder)
        before, after = [
            safetensors.numpy.load_file(self.file(name + "/model.safetensors"))
            for name in ("dense", "trained")
        ]
        worst, share = gradients.difference(before, after, learning_rate, parameters)
        self.results["gradientDifference"], self.results["gradientShare"] = worst, share
        self.results["torchGradientDifference"] = own

    def descend(self, rate, folder):
        """Trains for a step, at a lower rate where the network does not survive it; returns the rate."""
        for attempt in range(4):
            descent = {
                "kind": "sgd", "learningRate": rate, "momentum": 0, "weightDecay": 0,
                "schedule": {"shape": "constant"},
            }
            try:
                self.prune_with(None, "trained", folder, epochs=1, optimizer=descent)
                return rate
            except Failed:
                if attempt == 3:
                    raise
                shutil.rmtree(self.file("trained"), ignore_errors=True)
                rate /= 10

    def prune(self):
        """90 % zeros at once; what onnxruntime makes of the written file against the model."""
        summary = self.prune_with(ONE_SHOT, "sparse", self.file("original"))
        self.results["sparsity"] = summary["sparsity"]
        path = self.export("sparse")
        found = outputs(path, self.inputs)
        self.results["zeros"] = zero_share(path)
        if self.imitates:
            return
        folder = self.data("pruned", found[0])
        report = pdp(
            "evaluate", self.file("sparse/model.safetensors"), "--data", folder, "--json",
            "--threads", "1",
        )
        self.results["prunedDifference"] = self.of_largest(report["results"], found[0])

    def thin(self):
        """Half of the channels, taken out, and both networks in onnxruntime."""
        self.prune_with(CHANNELS, "channels", self.file("original"))
        masked = self.export("channels")
        thinned = self.file("thinned.safetensors")
        report = pdp("thin", self.file("channels/model.safetensors"), "--out", thinned, "--json")
        small = self.file("thinned.onnx")
        pdp("export", thinned, "--format", "onnx", "--out", small)
        self.compare_thinned(report, masked, small)

    def compare_thinned(self, report, masked, small):
        self.results["thinning"] = {key: value for key, value in report.items() if key != "layers"}
        self.results["thinnedDifference"] = difference(
            outputs(small, self.inputs), outputs(masked, self.inputs)
        )
        self.results["latencies"] = latencies([self.path, masked, small], self.inputs)

    def prune_with(self, pruning, name, data, **others):
        recipe = {
            "network": os.path.abspath(self.path), "epochs": 0,
            "task": "imitate" if self.imitates else "regression",
            "batchSize": 2, "data": {"kind": "arrays"}, "pruning": pruning, **others,
        }
        path = self.file(name + ".yaml")
        with open(path, "w") as file:
            yaml.safe_dump(recipe, file)
        out = self.file(name)
        return pdp("prune", path, "--data", data, "--out", out, "--json", "--threads", "1")

    def export(self, name):
        path = self.file(name + ".onnx")
        pdp("export", self.file(name + "/model.safetensors"), "--format", "onnx", "--out", path)
        return path

    def data(self, name, targets, parts=("test",)):
        """A folder with the inputs, and what a network of one output is to give for them."""
        folder = self.file(name)
        os.makedirs(folder, exist_ok=True)
        arrays = dict(self.inputs) if self.imitates else dict(self.inputs, targets=targets)
        for part in parts:
            np.savez(os.path.join(folder, part + ".npz"), **arrays)
        return folder

    def of_largest(self, metrics, values):
        """The root mean squared error, of the largest value."""
        return metrics["rootMeanSquaredError"] / max(float(np.abs(values).max()), 1e-30)

    def file(self, name):
        return os.path.join(self.folder, name)


def weights(model):
    return [value for value in model.graph.initializer if len(value.dims) > 1]


def zero_share(path):
    """The share of zeros in all matrices and filters of a file."""
    arrays = [onnx.numpy_helper.to_array(value) for value in weights(onnx.load(path))]
    arrays = [array for array in arrays if array.dtype.kind == "f"]
    return sum(int((array == 0).sum()) for array in arrays) / sum(array.size for array in arrays)
