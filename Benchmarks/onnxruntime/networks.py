"""Writes networks with random weights, of which a share is zero, as ONNX files.

    python networks.py folder zeros [--blocks R] [--width SHARE] [name …]

Zeros stand at random places, with --blocks R at those of R neighbouring outputs at once; --width
takes that share of all channels of image networks. mobilenet-v1: 1x1 convolutions have zeros;
resnet18 and resnet50: all convolutions but the first; bert-base: all linear layers of the encoder.
Batch norms are folded, as exporters do.
"""

import argparse

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Builder:
    """Collects nodes and weights of one network."""

    def __init__(self, zeros, blocks=1, width=1.0):
        self.zeros, self.blocks, self.width = zeros, blocks, width
        self.random = np.random.default_rng(0)
        self.nodes, self.weights = [], []

    def weight(self, shape, sparse=False, scale=1.0, outputs=0):
        values = (self.random.standard_normal(shape) * scale).astype(np.float32)
        if sparse:
            self.clear(np.moveaxis(values, outputs, 0))
        return self.constant(values)

    def clear(self, values):
        """Makes a share of blocks of outputs zero."""
        rows = -(-values.shape[0] // self.blocks)
        count = rows * (values.size // values.shape[0])
        kept = np.ones(count, bool)
        kept[self.random.permutation(count)[: round(self.zeros * count)]] = False
        mask = np.repeat(kept.reshape(rows, *values.shape[1:]), self.blocks, axis=0)
        values *= mask[: values.shape[0]]

    def channels(self, count):
        return round(self.width * count)

    def constant(self, values):
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values, name))
        return name

    def add(self, operator, *inputs, **attributes):
        name = f"{operator}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(operator, list(inputs), [name], name, **attributes)
        )
        return name

    def conv(self, x, inputs, outputs, kernel, stride=1, groups=1, sparse=True):
        share = 1 - self.zeros if sparse else 1
        scale = (2 / (share * inputs / groups * kernel**2)) ** 0.5
        weight = self.weight((outputs, inputs // groups, kernel, kernel), sparse, scale)
        return self.add(
            "Conv",
            x,
            weight,
            self.weight((outputs,), scale=0.1),
            strides=[stride] * 2,
            pads=[kernel // 2] * 4,
            kernel_shape=[kernel] * 2,
            group=groups,
        )

    def linear(self, x, inputs, outputs, sparse=True):
        scale = (1 / ((1 - self.zeros if sparse else 1) * inputs)) ** 0.5
        product = self.add("MatMul", x, self.weight((inputs, outputs), sparse, scale, 1))
        return self.add("Add", product, self.weight((outputs,), scale=0.1))

    def classifier(self, x, channels):
        flat = self.add("Flatten", self.add("GlobalAveragePool", x))
        weight = self.weight((1000, channels), scale=channels**-0.5)
        return self.add("Gemm", flat, weight, self.weight((1000,)), transB=1)

    def write(self, path, input_info, output, shape):
        graph = helper.make_graph(
            self.nodes,
            "network",
            [input_info],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)],
            self.weights,
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9
        )
        onnx.checker.check_model(model)
        onnx.save(model, path)


def image(builder, path, output):
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, 224, 224])
    builder.write(path, x, output, [1, 1000])


def mobilenet_v1(builder, path):
    x = builder.add("Relu", builder.conv("x", 3, builder.channels(32), 3, 2, sparse=False))
    sizes = [(32, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1)]
    sizes += [(256, 512, 2)] + [(512, 512, 1)] * 5 + [(512, 1024, 2), (1024, 1024, 1)]
    for *counts, stride in sizes:
        inputs, outputs = map(builder.channels, counts)
        depthwise = builder.conv(x, inputs, inputs, 3, stride, inputs, sparse=False)
        x = builder.add("Relu", depthwise)
        x = builder.add("Relu", builder.conv(x, inputs, outputs, 1))
    image(builder, path, builder.classifier(x, outputs))


