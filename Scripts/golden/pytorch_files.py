"""Writes the checkpoints of Tests/PyTorchFilesTests/Golden and Tests/LayersTests/Golden.

The first are written by torch.save in each of its formats, except for those that torch.save does
not write and that are put together here: an archive with 64-bit sizes, one with compressed entries
and pickles that name functions. The second are what safetensors.torch.save_file makes of numbers
rounded to 16 bits by PyTorch.

Needs: pip install torch==2.13.* numpy safetensors==0.8.0 (no seed: the values are written below).
Run from the package's root: python Scripts/golden/pytorch_files.py
"""

import collections
import io
import os
import pickle
import struct
import zipfile
from pathlib import Path

import torch
from safetensors.torch import save_file

TESTS = Path(__file__).parents[2] / "Tests"
FOLDER = TESTS / "PyTorchFilesTests/Golden"
HALVES = [
    0.1, -2.5, 65504.0, 65520.0, 1e-8, 2.0**-24, 2.0**-25, 1 + 2.0**-11, 1 + 3 * 2.0**-11,
    1 + 2.0**-8, 1 + 3 * 2.0**-8, 3e38, -0.0, float("inf"), 3.14159265, 1e-40,
]


def tensors() -> collections.OrderedDict:
    """A tensor of each type, and of each way to lie in a storage."""
    matrix = torch.arange(6, dtype=torch.float32).reshape(2, 3)
    return collections.OrderedDict({
        "f32": torch.tensor([0.0, 1.0, -2.5, 3.25, 1e-30, -0.0]).reshape(2, 3),
        "f64": torch.tensor([0.1, -1e300], dtype=torch.float64),
        "f16": torch.tensor([1.5, -0.0, 2**-24, float("inf")], dtype=torch.float16),
        "bf16": torch.tensor([1.5, -3.0], dtype=torch.bfloat16),
        "i8": torch.tensor([-128, 127], dtype=torch.int8),
        "i16": torch.tensor([-(2**15), 2**15 - 1], dtype=torch.int16),
        "i32": torch.tensor([-(2**31)], dtype=torch.int32),
        "i64": torch.tensor([-(2**63), 7]),
        "u8": torch.tensor([0, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(7.0),
        "empty": torch.empty(0, 4),
        "matrix": matrix,
        "transposed": matrix.t(),
        "column": matrix[:, 1],
        "expanded": torch.tensor([2.0]).expand(3, 1).t(),
        "parameter": torch.nn.Parameter(torch.tensor([4.0, 5.0])),
        "größe": torch.tensor([1.0]),
    })


def training_state() -> dict:
    """What a training script saves: the network, another one, and all kinds of values."""
    linear = torch.nn.Linear(2, 3)
    with torch.no_grad():
        linear.weight.copy_(torch.arange(6.0).reshape(3, 2))
        linear.bias.fill_(0.5)
    average = {"weight": torch.ones(1), "bias": torch.zeros(1)}
    state = {f"module.{name}": tensor for name, tensor in linear.state_dict().items()}
    state["module.count"] = torch.tensor(3)
    return {
        "epoch": 3, "big": 2**70, "lr": 0.1, "best": None, "done": False, "name": "x" * 300,
        "shape": torch.Size([2, 3]), "list": [1, (2, 3, 4, 5), {"a": -1}], "dtype": torch.float16,
        "average": average, "state_dict": state,
        "optimizer": {"state": {0: {"momentum": torch.zeros(6)}}, "param_groups": []},
    }


def wide(archive: bytes) -> bytes:
    """The archive with every size and offset of its directory in 64 bits."""
    directory, entries = b"", zipfile.ZipFile(io.BytesIO(archive)).infolist()
    for entry in entries:
        name = entry.filename.encode()
        extra = struct.pack("<HHB", 9, 1, 0) + struct.pack(
            "<HHQQQ", 1, 24, entry.file_size, entry.compress_size, entry.header_offset)
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\1\2", 45, 45, entry.flag_bits, 0, 0, 0, entry.CRC, 2**32 - 1,
            2**32 - 1, len(name), len(extra), 0, 0, 0, 0, 2**32 - 1) + name + extra
    start = entries[-1].header_offset + archive[entries[-1].header_offset:].index(b"PK\1\2")
    record = struct.pack(
        "<4sQHHLLQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, len(entries), len(entries), len(directory),
        start)
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, start + len(directory), 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0)
    return archive[:start] + directory + record + locator + end


def saved(value: object, **options: object) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


def repacked(archive: bytes, changes: dict, compression: int = zipfile.ZIP_STORED) -> bytes:
    """The archive with other contents for some of its entries."""
    buffer = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(archive))
    contents = {name: source.read(name) for name in source.namelist()} | changes
    with zipfile.ZipFile(buffer, "w", compression) as target:
        for name, content in contents.items():
            target.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


class Command:
    """Python would run a command to read this."""

    def __reduce__(self):
        return os.system, ("true",)


class Net(torch.nn.Module):
    def forward(self, x):
        return x + 1


def script() -> bytes:
    buffer = io.BytesIO()
    torch.jit.save(torch.jit.script(Net()), buffer)
    return buffer.getvalue()


plain = saved(tensors())
files = {
    "zip.pth": plain,
    "zip64.pth": wide(plain),
    "protocol4.pth": saved(tensors(), pickle_protocol=4),
    "legacy.pth": saved(tensors(), _use_new_zipfile_serialization=False),
    "legacy4.pth": saved(tensors(), _use_new_zipfile_serialization=False, pickle_protocol=4),
    "training.pth": saved(training_state()),
    "training-legacy.pth": saved(training_state(), _use_new_zipfile_serialization=False),
    "compressed.pth": repacked(saved({"a": torch.zeros(9)}), {}, zipfile.ZIP_DEFLATED),
    "big-endian.pth": repacked(saved({"a": torch.zeros(1)}), {"archive/byteorder": b"big"}),
    "command.pth": repacked(
        saved({"a": torch.zeros(1)}), {"archive/data.pkl": pickle.dumps({"a": Command()}, 2)}),
    "whole-network.pth": saved(torch.nn.Linear(1, 1)),
    "complex.pth": saved({"a": torch.zeros(1, dtype=torch.complex64)}),
    "script.pth": script(),
}
for name, content in files.items():
    (FOLDER / name).write_bytes(content)

values = {"integers": torch.tensor([1, 2]), "values": torch.tensor(HALVES)}
for type_name, dtype in (("float16", torch.float16), ("bfloat16", torch.bfloat16)):
    halves = {k: v.to(dtype) if v.is_floating_point() else v for k, v in values.items()}
    save_file(halves, TESTS / f"LayersTests/Golden/{type_name}.safetensors")
save_file(values, TESTS / "LayersTests/Golden/float32.safetensors")
