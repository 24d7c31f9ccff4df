"""Tables in Markdown."""


def row(*cells: object) -> None:
    """Prints a row at once: the next may take minutes."""
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def header(*cells: str) -> None:
    """Prints the head of a table."""
    row(*cells)
    print("|" + "---|" * len(cells), flush=True)


def speed(count: float, unit: str) -> str:
    """Returns a number of units in a second, with at least three digits."""
    return f"{count:,.{0 if count >= 100 else 1 if count >= 10 else 2}f} {unit}/s"
