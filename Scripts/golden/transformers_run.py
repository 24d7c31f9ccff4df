"""Classifies the sentences of an SST-2 file with the folder of a run, as Hugging Face's users do.

    python transformers_run.py RUN TSV RESULT

Writes the accuracy, the type of the weights and the names of the classes into RESULT; fails if a
tensor is missing or unexpected. Run by Tests/TrainingTests/TextRunTests.swift where
PDP_TRANSFORMERS_PYTHON names a Python with transformers.
"""

import os
import sys
from pathlib import Path

import torch
import torchvision_operators

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}

if __name__ == "__main__":
    torchvision_operators.make_importable()
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    run, table, result = sys.argv[1:]
    network, report = AutoModelForSequenceClassification.from_pretrained(
        run, output_loading_info=True)
    problems = {key: value for key, value in report.items() if value}
    if problems:
        sys.exit(f"the network of {run} does not fit: {problems}")
    tokenizer = AutoTokenizer.from_pretrained(run)
    rows = [line.split("\t") for line in Path(table).read_text().splitlines()[1:]]
    batch = tokenizer([row[0] for row in rows], padding=True, return_tensors="pt")
    with torch.no_grad():
        kind = str(network.dtype).removeprefix("torch.")
        found = network.float().eval()(**batch).logits.argmax(1).tolist()
    correct = sum(int(row[1]) == label for row, label in zip(rows, found, strict=True))
    classes = " ".join(network.config.id2label[index] for index in range(2))
    Path(result).write_text(f"{correct / len(rows)} {kind} {classes}")
