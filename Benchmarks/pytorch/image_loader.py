"""Loads batches of photographs with torchvision, as its examples train on ImageNet.

ImageFolder with Pillow, RandomResizedCrop(224), RandomHorizontalFlip, ToTensor and Normalize, and
the DataLoader with processes that live as long as the program. Prints `ready` with the numbers of
images and classes, then for each line of the standard input one JSON line with the seconds from the
start of a pass to its last batch.

Needs: pip install torch==2.13.* torchvision pillow
Example: echo | python Benchmarks/pytorch/image_loader.py --data FOLDER
"""

import argparse
import json
import sys
import time

import torch


def import_torchvision():
    """Returns torchvision, also where its operators cannot be loaded.

    Those of PyPI's wheel are made for CUDA. Beside a torch without CUDA they are missing, and
    torchvision still wants two of them declared. Nothing here calls them.
    """
    try:
        import torchvision
    except RuntimeError:
        for name in ("nms", "qnms"):
            schema = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
            torch.library.define(f"torchvision::{name}", schema)
        import torchvision
    return torchvision


def dataset(folder: str):
    from torchvision import datasets, transforms

    steps = [
        transforms.RandomResizedCrop(224), transforms.RandomHorizontalFlip(), transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ]  # fmt: skip
    return datasets.ImageFolder(folder, transforms.Compose(steps))


def loader(images, options: argparse.Namespace) -> torch.utils.data.DataLoader:
    """Returns a loader of a fixed number of random batches."""
    count = min(options.batches, len(images) // options.batch) * options.batch
    sampler = torch.utils.data.RandomSampler(images, num_samples=count)
    return torch.utils.data.DataLoader(
        images, options.batch, sampler=sampler, num_workers=options.workers,
        persistent_workers=True)  # fmt: skip


def measure(batches: torch.utils.data.DataLoader) -> dict:
    start = time.perf_counter()
    count = sum(len(labels) for _, labels in batches)
    return {"seconds": time.perf_counter() - start, "images": count}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", required=True, help="one folder of photographs for each class")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--batches", type=int, default=30, help="batches in a block")
    options = parser.parse_args()

    try:
        torchvision = import_torchvision()
    except ImportError as error:
        print("cannot:", error, flush=True)
        return
    torch.set_num_threads(1)
    torch.manual_seed(0)
    images = dataset(options.data)
    batches = loader(images, options)
    measure(batches)
    facts = {"images": len(images), "classes": len(images.classes)}
    print("ready", json.dumps(facts | {"version": torchvision.__version__}), flush=True)
    for _ in sys.stdin:
        print(json.dumps(measure(batches)), flush=True)


if __name__ == "__main__":
    main()
