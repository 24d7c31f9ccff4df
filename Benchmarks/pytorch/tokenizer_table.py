"""Lets pdp's tokenizer and Hugging Face's take turns, and prints a table of sentences per second.

Both tokenize the same pairs of sentences; first the numbers of all tokens are compared.

Example: Benchmarks/run tokenizer --data FOLDER
"""

import argparse
import platform
import statistics
import sys
import tempfile
from pathlib import Path

import table
from turns import Turns, Unable, check_facts

NEED = ("it comes with: pip install tokenizers numpy; PDP_TRANSFORMERS_PYTHON names the Python "
        "that has it")  # fmt: skip

TEXT = """\
{pairs:,} pairs of sentences, at most {length} tokens each, the same numbers from both; {machine},
tokenizers {version}; medians of {blocks} blocks in turns.

`encode_batch_fast` leaves out where in the text a token stands, as pdp does.
"""


def only_file(folder: str, pattern: str) -> str:
    """Returns the one file of a folder whose name fits."""
    found = sorted(Path(folder).glob(pattern))
    if len(found) != 1:
        names = ", ".join(file.name for file in found) or "none"
        sys.exit(f"error: '{folder}' must have one file '{pattern}'; it has {names}")
    return str(found[0])


def start(threads: int, options: argparse.Namespace) -> tuple[Turns, Turns]:
    """Starts both programs, and ends this one if their tokens differ."""
    common = ["--sentences", options.sentences or only_file(options.data, "train*.tsv")]
    common += ["--vocabulary", options.vocabulary or only_file(options.data, "*vocab.txt")]
    common += ["--pairs", str(options.pairs), "--length", str(options.length)]
    common += ["--threads", str(threads)]
    script = str(Path(__file__).with_name("tokenize_pairs.py"))
    try:
        theirs = Turns([sys.executable, script, *common])
    except Unable as reason:
        sys.exit(f"error: tokenizers cannot be used: {reason}\nhint: {NEED}")
    ours = Turns([options.binary, "tokenizer", *common])
    check_facts(ours, theirs)
    check_tokens(ours, theirs)
    return ours, theirs


def check_tokens(ours: Turns, theirs: Turns) -> None:
    """Compares the numbers of all tokens of all pairs."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("pdp", "tokenizers")]
        for program, file in zip((ours, theirs), files):
            program.block(f"write {file}")
        if files[0].read_bytes() != files[1].read_bytes():
            sys.exit("error: pdp and tokenizers give different tokens")


def measure(ours: Turns, theirs: Turns, blocks: int) -> list[float]:
    """Returns the median seconds of pdp, encode_batch and encode_batch_fast, in turns."""
    turns = [(ours, ""), (theirs, ""), (theirs, "fast")]
    rounds = [[program.block(request)["seconds"] for program, request in turns]
              for _ in range(blocks)]  # fmt: skip
    ours.end()
    theirs.end()
    return [statistics.median(seconds) for seconds in zip(*rounds)]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="Benchmarks/run tokenizer", description=__doc__.splitlines()[0])
    parser.add_argument("binary", help=argparse.SUPPRESS)
    parser.add_argument("--data", required=True, help="train*.tsv and *vocab.txt, one of each")
    parser.add_argument("--sentences", help="another tab-separated file with MNLI's columns")
    parser.add_argument("--vocabulary", help="another vocabulary, one token a line")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2], metavar="N")
    parser.add_argument("--pairs", type=int, default=20_000, help="from the start of the file")
    parser.add_argument("--length", type=int, default=128, help="most tokens of a pair")
    parser.add_argument("--blocks", type=int, default=7, help="blocks of each program")
    options = parser.parse_args()
    for index, threads in enumerate(options.threads):
        ours, theirs = start(threads, options)
        if index == 0:
            facts = vars(options) | theirs.facts | {"machine": platform.machine()}
            print(TEXT.format(**facts))
            table.header("threads", "pdp", "encode_batch", "ratio of medians",
                         "encode_batch_fast", "ratio of medians")  # fmt: skip
        seconds = measure(ours, theirs, options.blocks)
        speeds = [table.speed(2 * ours.facts["pairs"] / second, "sentences") for second in seconds]
        ratios = [f"{second / seconds[0]:.2f}" for second in seconds]
        table.row(threads, *speeds[:2], ratios[1], speeds[2], ratios[2])


if __name__ == "__main__":
    main()
