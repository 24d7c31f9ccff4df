import Foundation
import TensorFiles

/// Programs that pack any data.
enum Packers {
    /// The bytes that a program makes of a file on its standard output; `nil` where it is not installed.
    static func byteCount(of path: String, packedBy program: String, _ options: String...) throws
        -> Int?
    {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + options + ["-c", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        var count = 0
        while let data = try pipe.fileHandleForReading.read(upToCount: 1 << 20), !data.isEmpty {
            count += data.count
        }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? count : nil
    }
}

/// What other ways to store zeros would take, by arithmetic.
struct OtherCodes {
    /// ONNX's sparse initializers: 64 bits for the place of a value and 32 for itself; tensors that are
    /// shorter without stay dense. Names and shapes are not counted.
    private(set) var onnxBytes = 0

    /// The places in an adaptive arithmetic code: the sum of the ideal lengths, which a coder comes
    /// within bytes of. The probability of a zero is learned in each tensor anew (Krichevsky and
    /// Trofimov, 1981).
    private(set) var arithmeticBytes = 0.0

    init(of file: any TensorFile) throws {
        let tensors: [any StoredTensor] = file.entries
        for tensor in tensors {
            let byteCount = tensor.elementCount * tensor.dtype.byteCount
            guard tensor.shape.count >= 2, tensor.dtype == .float32 else {
                onnxBytes += byteCount
                continue
            }
            let floats = try file.floats(of: tensor.name)
            var counts = [0.5, 0.5]
            var bits = 0.0
            for float in floats {
                let symbol = float == 0 ? 0 : 1
                bits -= log2(counts[symbol] / (counts[0] + counts[1]))
                counts[symbol] += 1
            }
            arithmeticBytes += bits / 8
            onnxBytes += min(byteCount, Int(counts[1]) * 12)
        }
    }
}
