"""Writes small ONNX files and what onnxruntime computes from them.

    python Scripts/golden/onnx_files.py Tests/ONNXFilesTests/Golden

Versions: onnx 1.23, onnxruntime 1.32, numpy. Seed: 1.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

rng = np.random.default_rng(1)
folder = sys.argv[1]
cases = []


def random(*shape):
    return np.round(rng.standard_normal(shape), 3).astype(np.float32)


def node(kind, inputs, outputs=("y",), **attributes):
    return helper.make_node(kind, list(inputs), list(outputs), **attributes)


def case(name, opset, nodes, inputs, weights=None, outputs=("y",)):
    weights = {k: np.asarray(v) for k, v in (weights or {}).items()}
    graph = helper.make_graph(
        nodes,
        name,
        [
            helper.make_tensor_value_info(
                k, helper.np_dtype_to_tensor_dtype(v.dtype), v.shape
            )
            for k, v in inputs.items()
        ],
        [helper.make_empty_tensor_value_info(k) for k in outputs],
        [numpy_helper.from_array(v, k) for k, v in weights.items()],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8
    )
    onnx.save(model, f"{folder}/{name}.onnx")
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = (
        onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    )
    session = onnxruntime.InferenceSession(model.SerializeToString(), options)
    values = session.run(None, inputs)

    def record(key, array):
        numbers = [round(float(x), 5) for x in array.flatten()]
        return {"name": key, "shape": list(array.shape), "numbers": numbers}

    cases.append(
        {
            "file": name,
            "inputs": [record(k, v) for k, v in inputs.items()],
            "outputs": [record(k, v) for k, v in zip(outputs, values)],
        }
    )


def ints(*values):
    return np.array(values, dtype=np.int64)


image = {"x": random(2, 4, 7, 6)}
case("conv", 17, [node("Conv", ["x", "w", "b"], strides=[2, 1], pads=[1, 0, 2, 1], group=2)], image, {"w": random(6, 2, 3, 2), "b": random(6)})
case("conv_same", 11, [node("Conv", ["x", "w"], strides=[2, 1], auto_pad="SAME_LOWER")], image, {"w": random(3, 4, 2, 2)})
case("conv_1d", 13, [node("Conv", ["x", "w"], strides=[2])], {"x": random(1, 2, 9)}, {"w": random(3, 2, 4)})
case("conv_transpose", 13, [node("ConvTranspose", ["x", "w", "b"], strides=[2, 3], pads=[1, 0, 0, 1], output_padding=[1, 0], group=2)], image, {"w": random(4, 3, 3, 2), "b": random(6)})
case("max_pool_ceil", 12, [node("MaxPool", ["x"], kernel_shape=[3, 2], strides=[2, 2], pads=[1, 0, 1, 0], ceil_mode=1)], image)
case("average_pool", 11, [node("AveragePool", ["x"], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])], image)
case("average_pool_padded", 11, [node("AveragePool", ["x"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=1)], image)
case("global_pools", 13, [node("GlobalAveragePool", ["x"], ["a"]), node("GlobalMaxPool", ["x"], ["m"]), node("Add", ["a", "m"])], image)
case("gemm", 13, [node("Gemm", ["x", "w", "b"], alpha=0.5, beta=2.0, transA=1, transB=1)], {"x": random(5, 3)}, {"w": random(4, 5), "b": random(4)})
case("matmul_batched", 13, [node("MatMul", ["x", "w"])], {"x": random(2, 1, 3, 4)}, {"w": random(5, 4, 2)})
case("batch_norm_7", 7, [node("BatchNormalization", ["x", "s", "b", "m", "v"], epsilon=0.01)], image, {"s": random(4), "b": random(4), "m": random(4), "v": np.abs(random(4))})
case("layer_norm", 17, [node("LayerNormalization", ["x", "s", "b"], axis=-2)], image, {"s": random(7, 6), "b": random(7, 6)})
case("instance_norm", 13, [node("InstanceNormalization", ["x", "s", "b"])], image, {"s": random(4), "b": random(4)})
case("lrn", 13, [node("LRN", ["x"], size=3, alpha=0.1, beta=0.7, bias=1.5)], image)
case("softmax_12", 12, [node("Softmax", ["x"], axis=1)], image)
case("softmax_13", 13, [node("Softmax", ["x"], axis=1)], image)
case("log_softmax", 13, [node("LogSoftmax", ["x"])], image)
case("clip_6", 7, [node("Clip", ["x"], min=-0.5, max=0.7)], image)
case("clip_11", 11, [node("Clip", ["x", "", "high"])], image, {"high": np.float32(0.25)})
case("activations", 18, [node("LeakyRelu", ["x"], ["a"], alpha=0.2), node("Elu", ["a"], ["b"]), node("Selu", ["b"], ["c"]), node("HardSigmoid", ["c"], ["d"]), node("PRelu", ["x", "p"], ["e"]), node("HardSwish", ["e"], ["f"]), node("Mish", ["f"], ["g"]), node("Softplus", ["g"], ["h"]), node("Erf", ["h"], ["i"]), node("Tanh", ["x"], ["j"]), node("Sum", ["d", "i", "j"])], image, {"p": random(4, 1, 1)})
case("gelu_tanh", 20, [node("Gelu", ["x"], approximate="tanh")], image)
case("gelu", 20, [node("Gelu", ["x"])], image)
case("elementwise", 13, [node("Abs", ["x"], ["a"]), node("Sqrt", ["a"], ["b"]), node("Pow", ["b", "two"], ["c"]), node("Exp", ["x"], ["d"]), node("Div", ["c", "d"], ["e"]), node("Max", ["e", "x"], ["f"]), node("Floor", ["f"], ["g"]), node("Sub", ["f", "g"])], image, {"two": np.float32(3)})
case("where", 13, [node("Greater", ["x", "zero"], ["c"]), node("Not", ["c"], ["n"]), node("Where", ["n", "x", "zero"])], image, {"zero": np.float32(0.1)})
case("reduce_mean_11", 11, [node("ReduceMean", ["x"], axes=[-1, 1], keepdims=0)], image)
case("reduce_18", 18, [node("ReduceL2", ["x", "axes"], ["a"]), node("ReduceMax", ["x", "axes"], ["b"]), node("Add", ["a", "b"])], image, {"axes": ints(2)})
case("reduce_sum_13", 13, [node("ReduceSum", ["x"], keepdims=0)], image)
case("shape_arithmetic", 13, [node("Shape", ["x"], ["s"]), node("Gather", ["s", "zero"], ["n"]), node("Unsqueeze", ["n", "axes"], ["u"]), node("Concat", ["u", "rest"], ["t"], axis=0), node("Reshape", ["x", "t"])], image, {"zero": np.int64(0), "axes": ints(0), "rest": ints(-1, 6)})
case("squeeze_11", 11, [node("Unsqueeze", ["x"], ["a"], axes=[0, 3]), node("Squeeze", ["a"], axes=[3])], image)
case("transpose", 13, [node("Transpose", ["x"])], image)
case("slice_9", 9, [node("Slice", ["x"], starts=[1, -4], ends=[100, -1], axes=[1, 2])], image)
case("slice_13", 13, [node("Slice", ["x", "s", "e", "a", "d"])], image, {"s": ints(-1, 0), "e": ints(-100, 6), "a": ints(2, 3), "d": ints(-2, 2)})
case("split_11", 11, [node("Split", ["x"], ["p", "q"], axis=1, split=[1, 3]), node("Concat", ["q", "p"], axis=1)], image)
case("split_18", 18, [node("Split", ["x"], ["p", "q"], axis=2, num_outputs=2), node("Concat", ["q", "p"], axis=2)], image)
case("gather", 13, [node("Gather", ["x", "i"], axis=2)], image, {"i": ints(0, -1, 3).reshape(3, 1)})
case("pad_10", 10, [node("Pad", ["x"], pads=[0, 0, 1, 2, 0, 0, 0, 1], mode="reflect")], image)
case("pad_13", 13, [node("Pad", ["x", "p", "v"])], image, {"p": ints(0, 0, -1, 2, 0, 1, 0, 1), "v": np.float32(9)})
case("pad_edge", 13, [node("Pad", ["x", "p"], mode="edge")], image, {"p": ints(0, 0, 1, 2, 0, 0, 0, 1)})
case("upsample_9", 9, [node("Upsample", ["x", "s"])], image, {"s": np.array([1, 1, 2, 3], np.float32)})
case("resize_linear", 13, [node("Resize", ["x", "", "s"], mode="linear")], image, {"s": np.array([1, 1, 2, 1.5], np.float32)})
case("resize_corners", 13, [node("Resize", ["x", "", "", "z"], mode="linear", coordinate_transformation_mode="align_corners")], image, {"z": ints(2, 4, 5, 11)})
case("resize_nearest", 13, [node("Resize", ["x", "", "", "z"], mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")], image, {"z": ints(2, 4, 10, 3)})
case("depth_to_space", 13, [node("DepthToSpace", ["x"], ["a"], blocksize=2, mode="CRD"), node("SpaceToDepth", ["a"], ["b"], blocksize=2), node("DepthToSpace", ["b"], blocksize=2)], image)
case("expand_tile", 13, [node("Expand", ["x", "s"], ["a"]), node("Tile", ["a", "t"])], {"x": random(3, 1)}, {"s": ints(2, 1, 4), "t": ints(1, 2, 1)})
case("one_hot", 13, [node("Cast", ["x"], ["i"], to=TensorProto.INT64), node("OneHot", ["i", "d", "v"], axis=1)], {"x": np.array([[0, 2], [1, -1]], np.float32)}, {"d": ints(3), "v": np.array([0, 5], np.float32)})
case("arg_max", 13, [node("ArgMax", ["x"], ["i"], axis=1, keepdims=0), node("Cast", ["i"], to=TensorProto.FLOAT)], image)
case("range_fill", 13, [node("Range", ["zero", "four", "one"], ["r"]), node("Cast", ["r"], ["f"], to=TensorProto.FLOAT), node("ConstantOfShape", ["s"], ["c"]), node("Add", ["f", "c"], ["g"]), node("Add", ["x", "g"])], {"x": random(2, 4)}, {"zero": np.int64(0), "four": np.int64(4), "one": np.int64(1), "s": ints(1)})
case("float16_weights", 13, [node("Cast", ["w"], ["f"], to=TensorProto.FLOAT), node("Mul", ["x", "f"])], {"x": random(5)}, {"w": random(5).astype(np.float16)})
case("dropout_7", 7, [node("Dropout", ["x"], ["a"], ratio=0.4), node("Identity", ["a"])], image)
case("gather_nd", 18, [node("GatherND", ["x", "i"])], image, {"i": ints(0, -1, 1, -1, 2, 0).reshape(2, 1, 3)})

json.dump(cases, open(f"{folder}/values.json", "w"), separators=(",", ":"))


def refused(name, nodes, weights=()):
    """Writes a file that must be refused; nothing runs it."""
    info = [helper.make_tensor_value_info(k, TensorProto.FLOAT, [2, 2]) for k in "xy"]
    graph = helper.make_graph(nodes, name, info[:1], info[1:], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    with open(f"{folder}/{name}.onnx", "wb") as file:
        file.write(model.SerializeToString())


outside = numpy_helper.from_array(random(2, 2), "w")
outside.ClearField("raw_data")
outside.data_location = TensorProto.EXTERNAL
outside.external_data.add(key="location", value="../values.json")
huge = TensorProto(name="w", data_type=1, dims=[2**40, 2**40])
refused("refused_outside", [node("MatMul", ["x", "w"])], [outside])
refused("refused_huge", [node("MatMul", ["x", "w"])], [huge])
refused("refused_cycle", [node("Add", ["x", "a"], ["y"]), node("Relu", ["y"], ["a"])])
refused("refused_twice", [node("Relu", ["x"], ["y"]), node("Exp", ["x"], ["y"])])
refused("refused_operators", [node("Einsum", ["x"], ["a"], equation="ij->ji"), node("Relu", ["a"], ["b"], slope=2), node("TopK", ["b"])])