def resnet(builder, path, counts, is_deep):
    inputs = builder.channels(64)
    x = builder.add("Relu", builder.conv("x", 3, inputs, 7, 2, sparse=False))
    x = builder.add("MaxPool", x, kernel_shape=[3, 3], strides=[2, 2], pads=[1] * 4)
    for stage, count in enumerate(counts):
        width = builder.channels(64 << stage)
        outputs = 4 * width if is_deep else width
        for block in range(count):
            stride = 2 if stage > 0 and block == 0 else 1
            if is_deep:
                y = builder.add("Relu", builder.conv(x, inputs, width, 1))
                y = builder.add("Relu", builder.conv(y, width, width, 3, stride))
                y = builder.conv(y, width, outputs, 1)
            else:
                y = builder.add("Relu", builder.conv(x, inputs, width, 3, stride))
                y = builder.conv(y, width, width, 3)
            if stride != 1 or inputs != outputs:
                x = builder.conv(x, inputs, outputs, 1, stride)
            x = builder.add("Relu", builder.add("Add", y, x))
            inputs = outputs
    image(builder, path, builder.classifier(x, inputs))


def norm(builder, x, width):
    ones = builder.constant(np.ones(width, np.float32))
    return builder.add("LayerNormalization", x, ones, builder.weight((width,)), axis=-1)


def bert(builder, path, layers=12, width=768, heads=12, length=128):
    def split(value, permutation):
        shape = builder.constant(np.array([1, length, heads, width // heads]))
        parts = builder.add("Reshape", value, shape)
        return builder.add("Transpose", parts, perm=permutation)

    table = builder.weight((30522, width))
    x = builder.add("Add", builder.add("Gather", table, "x"), builder.weight((length, width)))
    x = norm(builder, x, width)
    for _ in range(layers):
        query = split(builder.linear(x, width, width), [0, 2, 1, 3])
        key = split(builder.linear(x, width, width), [0, 2, 3, 1])
        value = split(builder.linear(x, width, width), [0, 2, 1, 3])
        scale = builder.constant(np.array((width // heads) ** 0.5, np.float32))
        scores = builder.add("Div", builder.add("MatMul", query, key), scale)
        mixed = builder.add("MatMul", builder.add("Softmax", scores, axis=-1), value)
        joined = builder.add(
            "Reshape",
            builder.add("Transpose", mixed, perm=[0, 2, 1, 3]),
            builder.constant(np.array([1, length, width])),
        )
        x = norm(builder, builder.add("Add", builder.linear(joined, width, width), x), width)
        inner = builder.linear(x, width, 4 * width)
        half = builder.constant(np.array(0.5, np.float32))
        one = builder.constant(np.array(1, np.float32))
        root = builder.constant(np.array(2**0.5, np.float32))
        gate = builder.add("Erf", builder.add("Div", inner, root))
        gate = builder.add("Mul", inner, builder.add("Add", gate, one))
        outer = builder.linear(builder.add("Mul", gate, half), 4 * width, width)
        x = norm(builder, builder.add("Add", outer, x), width)
    words = helper.make_tensor_value_info("x", TensorProto.INT64, [1, length])
    builder.write(path, words, x, [1, length, width])


NETWORKS = {
    "mobilenet-v1": mobilenet_v1,
    "resnet18": lambda builder, path: resnet(builder, path, [2, 2, 2, 2], False),
    "resnet50": lambda builder, path: resnet(builder, path, [3, 4, 6, 3], True),
    "bert-base": bert,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("zeros", type=float)
    parser.add_argument("names", nargs="*", default=list(NETWORKS))
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--width", type=float, default=1)
    options = parser.parse_intermixed_args()
    for name in options.names:
        builder = Builder(options.zeros, options.blocks, options.width)
        NETWORKS[name](builder, f"{options.folder}/{name}.onnx")
