"""The programs that pdp-run is compared with: those that are installed."""

import os
import statistics
import subprocess
import sys
import time

import numpy as np
import onnxruntime

try:
    import openvino
except ImportError:
    openvino = None
try:
    import MNN
    import MNN.numpy
except ImportError:
    MNN = None
try:
    import deepsparse
except ImportError:
    deepsparse = None


class Onnxruntime:
    name = "onnxruntime"

    def __init__(self, path, feed, threads):
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = threads
        settings.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            path, settings, providers=["CPUExecutionProvider"]
        )
        self.feed = feed

    def __call__(self):
        self.session.run(None, self.feed)


class OpenVINO:
    name = "OpenVINO"

    def __init__(self, path, feed, threads):
        settings = {
            "INFERENCE_NUM_THREADS": threads,
            "NUM_STREAMS": 1,
            "INFERENCE_PRECISION_HINT": "f32",
        }
        self.request = (
            openvino.Core().compile_model(path, "CPU", settings).create_infer_request()
        )
        self.feed = feed

    def __call__(self):
        self.request.infer(self.feed)


class Mnn:
    """MNN with its sparse kernels, where its converter finds that they are faster."""

    name = "MNN"

    def __init__(self, path, feed, threads):
        converted = path + ".mnn"
        # The command of this name installs packages and reports what it has done.
        convert = [sys.executable, "-c", "import sys, _tools; _tools.mnnconvert(sys.argv)"]
        options = ["-f", "ONNX", "--modelFile", path, "--MNNModel", converted]
        subprocess.run(
            convert + options + ["--bizCode", "pdp", "--detectSparseSpeedUp"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        settings = {"backend": "CPU", "numThread": threads, "precision": "high"}
        self.runtime = MNN.nn.create_runtime_manager((settings,))
        self.module = MNN.nn.load_module_from_file(
            converted, [], [], runtime_manager=self.runtime
        )
        os.remove(converted)
        types = {np.dtype(np.int64): np.int32}
        self.inputs = [
            MNN.numpy.array(value.astype(types.get(value.dtype, value.dtype)))
            for value in feed.values()
        ]

    def __call__(self):
        self.module.forward(self.inputs)[0].read()


class DeepSparse:
    """The last release with a wheel is 1.7.1; with NumPy 2 it returns wrong arrays."""

    name = "DeepSparse"

    def __init__(self, path, feed, threads):
        self.inputs = [np.ascontiguousarray(value) for value in feed.values()]
        batch = self.inputs[0].shape[0]
        self.engine = deepsparse.Engine(path, batch_size=batch, num_cores=threads)

    def __call__(self):
        self.engine.run(self.inputs)


def installed():
    """The programs, onnxruntime first."""
    others = [(openvino, OpenVINO), (MNN, Mnn), (deepsparse, DeepSparse)]
    return [Onnxruntime] + [kind for module, kind in others if module is not None]


def feed(path):
    """Random inputs of a network."""
    random = np.random.default_rng(1)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    return {
        value.name: random.standard_normal(value.shape).astype(np.float32)
        if "float" in value.type
        else random.integers(0, 2, value.shape)
        for value in session.get_inputs()
    }


def times(program, seconds):
    """The median and the least of the milliseconds of calls."""
    for _ in range(3):
        program()
    times = []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        program()
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times), min(times)
