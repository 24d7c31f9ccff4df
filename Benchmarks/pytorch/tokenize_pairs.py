"""Tokenizes pairs of sentences with Hugging Face's tokenizers.

Prints `ready` with the number of pairs, then answers each line of the standard input with one JSON
line: for an empty one the seconds of encode_batch, for `fast` those of encode_batch_fast, which
leaves out where in the text a token stands. For `write FILE` it writes the numbers of the tokens:
for each pair how many there are, then these, 32 bits each, the low byte first.

Needs: pip install tokenizers numpy
Example: echo | python Benchmarks/pytorch/tokenize_pairs.py --sentences FILE --vocabulary FILE
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np


def read_pairs(file: str, count: int) -> list[tuple[str, str]]:
    """Returns the first pairs of a tab-separated file with the columns of MNLI."""
    lines = Path(file).read_bytes().decode().removesuffix("\n").split("\n")
    header, *rows = (line.removesuffix("\r").split("\t") for line in lines)
    columns = [header.index(name) for name in ("sentence1", "sentence2")]
    label = header.index("gold_label")
    pairs = (tuple(row[column] for column in columns) for row in rows if row[label] != "-")
    return [pair for pair, _ in zip(pairs, range(count))]


def make_tokenizer(options: argparse.Namespace):
    """Returns BERT's uncased tokenizer, which cuts long pairs."""
    from tokenizers.implementations import BertWordPieceTokenizer

    tokenizer = BertWordPieceTokenizer(options.vocabulary)
    tokenizer.enable_truncation(options.length)
    return tokenizer._tokenizer


def write(encodings: list, file: str) -> None:
    numbers = np.concatenate([[len(encoding.ids), *encoding.ids] for encoding in encodings])
    Path(file).write_bytes(numbers.astype("<i4").tobytes())


def measure(encode, pairs: list) -> dict:
    """Times one call; the encodings are let go of outside of it."""
    start = time.perf_counter()
    encodings = encode(pairs)
    seconds = time.perf_counter() - start
    del encodings
    return {"seconds": seconds}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sentences", required=True, help="tab-separated, MNLI's columns")
    parser.add_argument("--vocabulary", required=True, help="one token a line")
    parser.add_argument("--pairs", type=int, default=20_000)
    parser.add_argument("--length", type=int, default=128, help="most tokens of a pair")
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()

    os.environ["RAYON_NUM_THREADS"] = str(options.threads)
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if options.threads > 1 else "false"
    try:
        import tokenizers
    except ImportError as error:
        print("cannot:", error, flush=True)
        return
    tokenizer = make_tokenizer(options)
    pairs = read_pairs(options.sentences, options.pairs)
    measure(tokenizer.encode_batch, pairs)
    facts = {"pairs": len(pairs), "version": tokenizers.__version__}
    print("ready", json.dumps(facts), flush=True)
    for line in sys.stdin:
        command, _, file = line.strip().partition(" ")
        if command == "write":
            write(tokenizer.encode_batch(pairs), file)
            print("{}", flush=True)
            continue
        encode = tokenizer.encode_batch_fast if command == "fast" else tokenizer.encode_batch
        print(json.dumps(measure(encode, pairs)), flush=True)


if __name__ == "__main__":
    main()
