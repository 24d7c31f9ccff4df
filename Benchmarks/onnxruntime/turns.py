"""Lets pdp-run and other programs run the same networks in turns, and prints a table.

    python turns.py pdp-run [--networks …] [--zeros 0.9 …] [--blocks 1] [--width 1] [--threads 1]
        [--rounds 7] [--seconds 1] [--instruction-sets …] [--peers …] [--processor-time]

Every round runs each program for some seconds; times are medians over the rounds of the medians of
calls, with the shortest call behind them; ratios to onnxruntime are medians of the ratios of the
rounds, and that of the shortest calls. The last column is the time to read a network and make it
ready. OpenVINO, MNN and DeepSparse take part where they are installed.
With --processor-time the clocks of all programs show the processor time of the process, so that
one thread can be measured beside other work (Linux, with a C compiler).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import networks
import peers


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--networks", nargs="+", default=list(networks.NETWORKS))
    parser.add_argument("--zeros", type=float, nargs="+", default=[0.9])
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--width", type=float, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--instruction-sets", nargs="+", default=["avx512", "avx2"])
    names = [kind.name for kind in peers.installed()]
    parser.add_argument("--peers", nargs="+", choices=names, default=names)
    parser.add_argument("--processor-time", action="store_true")
    return parser.parse_args()


def use_processor_time(folder):
    """Starts again with clocks that show processor time."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "processor_time.c")
    library = os.path.join(folder, "processor_time.so")
    compiler = os.environ.get("CC", "cc")
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, source], check=True)
    arguments = [each for each in sys.argv if each != "--processor-time"]
    environment = os.environ | {"LD_PRELOAD": library}
    sys.exit(subprocess.run([sys.executable] + arguments, env=environment).returncode)


def ours(options, path, instructions):
    command = [options.program, "benchmark", path, "--json"]
    command += ["--threads", str(options.threads), "--seconds", str(options.seconds)]
    output = subprocess.run(
        command + ["--instruction-set", instructions], capture_output=True, text=True
    )
    if output.returncode != 0:
        return None
    report = json.loads(output.stdout)
    names = ["medianMilliseconds", "minimumMilliseconds", "preparationMilliseconds"]
    return tuple(report[name] for name in names)


def prepared(kind, path, feed, threads):
    """A program with a network, and the milliseconds that making it ready took."""
    start = time.perf_counter()
    program = kind(path, feed, threads)
    return program, 1000 * (time.perf_counter() - start)


def measure(options, name, zeros, path):
    """Prints a line for each set of instructions of pdp, and for each peer."""
    feed = peers.feed(path)
    others = {
        kind.name: prepared(kind, path, feed, options.threads)
        for kind in peers.installed()
        if kind is peers.Onnxruntime or kind.name in options.peers
    }
    rounds = {f"pdp, {each}": [] for each in options.instruction_sets}
    rounds |= {other: [] for other in others}
    for _ in range(options.rounds):
        for instructions in options.instruction_sets:
            found = ours(options, path, instructions)
            if found is not None:
                rounds[f"pdp, {instructions}"].append(found)
        for other, (program, preparation) in others.items():
            rounds[other].append((*peers.times(program, options.seconds), preparation))
    for program, found in rounds.items():
        if found:
            cells = line(found, rounds["onnxruntime"])
            print(f"| {name} | {zeros:.0%} | {program} | {cells} |", flush=True)


def line(found, dense):
    """The cells of a program beside onnxruntime."""
    median = statistics.median(each[0] for each in found)
    least = min(each[1] for each in found)
    ratio = statistics.median(other[0] / each[0] for each, other in zip(found, dense))
    ratio_of_least = min(each[1] for each in dense) / least
    preparation = statistics.median(each[2] for each in found)
    return (
        f"{median:.2f} ({least:.2f}) | {ratio:.1f} × ({ratio_of_least:.1f} ×) | {preparation:.0f}"
    )


if __name__ == "__main__":
    options = parse()
    if options.processor_time:
        with tempfile.TemporaryDirectory() as folder:
            use_processor_time(folder)
    print(
        "| network | zeros | program | ms, median (minimum) | times as fast as onnxruntime "
        "| ms to prepare |"
    )
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for name in options.networks:
            for zeros in options.zeros:
                path = os.path.join(folder, f"{name}.onnx")
                builder = networks.Builder(zeros, options.blocks, options.width)
                networks.NETWORKS[name](builder, path)
                measure(options, name, zeros, path)
                os.remove(path)
