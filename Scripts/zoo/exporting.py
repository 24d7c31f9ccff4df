"""Writes the networks as ONNX files, as users do, with both exporters of torch."""

import contextlib
import io
import logging
import warnings

import torch

import networks

EXPORTERS = ("dynamo", "TorchScript")
FIXED = "TorchScript, one example"


def exporters(name):
    """The ways in which a network is exported; the mask of sentences needs an open number of examples."""
    return (*EXPORTERS, FIXED) if name == "bert" else EXPORTERS


def is_text(inputs):
    return "attention_mask" in inputs


def export(name, exporter, path):
    """Exports a network.

    The newer exporter leaves the number of examples open; the older one writes a file of opset 17 for
    one example, but for sentences where this is not asked for.
    """
    export_network(name, *networks.make(name), exporter, path)


def export_network(name, network, inputs, exporter, path):
    """Exports this network, a `name`, in place of a new one."""
    outputs = ["boxes3", "boxes4", "boxes5"] if name == "detector" else ["scores"]
    if exporter == "dynamo":
        options = dict(
            dynamo=True, external_data=False,
            dynamic_shapes=[{0: torch.export.Dim("batch")} for _ in inputs],
        )
        if isinstance(network, networks.Logits):
            options["dynamic_shapes"] = (tuple(options["dynamic_shapes"]),)
    else:
        options = dict(dynamo=False, opset_version=17)
        if is_text(inputs) and exporter != FIXED:
            options["dynamic_axes"] = {key: {0: "batch"} for key in inputs}
        inputs = {key: value[:1] for key, value in inputs.items()}
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, tuple(inputs.values()), path, input_names=list(inputs), output_names=outputs,
            **options,
        )
