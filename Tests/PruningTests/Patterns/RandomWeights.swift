import Layers
import Pruning
import Tensors

/// Random shapes and weights that follow from a seed, by the SplitMix64 generator.
struct RandomWeights: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// `[outputs, inputs]` or `[outputs, inputs, height, width]`, inputs a multiple of `divisor`.
    mutating func shape(inputsDivisibleBy divisor: Int = 1) -> [Int] {
        let channels = [
            Int.random(in: 1...9, using: &self), divisor * Int.random(in: 1...4, using: &self),
        ]
        guard Bool.random(using: &self) else { return channels }
        let size = Int.random(in: 1...3, using: &self)
        return channels + [size, size]
    }

    mutating func elements(_ count: Int) -> [Float] {
        (0..<count).map { _ in Float.random(in: -1...1, using: &self) }
    }

    mutating func weights(_ shape: [Int]) throws -> Tensor {
        try Tensor(elements(shape.reduce(1, *)), shape: shape)
    }

    /// Layers with random weights of several scales, so that magnitudes differ between layers.
    mutating func network(_ shapes: [[Int]]) throws -> ListedWeights {
        ListedWeights(
            try shapes.map { shape in
                let scale = Double.random(in: 0.1...1, using: &self)
                return try ListedWeights.Entry(try weights(shape) * scale)
            })
    }

    /// Two to six layers.
    mutating func network() throws -> ListedWeights {
        let count = Int.random(in: 2...6, using: &self)
        return try network((0..<count).map { _ in shape(inputsDivisibleBy: 3) })
    }
}

/// A network of nothing but weights, with the paths `0.weight`, `1.weight` and so on.
final class ListedWeights: OutputNaming {
    final class Entry: Module {
        let weight: Parameter

        init(_ weight: Tensor) throws {
            let kind: Parameter.Kind = weight.shape.count == 4 ? .convolution(groups: 1) : .linear
            self.weight = try Parameter(weight, kind: kind)
        }
    }

    @Named private var entries: [any Module]

    init(_ entries: [Entry]) {
        _entries = Named("", entries)
    }

    /// None: all of the weights are there to be pruned.
    var outputWeights: [Parameter] { [] }

    func layers(_ pattern: some Pattern = .unstructured) throws -> [PrunedLayer] {
        try namedParameters.map { try PrunedLayer([$0], pattern: pattern) }
    }

    func zeroCounts() throws -> [Int] {
        try namedParameters.map {
            try $0.parameter.tensor.elements(as: Float.self).count { $0 == 0 }
        }
    }
}

extension Tensor {
    /// The elements in row-major order, of a tensor in any order in memory.
    func floats() throws -> [Float] { try contiguous().elements(as: Float.self) }
}
