"""Runs the zoo; `Scripts/onnx-zoo` says what it does and makes what it needs."""

import argparse
import json
import os
import shutil
import sys
import tempfile

import exporting
import files
import memory
import networks
import page
import running
from checking import Check


MEMORY = "memory"
"""The name of what is no network: how much memory reading takes."""


def check(name, exporter, path, inputs, network=None):
    folder = tempfile.mkdtemp(prefix="onnx-zoo-")
    try:
        steps = Check(path, inputs, folder, network)
        steps.run()
    finally:
        shutil.rmtree(folder)
    return {"name": name, "from": exporter, "results": steps.results, "failures": steps.failures}


def network_rows(name, folder):
    for exporter in exporting.exporters(name):
        path = os.path.join(folder, f"{name}-{exporter.replace(', ', '-').replace(' ', '-')}.onnx")
        try:
            if not os.path.exists(path):
                exporting.export(name, exporter, path)
        except Exception as error:
            reason = str(error.__cause__ or error).strip().splitlines()[0]
            yield {
                "name": name, "from": exporter, "results": {},
                "failures": {"original": f"torch's exporter: {reason}"},
            }
            continue
        network, inputs = networks.make(name)
        arrays = {key: value.numpy() for key, value in inputs.items()}
        yield check(name, exporter, path, arrays, network)


def measure_memory(path):
    with tempfile.TemporaryDirectory() as folder:
        rows = memory.measure(folder, [running.PDP_RUN, "inspect"])
    with open(path, "w") as file:
        json.dump(rows, file, indent=1)


def loaded(path):
    """What a file of JSON says; nothing where it is not there."""
    if not os.path.exists(path):
        return []
    with open(path) as file:
        return json.load(file)


def main():
    parser = argparse.ArgumentParser(prog="Scripts/onnx-zoo")
    parser.add_argument("names", nargs="*", help="the networks and files, all without any")
    parser.add_argument("--files", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--out", help="where the page is written, instead of printed")
    parser.add_argument("--list", action="store_true", help="print the names")
    arguments = parser.parse_args()
    known = [*files.names(arguments.files), *networks.NETWORKS]
    if arguments.list:
        print("\n".join([*known, MEMORY]))
        return
    for name in set(arguments.names) - {*known, MEMORY}:
        sys.exit(f"there is no '{name}'; --list prints the names")

    store = os.path.join(os.path.dirname(arguments.files), "results")
    exported = os.path.join(os.path.dirname(arguments.files), "exported")
    os.makedirs(store, exist_ok=True)
    os.makedirs(exported, exist_ok=True)
    for name in arguments.names or [*known, MEMORY]:
        if name == MEMORY:
            measure_memory(os.path.join(store, MEMORY))
            continue
        if name in networks.NETWORKS:
            rows = list(network_rows(name, exported))
        else:
            path, inputs, source = files.opened(name, arguments.files)
            rows = [check(name, source, path, inputs)]
        with open(os.path.join(store, name + ".json"), "w") as file:
            json.dump(rows, file, indent=1)
        for row in rows:
            print(page.progress(row), file=sys.stderr, flush=True)
    text = page.text(
        [
            json.load(open(os.path.join(store, name + ".json")))
            for name in known
            if os.path.exists(os.path.join(store, name + ".json"))
        ],
        [name for name in known if not os.path.exists(os.path.join(store, name + ".json"))],
        loaded(os.path.join(store, MEMORY)),
    )
    if arguments.out:
        with open(arguments.out, "w") as file:
            file.write(text)
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
