"""The scale of the loss after steps with and without overflow, as torch.amp.GradScaler('cpu') has it.

Writes Tests/OptimizationTests/Golden/gradient-scaler.json: runs of steps that are all finite or all not, and after
each the scale, and the steps since it has changed or one was left out.

Needs: pip install torch==2.13.* (no seed: nothing is drawn).
Run from the package's root: python Scripts/golden/gradient_scaler.py
"""

import json
import pathlib

import torch

FILE = pathlib.Path("Tests/OptimizationTests/Golden/gradient-scaler.json")
RUNS = [(True, 3), (False, 2), (True, 1999), (False, 1), (True, 2000), (True, 1), (True, 3999), (False, 20), (True, 2000)]

weight = torch.zeros((), requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=1)
scaler = torch.amp.GradScaler("cpu")


def step(is_finite: bool) -> None:
    optimizer.zero_grad()
    # The gradient of the root of 0 is infinite.
    loss = weight * 1 if is_finite else (weight * 0).sqrt()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.update()


runs = []
for is_finite, count in RUNS:
    for _ in range(count):
        step(is_finite)
    state = scaler.state_dict()
    runs.append({
        "isFinite": is_finite,
        "count": count,
        "scale": state["scale"],
        "steadyStepCount": state["_growth_tracker"],
    })
FILE.parent.mkdir(parents=True, exist_ok=True)
FILE.write_text(json.dumps(runs, indent=1) + "\n")
