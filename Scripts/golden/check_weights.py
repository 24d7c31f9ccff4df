"""Reads weights that this package has written, as other programs do, and computes with them.

    python check_weights.py NAME FOLDER

FOLDER/NAME.safetensors must fit the network NAME to the last name (`strict=True`): a network of
torchvision, or a small one of networks.py. The tensors `input` and `output` go into
FOLDER/NAME-pair.safetensors. Run by Tests/ModelsTests/WrittenWeightsTests.swift.

Needs: pip install torch safetensors, and torchvision for its networks
"""

import sys
from pathlib import Path

import networks
import torch
import torchvision_operators
from safetensors.torch import load_file, save_file


def network(name: str) -> tuple[torch.nn.Module, tuple[int, ...]]:
    if name in networks.NETWORKS:
        make, shape = networks.NETWORKS[name]
        return make(), shape
    torchvision_operators.make_importable()
    from torchvision import models

    return getattr(models, name)(), (3, 64, 64)


@torch.no_grad()
def main(name: str, folder: Path) -> None:
    reader, shape = network(name)
    reader.load_state_dict(load_file(folder / f"{name}.safetensors"), strict=True)
    images = torch.randn(2, *shape)
    save_file({"input": images, "output": reader.eval()(images)},
              folder / f"{name}-pair.safetensors")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
