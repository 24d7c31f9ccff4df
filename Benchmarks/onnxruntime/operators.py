"""Single operators as networks, each as its users have it: images of 64 channels and 56 x 56 pixels that become
twice as large, and 128 tokens."""

import numpy as np
from onnx import TensorProto, helper

IMAGE, LARGE = [1, 64, 56, 56], [1, 64, 112, 112]


def operator(name, input_shape, output_shape, **attributes):
    """A network of one node, without weights."""

    def write(builder, path):
        finish(builder, path, builder.add(name, "x", **attributes), input_shape, output_shape)

    return write


def finish(builder, path, output, input_shape, output_shape):
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, input_shape)
    builder.write(path, x, output, output_shape)


def transposed_convolution(kernel, padding):
    def write(builder, path):
        weight = builder.weight((64, 32, kernel, kernel), True, 0.1, 1)
        y = builder.add(
            "ConvTranspose", "x", weight, builder.weight((32,)), strides=[2, 2], pads=[padding] * 4
        )
        finish(builder, path, builder.add("Relu", y), IMAGE, [1, 32, 112, 112])

    return write


def resize(mode, **attributes):
    def write(builder, path):
        scales = builder.constant(np.array([1, 1, 2, 2], np.float32))
        y = builder.add("Resize", "x", "", scales, mode=mode, **attributes)
        finish(builder, path, y, IMAGE, LARGE)

    return write


def rms_norm(builder, path):
    two = builder.constant(np.array(2, np.float32))
    epsilon = builder.constant(np.array(1e-5, np.float32))
    mean = builder.add("ReduceMean", builder.add("Pow", "x", two), axes=[-1])
    root = builder.add("Sqrt", builder.add("Add", mean, epsilon))
    y = builder.add("Mul", builder.add("Div", "x", root), builder.weight((512,)))
    finish(builder, path, y, [1, 128, 512], [1, 128, 512])


def addition(builder, path):
    y = builder.add("Add", "x", builder.weight((64, 1, 1)))
    finish(builder, path, y, IMAGE, IMAGE)


OPERATORS = {
    "conv-transpose-2x2": transposed_convolution(2, 0),
    "conv-transpose-4x4": transposed_convolution(4, 1),
    "resize-nearest": resize(
        "nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor"
    ),
    "resize-linear": resize("linear", coordinate_transformation_mode="half_pixel"),
    "depth-to-space": operator("DepthToSpace", IMAGE, [1, 16, 112, 112], blocksize=2, mode="CRD"),
    "rms-norm": rms_norm,
    "log-softmax": operator("LogSoftmax", [128, 1000], [128, 1000]),
    "softplus": operator("Softplus", IMAGE, IMAGE),
    "add": addition,
}
