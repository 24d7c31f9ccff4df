"""Measures how long networks take from their file to the first result, and what memory they take by then.

    python start.py pdp-run [--networks …] [--zeros 0.9] [--blocks 1] [--rounds 7]

Programs take turns, each time in a new Python process that has their library loaded already: pdp by its C
interface (`.build/release/libpdp-runtime.so`, or what PDP_RUNTIME names), from ONNX and from a prepared file, and
onnxruntime, from ONNX and from the file that it writes when it has optimised a network. Files are in the cache of
the machine. Medians, minima in brackets; memory is what the process has grown by at its peak.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
PROGRAMS = ["pdp, prepared", "pdp, ONNX", "onnxruntime, optimised", "onnxruntime, ONNX"]


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--networks", nargs="+", default=["mobilenet-v1", "resnet18", "resnet50", "bert-base"])
    parser.add_argument("--zeros", type=float, default=0.9)
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    return parser.parse_args()


def arrays(values):
    """An array of random numbers or small integers for each name, type and shape."""
    import numpy as np

    random = np.random.default_rng(0)
    return [
        random.integers(0, 9, shape, type_) if "int" in type_ else random.random(shape, type_)
        for type_, shape in values
    ]


def start_pdp(path):
    """Loads the library, and returns what opens the network, makes inputs for it and computes."""
    os.environ.setdefault("PDP_RUNTIME", str(ROOT / ".build/release/libpdp-runtime.so"))
    sys.path.insert(0, str(ROOT / "Examples/RunFromPython"))
    from run import Model

    def inputs(model):
        return arrays([(each.type.decode(), each.shape[: each.rank]) for each in model.inputs])

    return lambda: Model(path), inputs, lambda model, given: model(*given)


def start_onnxruntime(path, is_optimised):
    """The same for onnxruntime, on one thread."""
    import onnxruntime as ort

    types = {"tensor(float)": "float32", "tensor(int64)": "int64"}

    def prepare():
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        if is_optimised:
            options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_DISABLE_ALL
        return ort.InferenceSession(path, options, ["CPUExecutionProvider"])

    def inputs(session):
        return arrays([(types[each.type], each.shape) for each in session.get_inputs()])

    def call(session, given):
        return session.run(None, {each.name: array for each, array in zip(session.get_inputs(), given)})

    return prepare, inputs, call


def probe(program, path):
    """Prints the milliseconds until the network is ready, those of its first call, and the growth in MB."""
    prepare, inputs, call = (
        start_pdp(path) if program.startswith("pdp") else start_onnxruntime(path, "optimised" in program)
    )
    before = memory("VmRSS")
    start = time.perf_counter()
    model = prepare()
    ready = time.perf_counter()
    given = inputs(model)
    called = time.perf_counter()
    call(model, given)
    end = time.perf_counter()
    print(json.dumps([1e3 * (ready - start), 1e3 * (end - called), memory("VmHWM") - before]))


def memory(name):
    """Megabytes that the system says of this process."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status[name].split()[0]) / 1024


def optimise(path, to):
    """Lets onnxruntime write the network as it has optimised it."""
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.optimized_model_filepath = to
    ort.InferenceSession(path, options, ["CPUExecutionProvider"])


def measure(options, name, folder):
    """Prints a line for each program."""
    import networks

    onnx, prepared, optimised = (os.path.join(folder, f"{name}.{end}") for end in ("onnx", "prepared", "ort"))
    networks.NETWORKS[name](networks.Builder(options.zeros, options.blocks), onnx)
    subprocess.run([options.program, "prepare", onnx, "--out", prepared], check=True, stdout=subprocess.DEVNULL)
    optimise(onnx, optimised)
    paths = dict(zip(PROGRAMS, (prepared, onnx, optimised, onnx)))
    found = {program: [] for program in PROGRAMS}
    for _ in range(options.rounds + 1):
        for program in PROGRAMS:
            command = [sys.executable, __file__, "--probe", program, paths[program]]
            found[program].append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    for program in PROGRAMS:
        # The first turn brings the files into the cache.
        ready, call, growth = zip(*found[program][1:])
        size = os.path.getsize(paths[program]) / 1e6
        print(
            f"| {name} | {program} | {size:.1f} | {median(ready):.1f} ({min(ready):.1f}) "
            f"| {median(call):.1f} ({min(call):.1f}) | {median(growth):.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--probe"]:
        probe(*sys.argv[2:])
        sys.exit()
    options = parse()
    print("| network | program | MB of the file | ms until it is ready | ms of the first call | MB of memory |")
    print("|---|---|--:|--:|--:|--:|")
    for name in options.networks:
        with tempfile.TemporaryDirectory() as folder:
            measure(options, name, folder)
