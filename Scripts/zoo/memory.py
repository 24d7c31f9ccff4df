"""The most memory that a command takes to read an ONNX file of 100 MB.

    memory.py COMMAND…

As a program it runs a command and prints its largest resident set in bytes: a process of its own, since
the largest of a child is at least that of the process that starts it.
"""

import os
import subprocess
import sys

COUNT, SIDE = 25, 1000
"""Matrices of 4 MB, one after another."""


def write(path, form):
    """Writes a network of 100 MB whose weights stand in the file as `form` says."""
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    random = np.random.default_rng(0)
    weights = []
    for index in range(COUNT):
        array = random.standard_normal((SIDE, SIDE), dtype=np.float32)
        if form == "float_data":
            weights.append(
                helper.make_tensor(f"w{index}", TensorProto.FLOAT, array.shape, array.ravel())
            )
        else:
            weights.append(numpy_helper.from_array(array, f"w{index}"))
    nodes = [
        helper.make_node("MatMul", [f"x{index}", f"w{index}"], [f"x{index + 1}"])
        for index in range(COUNT)
    ]
    ends = [
        helper.make_tensor_value_info(f"x{index}", TensorProto.FLOAT, ["batch", SIDE])
        for index in (0, COUNT)
    ]
    graph = helper.make_graph(nodes, "large", ends[:1], ends[1:], weights)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, path, save_as_external_data=form == "external data")


def measure(folder, command):
    """Rows of form, bytes of the file and bytes in memory."""
    rows = []
    for form in ("raw_data", "float_data", "external data"):
        path = os.path.join(folder, form.replace(" ", "-") + ".onnx")
        write(path, form)
        size = sum(
            os.path.getsize(os.path.join(folder, name)) for name in os.listdir(folder)
        )
        done = subprocess.run(
            [sys.executable, __file__, *command, path], capture_output=True, text=True
        )
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        rows.append({"form": form, "bytes": size, "resident": int(done.stdout)})
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
    return rows


def main():
    with open(os.devnull, "w") as nothing:
        process = subprocess.Popen(sys.argv[1:], stdout=nothing)
        _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"{sys.argv[1]} ended with status {status}")
    print(1024 * usage.ru_maxrss)


if __name__ == "__main__":
    main()
