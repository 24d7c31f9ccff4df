"""Prints what TensorBoard's own reader finds in a folder: of each tag, its kind and steps.

Run by `LogTests` with the Python that PDP_TENSORBOARD_PYTHON names.
"""

import struct
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

accumulator = EventAccumulator(
    sys.argv[1], size_guidance={"scalars": 0, "histograms": 0, "images": 0})
accumulator.Reload()
tags = accumulator.Tags()
for tag in sorted(tags["scalars"]):
    events = accumulator.Scalars(tag)
    print("scalar", tag, *[f"{event.step}:{event.value:.6g}" for event in events])
for tag in sorted(tags["histograms"]):
    events = accumulator.Histograms(tag)
    counts = [int(sum(event.histogram_value.bucket)) for event in events]
    print("histogram", tag, *[f"{event.step}:{count}" for event, count in zip(events, counts)])
for tag in sorted(tags["images"]):
    for event in accumulator.Images(tag):
        size = struct.unpack(">II", event.encoded_image_string[16:24])
        assert size == (event.width, event.height), size
    print("image", event.width, event.height)
