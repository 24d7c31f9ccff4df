// Counts the zeros of a file of weights and proves those that it promises, without LibTorch:
//
//     swift run ReadAndVerify model.safetensors
//
// Without a file it writes a small one first.

import Sparsity
import TensorFiles

/// Writes one weight of which two of every four inputs are zero, and says so.
func writeSample(to path: String) throws {
    let promise = SparsityPromise(
        pattern: "2:4", method: "by hand", sparsity: 0.5, zeroCounts: ["weight": 4])
    var writer = SafetensorsWriter(metadata: [SparsityPromise.key: try promise.json])
    let weights: [Float] = [0.5, 0, 0, -1, 0, 2, -0.25, 0]
    try writer.add("weight", dtype: .float32, shape: [2, 4]) { append in
        try weights.withUnsafeBytes { try append($0) }
    }
    try writer.write(to: path)
}

let path = CommandLine.arguments.dropFirst().first ?? "sample.safetensors"
if CommandLine.arguments.count == 1 { try writeSample(to: path) }

let file = try openTensorFile(at: path)
for tensor in try SparsityReport(of: file).tensors {
    print("\(tensor.name): \(tensor.zeroCount) of \(tensor.elementCount) are zero")
}
let findings = try verify(modelAt: path)
for finding in findings { print(finding.holds ? "ok" : "broken", finding.text) }
precondition(findings.allSatisfy(\.holds), "the file does not hold what it promises")
