"""The protocol by which programs take turns on one machine.

A program prints `ready`, perhaps followed by a JSON object with facts, measures one block for each
line of its standard input, answers with a JSON object on one line, and ends with its input. A
program that cannot run here prints `cannot: ` and the reason instead.
"""

import json
import os
import statistics
import subprocess
import sys


class Unable(Exception):
    """A program cannot run on this machine."""


class Turns:
    """A program that measures one block for each line it is given."""

    def __init__(self, command: list[str], environment: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | (environment or {}),
        )
        word, _, rest = self.process.stdout.readline().strip().partition(" ")
        if word == "cannot:":
            self.end()
            raise Unable(rest)
        if word != "ready":
            sys.exit(f"error: {' '.join(command)} did not get ready")
        self.facts = json.loads(rest) if rest else {}

    def block(self, request: str = "") -> dict:
        self.process.stdin.write(request + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"error: {self.process.args[0]} ended before its turn was over")
        return json.loads(answer)

    def end(self) -> None:
        self.process.stdin.close()
        self.process.wait()


def medians(programs: list[Turns], key: str, blocks: int) -> list[float]:
    """Returns the median of the number `key` of each program's blocks, measured in turns."""
    rounds = [[program.block()[key] for program in programs] for _ in range(blocks)]
    for program in programs:
        program.end()
    return [statistics.median(values) for values in zip(*rounds)]


def check_facts(ours: Turns, theirs: Turns) -> None:
    """Ends the program unless both measure the same: times of different things mean nothing."""
    for key, value in ours.facts.items():
        if theirs.facts[key] != value:
            sys.exit(f"error: PyTorch's {key} are {theirs.facts[key]}; pdp's are {value}")
