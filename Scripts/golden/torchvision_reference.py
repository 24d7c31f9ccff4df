"""Writes torchvision's networks with random weights, and what they compute, into a folder.

FOLDER/<network>.safetensors holds the state dictionary of the network, FOLDER/<network>-pair.safetensors
the tensors `input` and `output`. Some batches in training mode give the networks running statistics of
their own. The test that runs this is Tests/ModelsTests/TorchvisionTests.swift.

Needs: pip install torch torchvision safetensors
Run: python Scripts/golden/torchvision_reference.py FOLDER
"""

import sys
from pathlib import Path

import torch
import torchvision_operators
from safetensors.torch import save_file

NETWORKS = ["resnet18", "resnet50", "mobilenet_v2"]


def main(folder: Path) -> None:
    torchvision_operators.make_importable()
    from torchvision import models

    torch.manual_seed(0)
    for name in NETWORKS:
        network = getattr(models, name)()
        with torch.no_grad():
            for _ in range(3):
                network(torch.randn(8, 3, 64, 64))
            image = torch.randn(2, 3, 64, 64)
            output = network.eval()(image)
        save_file(network.state_dict(), folder / f"{name}.safetensors")
        save_file({"input": image, "output": output}, folder / f"{name}-pair.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
