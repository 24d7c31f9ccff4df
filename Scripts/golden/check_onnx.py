"""Checks ONNX files with onnx.checker and compares what onnxruntime computes from them.

    python Scripts/golden/check_onnx.py values.json folder

For each case of values.json there is a file of its name in the folder, or none. Prints the number
of files that are right; fails at the first that is not.
"""

import json
import os
import sys

import numpy as np
import onnx
import onnxruntime

count = 0
for case in json.load(open(sys.argv[1])):
    path = f"{sys.argv[2]}/{case['file']}.onnx"
    if not os.path.exists(path):
        continue
    onnx.checker.check_model(path, full_check=True)
    session = onnxruntime.InferenceSession(path)
    feed = {
        v["name"]: np.array(v["numbers"], np.float32).reshape(v["shape"])
        for v in case["inputs"]
    }
    values = session.run([v["name"] for v in case["outputs"]], feed)
    for wanted, found in zip(case["outputs"], values):
        assert list(found.shape) == wanted["shape"], path
        numbers = np.array(wanted["numbers"])
        assert np.abs(found.flatten() - numbers).max() < 1e-4, path
    count += 1
print(count)
