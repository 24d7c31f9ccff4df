"""Writes Tests/LayersTests/Golden/float8*: every 8-bit floating-point number in each kind of file.

The files hold the 256 numbers of float8_e4m3fn and float8_e5m2 as matrices, and the first of them
transposed and cut; float8-values.safetensors holds what PyTorch makes of them in float32.

Needs: pip install torch==2.13.* safetensors==0.8.0 (no seed: the values are all there are).
Run from the package's root: python Scripts/golden/float8.py
"""

from pathlib import Path

import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).parents[2] / "Tests/LayersTests/Golden"

numbers = torch.arange(256, dtype=torch.uint8).reshape(16, 16)
all_numbers = {
    "e4m3": numbers.view(torch.float8_e4m3fn), "e5m2": numbers.view(torch.float8_e5m2)
}
parts = {"transposed": all_numbers["e4m3"].t(), "cut": all_numbers["e5m2"][3:5, 1:]}

state = all_numbers | parts
torch.save(state, FOLDER / "float8.pth")
torch.save(state, FOLDER / "float8-legacy.pth", _use_new_zipfile_serialization=False)
save_file({k: v.clone(memory_format=torch.contiguous_format) for k, v in state.items()}, FOLDER / "float8.safetensors")
save_file(
    {k: v.to(torch.float32).clone(memory_format=torch.contiguous_format) for k, v in state.items()},
    FOLDER / "float8-values.safetensors")
