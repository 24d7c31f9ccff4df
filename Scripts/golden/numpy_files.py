"""Writes Tests/NumpyFilesTests/Golden with NumPy.

Needs: pip install numpy==2.4.6 (no seed: every value is written out below).
Run from the package's root: python Scripts/golden/numpy_files.py
"""

import warnings
from pathlib import Path

import numpy as np
from numpy.lib import format as npy

FOLDER = Path(__file__).parents[2] / "Tests/NumpyFilesTests/Golden"

# 0 to 23, of which every third is 0.
NUMBERS = np.arange(24, dtype="<f4").reshape(2, 3, 4)
NUMBERS[..., ::3] = 0

TYPES = {
    name: np.array(values, dtype=name)
    for name, values in {
        "bool": [True, False, True],
        "int8": [-128, 0, 127],
        "uint8": [0, 1, 255],
        "int16": [-(2**15), 0, 2**15 - 1],
        "uint16": [0, 1, 2**16 - 1],
        "float16": [1.5, 0, -2.0**-24],
        "int32": [-(2**31), 0, 1],
        "uint32": [0, 1, 2**32 - 1],
        "float32": [1.5, -0.0, 1e-30],
        "int64": [-(2**63), 0, 1],
        "uint64": [0, 1, 2**64 - 1],
        "float64": [0.1, 0, -1e300],
    }.items()
}

OTHERS = {
    "weight": NUMBERS,
    "complex": np.array([1 + 2j], dtype="<c8"),
    "text": np.array(["ab", "c"]),
    "date": np.array(["2020-01-01"], dtype="<M8[D]"),
    "records": np.array([(1, 2.0)], dtype=[("a", "<i4"), ("größe", "<f4")]),
}


def write(name: str, array: np.ndarray, version=None) -> None:
    with open(FOLDER / name, "wb") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        npy.write_array(file, array, version=version)


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    write("plain.npy", NUMBERS)
    write("version-2.npy", NUMBERS, (2, 0))
    write("version-3.npy", NUMBERS, (3, 0))
    write("columns.npy", np.asfortranarray(NUMBERS))
    write("big.npy", NUMBERS.astype(">f4"))
    write("big-columns.npy", np.asfortranarray(NUMBERS.astype(">f4")))
    write("scalar.npy", np.array(7, dtype="<f8"))
    write("empty.npy", np.zeros((0, 4), dtype="<f4"))
    np.save(FOLDER / "objects.npy", np.array([{}], dtype=object))
    np.savez(FOLDER / "objects.npz", plain=NUMBERS, things=np.array([{}], dtype=object))
    np.savez(FOLDER / "types.npz", **TYPES)
    np.savez_compressed(FOLDER / "packed.npz", numbers=np.asfortranarray(NUMBERS), **TYPES)
    np.savez(FOLDER / "others.npz", **OTHERS)


if __name__ == "__main__":
    main()
