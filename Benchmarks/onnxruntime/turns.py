"""Lets pdp-run and onnxruntime run the same networks in turns, and prints a table.

    python turns.py pdp-run [--networks …] [--zeros 0.9] [--threads 1] [--rounds 7] [--seconds 1]

Every round runs each program for some seconds; times are medians over the rounds of the medians of
calls, or the shortest call; ratios of medians are medians of the ratios of the rounds.
"""

import argparse
import json
import os
import statistics
import subprocess
import tempfile
import time

import numpy as np
import onnxruntime

import networks


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--networks", nargs="+", default=list(networks.NETWORKS))
    parser.add_argument("--zeros", type=float, default=0.9)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--instruction-sets", nargs="+", default=["avx512", "avx2"])
    return parser.parse_args()


def ours(options, path, instructions):
    command = [options.program, "benchmark", path, "--json"]
    command += ["--threads", str(options.threads), "--seconds", str(options.seconds)]
    output = subprocess.run(
        command + ["--instruction-set", instructions], capture_output=True, text=True
    )
    if output.returncode != 0:
        return None
    report = json.loads(output.stdout)
    return report["medianMilliseconds"], report["minimumMilliseconds"]


class Onnxruntime:
    """One session of a network, and its times."""

    def __init__(self, options, path):
        settings = onnxruntime.SessionOptions()
        settings.intra_op_num_threads = options.threads
        settings.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(
            path, settings, providers=["CPUExecutionProvider"]
        )
        self.seconds = options.seconds
        random = np.random.default_rng(1)
        self.feed = {
            value.name: random.standard_normal(value.shape).astype(np.float32)
            if "float" in value.type
            else random.integers(0, 2, value.shape)
            for value in self.session.get_inputs()
        }

    def times(self):
        for _ in range(3):
            self.session.run(None, self.feed)
        times = []
        end = time.perf_counter() + self.seconds
        while not times or time.perf_counter() < end:
            start = time.perf_counter()
            self.session.run(None, self.feed)
            times.append(1000 * (time.perf_counter() - start))
        return statistics.median(times), min(times)


def measure(options, name, path):
    """Prints a line for each set of instructions."""
    session = Onnxruntime(options, path)
    rounds = {instructions: [] for instructions in options.instruction_sets}
    for _ in range(options.rounds):
        for instructions, pairs in rounds.items():
            mine = ours(options, path, instructions)
            if mine is not None:
                pairs.append((mine, session.times()))
    for instructions, pairs in rounds.items():
        if not pairs:
            continue
        cells = [name, instructions]
        for place in (0, 1):
            combine = statistics.median if place == 0 else min
            mine = combine(pair[0][place] for pair in pairs)
            theirs = combine(pair[1][place] for pair in pairs)
            ratio = (
                statistics.median(pair[1][0] / pair[0][0] for pair in pairs)
                if place == 0
                else theirs / mine
            )
            cells += [f"{mine:.2f}", f"{theirs:.2f}", f"{ratio:.1f} ×"]
        print("| " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    options = parse()
    print(
        "| network | instructions of pdp | pdp, median ms | onnxruntime | ratio "
        "| pdp, minimum ms | onnxruntime | ratio |"
    )
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.networks:
            path = os.path.join(folder, f"{name}.onnx")
            networks.NETWORKS[name](networks.Builder(options.zeros), path)
            measure(options, name, path)
            os.remove(path)
