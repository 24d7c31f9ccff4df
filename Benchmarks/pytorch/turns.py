"""The protocol by which programs take turns on one machine.

A program prints `ready`, perhaps followed by a JSON object with facts, measures one block for each
line of its standard input, answers with a JSON object on one line, and ends with its input. A
program that cannot run here prints `cannot: ` and the reason instead.
"""

import json
import os
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
