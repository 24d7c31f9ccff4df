"""Writes Tests/DatasetsTests/CIFAR/Golden: batches of two images as Python 2 and 3 pickle them.

Needs: pip install numpy==2.4.6 (no seed: the pixels are counted out below).
Run from the package's root: python Scripts/golden/cifar.py
"""

import pickle
import struct
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[2] / "Tests/DatasetsTests/CIFAR/Golden"

# Pixel p of image i is (7 p + 31 i) mod 251.
DATA = np.array([[(7 * p + 31 * i) % 251 for p in range(3072)] for i in range(2)], dtype=np.uint8)
LABELS = [3, 9]


class Python2:
    """Writes what cPickle of Python 2 makes of the batches with protocol 2: texts are bytes."""

    def __init__(self):
        self.bytes = b"\x80\x02"
        self.count = 0

    def memo(self):
        self.count += 1
        self.bytes += b"q" + bytes([self.count])

    def put(self, value):
        if isinstance(value, str):
            self.text(value.encode())
        elif isinstance(value, bytes):
            self.text(value)
        elif isinstance(value, int):
            self.bytes += b"K" + bytes([value]) if value < 256 else b"M" + struct.pack("<H", value)
        elif isinstance(value, list):
            self.bytes += b"]"
            self.memo()
            self.items(value, b"e")
        elif isinstance(value, dict):
            self.bytes += b"}"
            self.memo()
            self.items([part for pair in value.items() for part in pair], b"u")
        else:
            self.array(value)

    def items(self, values, end):
        self.bytes += b"("
        for value in values:
            self.put(value)
        self.bytes += end

    def text(self, value):
        short = len(value) < 256
        self.bytes += b"U" + bytes([len(value)]) if short else b"T" + struct.pack("<i", len(value))
        self.bytes += value
        self.memo()

    def array(self, value):
        self.bytes += b"cnumpy.core.multiarray\n_reconstruct\n"
        self.memo()
        self.bytes += b"cnumpy\nndarray\n"
        self.memo()
        self.bytes += b"K\x00\x85U\x01b\x87R"
        self.memo()
        self.bytes += b"(K\x01M" + struct.pack("<H", len(value)) + b"M" + struct.pack("<H", value.shape[1]) + b"\x86"
        self.bytes += b"cnumpy\ndtype\n"
        self.memo()
        self.bytes += b"U\x02u1K\x00K\x01\x87R"
        self.memo()
        self.bytes += b"(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        self.text(value.tobytes())
        self.bytes += b"tb"


def python2(value) -> bytes:
    writer = Python2()
    writer.put(value)
    return writer.bytes + b"."


def batch(key: str, data=DATA, encode=str):
    return {encode(k): v for k, v in (("data", data), (key, LABELS), ("filenames", ["a.png", "b.png"]))}


def binary(key: str) -> bytes:
    return key.encode()


FILES = {
    "python2": python2(batch("labels")),
    "python2-fine": python2(batch("fine_labels") | {"coarse_labels": [1, 2]}),
    "protocol2": pickle.dumps(batch("labels", encode=binary), 2),
    "protocol4": pickle.dumps(batch("labels"), 4),
    "protocol5": pickle.dumps(batch("labels"), 5),
    "columns": pickle.dumps(batch("labels", np.asfortranarray(DATA)), 4),
    "columns5": pickle.dumps(batch("labels", np.asfortranarray(DATA)), 5),
    "names": python2({"num_cases_per_batch": 2, "label_names": [f"class {i}" for i in range(10)], "num_vis": 3072}),
    "names100": pickle.dumps({b"fine_label_names": [f"class {i}".encode() for i in range(100)]}, 2),
}

FOLDER.mkdir(parents=True, exist_ok=True)
for name, content in FILES.items():
    (FOLDER / (name + ".pkl")).write_bytes(content)
