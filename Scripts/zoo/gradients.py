"""The gradients of one step, by `pdp` and by PyTorch.

`pdp prune` trains for one step of plain gradient descent, so that what its weights lose is the rate
times their gradients. PyTorch computes those of the same loss. A weight of the file and a parameter of
PyTorch belong together by their numbers, up to the scale of each output channel: exporters fold batch
norms into convolutions and give names of their own.
"""

import copy

import numpy as np
import onnx
import torch

NOTHING = 1e-4
"""Gradients below this share of the largest of the network are left out: they are rounding, as those of
a bias before a batch norm are."""


def of_torch(network, path, inputs, targets):
    """The parameters of a network as arrays with their gradients, for the mean squared error.

    Batch norms that the file still has take their statistics from the batch, as in training; all others
    stay as they are. Returns them in double precision, and the largest norm of a tensor's difference from
    them, as a share, that PyTorch has in single precision.
    """
    keep_norms(network, path)
    exact = backward(copy.deepcopy(network).double(), inputs, targets, torch.float64)
    single = backward(copy.deepcopy(network), inputs, targets, torch.float32)
    network.eval()
    largest = max(np.abs(gradient).max() for _, gradient in exact)
    own = max(
        np.linalg.norm(found - expected) / np.linalg.norm(expected)
        for (_, expected), (_, found) in zip(exact, single)
        if np.abs(expected).max() > NOTHING * largest
    )
    return [(weight.astype(np.float32), gradient) for weight, gradient in exact], own


def backward(network, inputs, targets, kind):
    values = [torch.from_numpy(value) for value in inputs.values()]
    outputs = network(*(value.to(kind) if value.is_floating_point() else value for value in values))
    outputs = outputs.reshape(targets.shape)
    torch.nn.functional.mse_loss(outputs, torch.from_numpy(targets).to(kind)).backward()
    return [
        (parameter.detach().numpy(), parameter.grad.numpy())
        for parameter in network.parameters()
        if parameter.grad is not None
    ]


def keep_norms(network, path):
    model = onnx.load(path)
    known = {value.name: onnx.numpy_helper.to_array(value) for value in model.graph.initializer}
    scales = [
        known[node.input[1]] for node in model.graph.node
        if node.op_type == "BatchNormalization" and node.input[1] in known
    ]
    for module in network.modules():
        if isinstance(module, torch.nn.modules.batchnorm._BatchNorm):
            scale = module.weight.detach().numpy()
            module.train(any(np.array_equal(scale, other) for other in scales))


def rate(parameters):
    """A learning rate at which half of the tensors change by more than themselves."""
    shares = [
        np.abs(weight).max() / np.abs(gradient).max()
        for weight, gradient in parameters
        if weight.ndim > 1 and np.abs(gradient).max() > 0
    ]
    return float(np.median(shares))


def difference(before, after, learning_rate, parameters):
    """Compares what weights have lost with their gradients.

    Returns the largest norm of a tensor's difference, as a share of the norm of its gradient, and the
    share of all numbers that were compared.
    """
    largest = max(np.abs(gradient).max() for _, gradient in parameters)
    worst, compared = 0.0, 0
    for name, weight in before.items():
        expected = counterpart(weight, parameters)
        if expected is None:
            continue
        compared += weight.size
        found = (weight.astype(np.float64) - after[name]) / learning_rate
        if np.abs(expected).max() > NOTHING * largest:
            worst = max(worst, np.linalg.norm(found - expected) / np.linalg.norm(expected))
    return worst, compared / sum(weight.size for weight in before.values())


def counterpart(weight, parameters):
    """The gradient of the parameter that a weight was made of; None where there is not just one."""
    found = [
        gradient for other, gradient in parameters
        if other.shape == weight.shape and np.array_equal(other, weight)
    ]
    if not found and weight.ndim > 1:
        found = [gradient for one in parameters if (gradient := scaled(weight, *one)) is not None]
    return found[0] if len(found) == 1 else None


def scaled(weight, other, gradient):
    """The gradient for a weight that is another one with its output channels scaled."""
    if other.shape != weight.shape or weight[0].size < 2:
        return None
    rows, others = weight.reshape(len(weight), -1), other.reshape(len(other), -1)
    scale = np.linalg.norm(rows, axis=1) / np.maximum(np.linalg.norm(others, axis=1), 1e-30)
    if scale.min() == 0 or np.abs(rows / scale[:, None] - others).max() > 1e-4 * np.abs(others).max():
        return None
    return gradient / scale.reshape(-1, *[1] * (gradient.ndim - 1))
