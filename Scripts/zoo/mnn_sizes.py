"""Sizes of files of MNN beside compressed files, for networks pruned by magnitude.

    .venv-zoo/bin/python Scripts/zoo/mnn_sizes.py PDP NETWORK=WEIGHTS…

prunes each network of `pdp`'s catalogue from its weights, without training and with one threshold for all
layers, exports it, converts the ONNX file with the package MNN, and prints a table of
bytes. *sparse* is `--detectSparseSpeedUp`, which keeps zeros out where MNN thinks that it can multiply faster so.
"""

import json
import os
import subprocess
import sys
import tempfile

ZEROS = (0.8, 0.9, 0.95, 0.98)
FORMS = {
    "MNN": [],
    "sparse": ["--detectSparseSpeedUp"],
    "fp16": ["--fp16"],
    "8 bits": ["--weightQuantBits", "8"],
}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def model(pdp, folder, network, weights, zeros):
    """A network that is pruned at once; returns the model of `pdp`."""
    recipe = {
        "network": network, "initialWeights": os.path.abspath(weights), "epochs": 0,
        "data": {"testCount": 100, "kind": "glyphs", "channels": 3},
        "partialWeights": True,
        "pruning": {"method": "one-shot-magnitude", "sparsity": zeros, "allocation": "global"},
    }
    path = os.path.join(folder, "recipe.yaml")
    with open(path, "w") as file:
        json.dump(recipe, file)
    out = os.path.join(folder, f"{zeros}")
    run(pdp, "prune", path, "--out", out)
    return os.path.join(out, "model.safetensors")


def sizes(pdp, folder, path):
    """The bytes of each form."""
    onnx, found = os.path.join(folder, "net.onnx"), {}
    compressed = os.path.join(folder, "net.pdp")
    for form, name in (("onnx", onnx), ("compressed", compressed)):
        run(pdp, "export", path, "--format", form, "--out", name)
        found[form] = os.path.getsize(name)
    for bits in (16, 8):
        run(pdp, "export", path, "--format", "compressed", "--bits", f"{bits}", "--out", compressed)
        found[f"compressed, {bits} bits"] = os.path.getsize(compressed)
    # The command `mnnconvert` installs packages and reports what it has done.
    convert = [sys.executable, "-c", "import sys, _tools; _tools.mnnconvert(sys.argv)"]
    for form, options in FORMS.items():
        converted = os.path.join(folder, "net.mnn")
        run(*convert, "-f", "ONNX", "--modelFile", onnx, "--MNNModel", converted, "--bizCode", "pdp", *options)
        found[form] = os.path.getsize(converted)
        os.remove(converted)
    return found


def main():
    pdp, networks = os.path.abspath(sys.argv[1]), [word.split("=", 1) for word in sys.argv[2:]]
    for network, weights in networks:
        for zeros in ZEROS:
            with tempfile.TemporaryDirectory() as folder:
                found = sizes(pdp, folder, model(pdp, folder, network, weights, zeros))
            if zeros == ZEROS[0]:
                names = ["network", "zeros", *found]
                print("| " + " | ".join(names) + " |\n|" + "---|" * len(names), flush=True)
            cells = [network, f"{100 * zeros:.0f} %", *(f"{size:,}" for size in found.values())]
            print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
