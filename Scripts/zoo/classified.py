"""Measures classifiers in ONNX files on folders of photographs with onnxruntime, prepared as `pdp evaluate` does.

    classified.py FOLDER MODEL...

FOLDER has a folder for each class, in the order of the outputs. Pixels are normalised as ImageNet's, the shorter side
becomes 8/7 of the network's and the middle is taken.
"""

import pathlib
import sys

import numpy as np
import onnxruntime
from PIL import Image

MEAN = np.array([0.485, 0.456, 0.406], np.float32).reshape(3, 1, 1)
DEVIATION = np.array([0.229, 0.224, 0.225], np.float32).reshape(3, 1, 1)
SIDE = 224


def cropped(file):
    """The middle of a photograph as `[3, 224, 224]` numbers of 0 to 1."""
    image = Image.open(file).convert("RGB")
    longer = SIDE * 8 // 7 * max(image.size) // min(image.size)
    size = tuple(SIDE * 8 // 7 if side == min(image.size) else longer for side in image.size)
    image = image.resize(size, Image.BILINEAR)
    left, top = (int(round((side - SIDE) / 2)) for side in image.size)
    image = image.crop((left, top, left + SIDE, top + SIDE))
    return (np.asarray(image, np.float32) / 255).transpose(2, 0, 1)


def prepared(file):
    return ((cropped(file) - MEAN) / DEVIATION)[None]


def main():
    folder, *models = sys.argv[1:]
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    sessions = [onnxruntime.InferenceSession(model, options) for model in models]
    correct, count = [0] * len(models), 0
    for label, kind in enumerate(sorted(pathlib.Path(folder).iterdir())):
        for file in sorted(kind.iterdir()):
            pixels = prepared(file)
            count += 1
            for index, session in enumerate(sessions):
                output = session.run(None, {session.get_inputs()[0].name: pixels})[0]
                correct[index] += int(output.argmax()) == label
    for model, right in zip(models, correct):
        print(f"{model}: {right} of {count}, {100 * right / count:.2f} %")


if __name__ == "__main__":
    main()
