"""Makes torchvision importable where its compiled operators do not fit this build of torch.

The wheels of PyPI are for torch with CUDA. Beside torch for the CPU alone their library is not loaded,
and the import fails because its operators are unknown. No network here uses them.
"""

import glob
import importlib.util
import os

import torch

MISSING = {
    "nms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}


def declare():
    folder = importlib.util.find_spec("torchvision").submodule_search_locations[0]
    try:
        for library in glob.glob(os.path.join(folder, "_C*.so")):
            torch.ops.load_library(library)
    except OSError:
        for name, schema in MISSING.items():
            torch.library.define("torchvision::" + name, schema)
