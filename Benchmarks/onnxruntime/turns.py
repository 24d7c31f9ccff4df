"""Lets pdp-run and other engines run the same networks in turns, and prints a table.

    python turns.py pdp-run [--networks …] [--zeros 0.9 …] [--blocks 1] [--width 1] [--threads 1]
        [--seconds 5] [--instruction-sets …] [--peers …] [--processor-time]

This is `pdp-run benchmark --against` for networks with zeros, with ratios to onnxruntime: those of the
medians of calls, with those of the shortest calls behind them. The last column is the time to read a
network and make it ready.
With --processor-time the clocks of all programs show the processor time of the process, so that
one thread can be measured beside other work (Linux, with a C compiler).
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import networks
import operators

WRITERS = networks.NETWORKS | operators.OPERATORS


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument(
        "--networks", nargs="+", choices=WRITERS, default=list(networks.NETWORKS)
    )
    parser.add_argument("--zeros", type=float, nargs="+", default=[0.9])
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--width", type=float, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--instruction-sets", nargs="+", default=["avx512", "avx2"])
    parser.add_argument("--peers", default="all")
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


def measure(options, name, zeros, path):
    """Prints a line for each set of instructions of pdp, and for each other engine beside it."""
    for instructions in options.instruction_sets:
        command = [options.program, "benchmark", path, "--json", "--python", sys.executable]
        command += ["--against", options.peers, "--instruction-set", instructions]
        command += ["--threads", str(options.threads), "--seconds", str(options.seconds)]
        output = subprocess.run(command, stdout=subprocess.PIPE).stdout
        if not output:
            continue
        report = json.loads(output)
        engines = [each for each in report["engines"] if "problem" not in each]
        dense = next((each for each in engines if each["engine"] == "onnxruntime"), None)
        for engine in [report | {"engine": f"pdp, {instructions}"}] + engines:
            print(f"| {name} | {zeros:.0%} | {engine['engine']} | {line(engine, dense)} |", flush=True)


def line(engine, dense):
    """The cells of an engine beside onnxruntime."""
    names = ["medianMilliseconds", "minimumMilliseconds"]
    times = [engine[name] for name in names]
    ratios = [f"{dense[name] / engine[name]:.1f} ×" if dense else "" for name in names]
    return (
        f"{times[0]:.2f} ({times[1]:.2f}) | {ratios[0]} ({ratios[1]}) "
        f"| {engine['preparationMilliseconds']:.0f}"
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
                WRITERS[name](builder, path)
                measure(options, name, zeros, path)
                os.remove(path)
