"""Writes Tests/SafetensorsTests/Golden/reference.safetensors with the reference implementation.

Needs: pip install safetensors==0.8.0 (no seed: every value is written out below).
Run from the package's root: python Scripts/golden/safetensors_reference.py
"""

import ctypes
import struct
from pathlib import Path

from safetensors import TensorSpec, serialize_file

PATH = Path(__file__).parents[2] / "Tests/SafetensorsTests/Golden/reference.safetensors"


# The reference implementation borrows the bytes, so they must outlive the call.
BUFFERS = []


def tensor(dtype: str, shape: list[int], code: str, values: list) -> TensorSpec:
    data = struct.pack(f"<{len(values)}{code}", *values)
    BUFFERS.append(ctypes.create_string_buffer(data, max(len(data), 1)))
    address = ctypes.addressof(BUFFERS[-1])
    return TensorSpec(dtype=dtype, shape=shape, data_ptr=address, data_len=len(data))


TENSORS = {
    "bool": tensor("bool", [3], "?", [True, False, True]),
    "u8": tensor("uint8", [2], "B", [0, 255]),
    "i8": tensor("int8", [2], "b", [-128, 127]),
    "i16": tensor("int16", [2], "h", [-(2**15), 2**15 - 1]),
    "u16": tensor("uint16", [1], "H", [2**16 - 1]),
    "i32": tensor("int32", [1], "i", [-(2**31)]),
    "u32": tensor("uint32", [1], "I", [2**32 - 1]),
    "i64": tensor("int64", [1], "q", [-(2**63)]),
    "u64": tensor("uint64", [1], "Q", [2**64 - 1]),
    "f16": tensor("float16", [2, 2], "e", [1.5, -0.0, 2**-24, float("inf")]),
    "bf16": tensor("bfloat16", [2], "H", [0x3FC0, 0xC040]),
    "f32": tensor("float32", [2, 3], "f", [0.0, 1.0, -2.5, 3.25, 1e-30, -0.0]),
    "f64": tensor("float64", [2], "d", [0.1, -1e300]),
    "scalar": tensor("float32", [], "f", [7.0]),
    "empty": tensor("float32", [0, 4], "f", []),
    'größe "\\\n': tensor("float32", [1], "f", [1.0]),
}

serialize_file(TENSORS, PATH, metadata={"note": "tab\t, quote \" and Ω"})
