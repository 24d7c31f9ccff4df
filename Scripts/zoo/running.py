"""Runs ONNX files in onnxruntime and the command `pdp`, each in one thread."""

import json
import os
import re
import subprocess
import time

import numpy as np
import onnxruntime

PROGRAMS = os.path.abspath(os.environ.get("PDP_ZOO_PROGRAMS", ".build/release"))
PDP, PDP_RUN = os.path.join(PROGRAMS, "pdp"), os.path.join(PROGRAMS, "pdp-run")
LIMIT = 400
"""Seconds that a command may take."""


class Failed(Exception):
    """A step that did not work, with the reason in a line."""


def pdp(*arguments):
    """Runs a command, and returns the JSON document that it prints.

    Raises Failed with the line that the command says.
    """
    environment = dict(os.environ, NO_COLOR="1")
    try:
        done = subprocess.run(
            [PDP, *arguments], capture_output=True, text=True, timeout=LIMIT, env=environment
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"`pdp {arguments[0]}` took more than {LIMIT} s") from None
    if done.returncode != 0:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        errors = [line for line in lines if line.lower().startswith("error")]
        last = (errors or lines or [f"ended with status {done.returncode}"])[-1]
        raise Failed(f"`pdp {arguments[0]}`: {shortened(last)}")
    return json.loads(done.stdout) if "--json" in arguments else None


def shortened(message):
    """An error without folders, and of several reasons the first."""
    message = re.sub(r"^error: ", "", re.sub(r"'/[^']*/([^/']+)'", r"'\1'", message), flags=re.I)
    reasons = message.split("; ")
    return message if len(reasons) < 3 else f"{reasons[0]}, and {len(reasons) - 1} more"


def session(path):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:
        raise Failed("onnxruntime: " + str(error).splitlines()[0]) from None


def outputs(path, inputs):
    """All outputs for several examples, one after another where the file is for one alone.

    Without axes of size 1 at the end, which a network that a recipe reads does not give.
    """
    runner = session(path)
    size = runner.get_inputs()[0].shape[0]
    count = len(next(iter(inputs.values())))
    step = size if isinstance(size, int) else count
    try:
        parts = [
            runner.run(None, {name: value[i : i + step] for name, value in inputs.items()})
            for i in range(0, count, step)
        ]
    except Exception as error:
        raise Failed("onnxruntime: " + str(error).splitlines()[0]) from None
    values = [np.concatenate(values) for values in zip(*parts)]
    return [
        value.reshape(value.shape[:2]) if set(value.shape[2:]) == {1} else value for value in values
    ]


def difference(found, expected):
    """The largest difference of two outputs, of the largest output."""
    for one, other in zip(found, expected, strict=True):
        if one.shape != other.shape:
            raise Failed(f"outputs of shape {one.shape} instead of {other.shape}")
    largest = max(float(np.abs(value).max()) for value in expected)
    apart = max(float(np.abs(one - other).max()) for one, other in zip(found, expected))
    return apart / largest if largest > 0 else apart


def latencies(paths, inputs, rounds=20):
    """The median milliseconds for one example of several files, measured in turns."""
    one = {name: value[:1] for name, value in inputs.items()}
    runners = [session(path) for path in paths]
    for runner in runners:
        runner.run(None, one)
    times = [[] for _ in paths]
    for _ in range(rounds):
        for runner, taken in zip(runners, times):
            start = time.perf_counter()
            runner.run(None, one)
            taken.append(1000 * (time.perf_counter() - start))
    return [float(np.median(taken)) for taken in times]
