"""Makes torchvision importable beside a torch that it was not built for.

torchvision's wheel on PyPI is built for the torch with CUDA. Beside another one its own operators do
not load, and its import stops where it describes them. Networks need none of them: declared, but not
implemented, they let the import pass. Nothing is done where torchvision is not installed.
"""

import importlib.util
import sys

import torch

MISSING = ["nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
           "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"]
library = None


def make_importable() -> None:
    global library
    if importlib.util.find_spec("torchvision") is None:
        return
    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        for name in [name for name in sys.modules if name.split(".")[0] == "torchvision"]:
            del sys.modules[name]
        library = torch.library.Library("torchvision", "FRAGMENT")
        for schema in MISSING:
            library.define(schema)
        import torchvision  # noqa: F401
