"""Reads a compressed file, as docs/compressed.md describes it: read_compressed.py FILE OUT.npz"""
import json, sys, zlib, numpy as np
TYPES = {f"{kind}{8 * size}": f"<{kind.lower()}{size}" for kind in "UIF" for size in (1, 2, 4, 8)}
TYPES |= {"BOOL": "?", "BF16": "<u2", "F8_E5M2": "u1", "F8_E4M3": "u1"}  # NumPy has their bits
def numbers(part, width, count):
    bits = np.unpackbits(part, count=width * count, bitorder="little").reshape(count, width)
    return bits.astype(np.int64) @ (1 << np.arange(width))
def mask(code, part, shape, n, count):
    height, _, code = code.rpartition("x1-")
    if height: return np.repeat(mask(code, part, shape, n // int(height), count // int(height))
                                .reshape(-1, 1, n // shape[0]), int(height), 1).reshape(n)
    if code in ("all", "bitmask"): return numbers(part, 1, n) > 0 if part.size else np.ones(n, bool)
    if code == "runs": return np.repeat(np.arange(len(part) // 4) % 2 == 1, part.view("<u4"))
    if code.startswith("rice-"):
        width, split = int(code[5:]), len(part) - (int(code[5:]) * count + 7) // 8
        quotients = np.diff(np.flatnonzero(numbers(part[:split], 1, 8 * split)), prepend=-1) - 1
        gaps = (quotients << width) + numbers(part[split:], width, count)
        return np.bincount(np.cumsum(gaps + 1) - 1, minlength=n) == 1
    kept, size = map(int, code.removesuffix("-flattened").split(":"))
    kernel = 1 if code.endswith("-flattened") else int(np.prod(shape[2:]))
    places = numbers(part, (size - 1).bit_length(), count).reshape(-1, kernel, kept)
    return (places[..., None] == np.arange(size)).any(2).transpose(0, 2, 1).reshape(n)
if len(sys.argv) != 3: sys.exit(__doc__)
data = np.fromfile(sys.argv[1], np.uint8)
tensors, start = {}, 8 + int(data[:8].view("<u8")[0])
rest = {name: data[start:][slice(*tensor["data_offsets"])].view(TYPES[tensor["dtype"]])
        for name, tensor in json.loads(bytes(data[8:start])).items() if name != "__metadata__"}
def take(name, count):
    part, rest[name] = np.split(rest.get(name, data[:0]), [count])
    return part
for name, row in json.loads(zlib.decompress(rest["pdp.table"])).items():
    dtype, shape, n = row["dtype"], row["shape"], int(np.prod(row["shape"], dtype=np.int64))
    code, count, values = row.get("positions", "all"), row.get("count", n), row.get("values", dtype)
    places = mask(code, take("pdp.positions", row.get("bytes", 0)), shape, n, count)
    tensor = np.zeros(n, TYPES[dtype])
    tensor[places] = take("pdp.values." + values, count)
    tensors[name] = tensor.reshape(shape)
    if (dtype, values) == ("F32", "I8"):
        tensors[name] *= take("pdp.scales", shape[0]).reshape(-1, *[1] * (len(shape) - 1))
np.savez(sys.argv[2], **tensors)
