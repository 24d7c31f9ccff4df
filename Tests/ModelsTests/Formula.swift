import Layers
import Tensors

/// The numbers that networks start from in `Scripts/golden/vision.py`, the same bit for bit.
enum Formula {
    /// Returns multiples of 2⁻¹⁵ in −1..<1 that depend on `name` and their index alone.
    ///
    /// The seed is the FNV-1a hash of the name; the mixing is Wellons' lowbias32.
    static func numbers(_ name: String, count: Int) -> LazyMapSequence<Range<UInt32>, Double> {
        let seed = name.utf8.reduce(0x811C_9DC5 as UInt32) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
        return (0..<UInt32(count)).lazy.map { index in
            var x = seed &+ index &* 0x9E37_79B9
            x = (x ^ x >> 16) &* 0x7FEB_352D
            x = (x ^ x >> 15) &* 0x846C_A68B
            x ^= x >> 16
            return Double(Int(x >> 16) - 32_768) / 32_768
        }
    }

    /// Returns the initial values of the tensor called `name`: weights within ±√(6 / fan-in), rounded
    /// to a power of two, running means about 0, everything else about 1.
    static func values(_ name: String, shape: [Int]) throws -> Tensor {
        let numbers = numbers(name, count: shape.reduce(1, *))
        let values: [Double]
        if shape.count >= 2 {
            let inputCount = shape.dropFirst().reduce(1, *)
            var range = 1.0
            while 24 <= Double(inputCount) * range * range { range /= 2 }
            values = numbers.map { $0 * range }
        } else if name.hasSuffix("running_mean") {
            values = numbers.map { $0 / 4 }
        } else {
            values = numbers.map { 1 + $0 / 4 }
        }
        return try Tensor(values, shape: shape)
    }

    /// Converts `network` to double precision and gives it the initial values.
    static func fill(_ network: any Layer) throws {
        try network.convert(to: .float64)
        try withoutGradients {
            for (name, tensor) in try network.stateDictionary().tensors
            where tensor.scalarType == .float64 {
                try tensor.copy(from: values(name, shape: tensor.shape))
            }
        }
    }
}
