"""Writes the networks as ONNX files, as users do, with both exporters of torch."""

import contextlib
import io
import logging
import warnings

import torch

import networks

EXPORTERS = ("dynamo", "TorchScript")


def export(name, exporter, path):
    """Exports a network.

    The newer exporter leaves the number of examples open; the older one writes a file for one example,
    of opset 17.
    """
    network, inputs = networks.make(name)
    outputs = ["boxes3", "boxes4", "boxes5"] if name == "detector" else ["scores"]
    if exporter == "dynamo":
        options = dict(
            dynamo=True, external_data=False,
            dynamic_shapes=[{0: torch.export.Dim("batch")} for _ in inputs],
        )
        if isinstance(network, networks.Logits):
            options["dynamic_shapes"] = (tuple(options["dynamic_shapes"]),)
    else:
        inputs = {key: value[:1] for key, value in inputs.items()}
        options = dict(dynamo=False, opset_version=17)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, tuple(inputs.values()), path, input_names=list(inputs), output_names=outputs,
            **options,
        )
