"""The Markdown of kernel_table.py: times, ratios, shares of the bandwidth, and the goals."""

import argparse

# Bytes that each weight costs at least: 4 for each value that is read or written.
BYTES = {"read": 4, "copy": 8, "selection": 4, "forward": 8, "backward": 12, "whole": 24}

GOALS = [
    ("selection in reads", "selection", "read", 2),
    ("forward in copies", "forward", "copy", 1.3),
    ("plain PyTorch in wholes", "pytorch whole", "whole", 50),
    ("compiled PyTorch in wholes", "compiled whole", "whole", 8),
]


def bandwidth(cases: list[dict], threads: int) -> float:
    """The faster of a read and a copy of the largest tensor, in bytes each second."""
    case = max((case for case in cases if case["threads"] == threads), key=lambda c: c["count"])
    return max(case["count"] * BYTES[name] / case["medians"][name] for name in ("read", "copy"))


def ratio(medians: dict[str, float], slow: str, fast: str) -> str:
    """How many times `fast` fits into `slow`, with the time of `slow`; a dash without it."""
    if slow not in medians:
        return "–"
    return f"{medians[slow] / medians[fast]:.1f} × ({milliseconds(medians[slow])})"


def milliseconds(seconds: float) -> str:
    decimals = 4 if seconds < 1e-3 else 2 if seconds < 0.1 else 0
    return f"{1000 * seconds:,.{decimals}f} ms"


def row(name: str, case: dict, bytes_each_second: float) -> str:
    medians = case["medians"]
    speed = case["count"] * BYTES[name] / medians[name]
    cells = [
        name,
        milliseconds(medians[name]),
        f"{medians[name] / medians['read']:.2f}",
        f"{medians[name] / medians['copy']:.2f}",
        f"{speed / 1e9:.1f} GB/s",
        f"{100 * speed / bytes_each_second:.0f} %",
        *(ratio(medians, f"{peer} {name}", name) for peer in ("composed", "pytorch", "compiled")),
    ]
    return f"| {' | '.join(cells)} |"


def goal_line(case: dict) -> str:
    """What was asked for and what was found."""
    texts = []
    medians = case["medians"]
    for text, numerator, denominator, bound in GOALS:
        if numerator in medians:
            found = medians[numerator] / medians[denominator]
            is_met = found >= bound if denominator == "whole" else found <= bound
            limit = "at least" if denominator == "whole" else "at most"
            verdict = "met" if is_met else "missed"
            texts.append(f"{text} {found:.3g}, {limit} {bound}: {verdict}")
    return "; ".join(texts)


def report(cases: list[dict], options: argparse.Namespace) -> None:
    """Prints the machine, a table for each case and the goals."""
    memory = "given back" if options.given_back else "kept"
    print(f"{cases[0]['machine']}, PyTorch {cases[0]['torch']} with freed memory {memory};")
    print(
        f"medians of {options.rounds} rounds in turns, PyTorch and composed formulas "
        f"{options.slow_rounds} for large tensors"
    )
    for case in cases:
        bytes_each_second = bandwidth(cases, case["threads"])
        print(
            f"\n{case['count']:,} weights, {case['threads']} threads, "
            f"bandwidth {bytes_each_second / 1e9:.1f} GB/s\n"
        )
        print("| part | pdp | in reads | in copies | speed | of bandwidth "
              "| composed | PyTorch | compiled |")  # fmt: skip
        print("|---|---|---|---|---|---|---|---|---|")
        for name in BYTES:
            print(row(name, case, bytes_each_second))
        print(f"\n{goal_line(case)}")
