"""Runs a pruned network from Python, with nothing but ctypes and NumPy.

    make static
    python3 Examples/RunFromPython/run.py net.onnx

The inputs are random; sizes that are free in the file follow as NAME=NUMBER.
"""

import ctypes
import os
import sys
import time
from pathlib import Path

import numpy as np


class Size(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("value", ctypes.c_int64)]


class Options(ctypes.Structure):
    _fields_ = [("threads", ctypes.c_int32), ("size_count", ctypes.c_int32), ("sizes", ctypes.POINTER(Size))]


class Value(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("type", ctypes.c_char_p), ("byte_count", ctypes.c_size_t),
                ("rank", ctypes.c_size_t), ("shape", ctypes.POINTER(ctypes.c_int64))]


BUILT = Path(__file__).parents[2] / ".build/static/release/libpdp-runtime.so"
LIBRARY = ctypes.CDLL(os.environ.get("PDP_RUNTIME", str(BUILT)))
LIBRARY.pdp_open.restype = ctypes.c_void_p
LIBRARY.pdp_input.restype = LIBRARY.pdp_output.restype = Value
LIBRARY.pdp_input_count.restype = LIBRARY.pdp_output_count.restype = ctypes.c_size_t


class Model:
    """A network, called with an array for each input."""

    def __init__(self, path, threads=1, **sizes):
        named = (Size * len(sizes))(*[(name.encode(), value) for name, value in sizes.items()])
        options = Options(threads, len(sizes), named)
        self.message = ctypes.create_string_buffer(1000)
        self.handle = ctypes.c_void_p(LIBRARY.pdp_open(
            path.encode(), ctypes.byref(options), self.message, ctypes.c_size_t(1000)))
        if not self.handle:
            raise ValueError(self.message.value.decode())
        self.inputs = [LIBRARY.pdp_input(self.handle, ctypes.c_size_t(i))
                       for i in range(LIBRARY.pdp_input_count(self.handle))]
        self.outputs = [LIBRARY.pdp_output(self.handle, ctypes.c_size_t(i))
                        for i in range(LIBRARY.pdp_output_count(self.handle))]

    def __call__(self, *arrays):
        given = [np.ascontiguousarray(array, value.type.decode()) for array, value in zip(arrays, self.inputs, strict=True)]
        if [array.nbytes for array in given] != [value.byte_count for value in self.inputs]:
            raise ValueError("an input has another size")
        results = [np.empty(value.shape[:value.rank], value.type.decode()) for value in self.outputs]
        pointers = lambda arrays: (ctypes.c_void_p * len(arrays))(*[array.ctypes.data for array in arrays])
        if LIBRARY.pdp_predict(self.handle, pointers(given), pointers(results), self.message, ctypes.c_size_t(1000)):
            raise ValueError(self.message.value.decode())
        return results

    def __del__(self):
        LIBRARY.pdp_close(self.handle)


def random_arrays(model):
    random = np.random.default_rng(0)
    return [random.standard_normal(value.shape[:value.rank]) if value.type.startswith(b"float")
            else random.integers(0, 2, value.shape[:value.rank]) for value in model.inputs]


if __name__ == "__main__":
    model = Model(sys.argv[1], **{name: int(value) for name, value in (text.split("=") for text in sys.argv[2:])})
    arrays = random_arrays(model)
    start = time.perf_counter()
    for value, result in zip(model.outputs, model(*arrays)):
        print(value.name.decode(), result.dtype, list(result.shape), "sum", float(result.sum()))
    print(f"{1000 * (time.perf_counter() - start):.2f} ms")
