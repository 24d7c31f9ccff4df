import TensorFiles

/// The weights of a file with the smallest set to zero, without any training.
enum OneShotPruning: CustomStringConvertible {
    /// The smallest magnitudes of all weights together.
    case global(sparsity: Double)
    /// Two of every four inputs.
    case twoOfFour
    /// The output channels with the smallest sums of magnitudes, half of each weight.
    case halfOfChannels

    static let all =
        [0.8, 0.9, 0.95, 0.98].map { OneShotPruning.global(sparsity: $0) } + [
            .twoOfFour, .halfOfChannels,
        ]

    var description: String {
        switch self {
        case .global(let sparsity): "\(Int((100 * sparsity).rounded())) %"
        case .twoOfFour: "2:4"
        case .halfOfChannels: "50 % of channels"
        }
    }

    /// Writes the tensors of `file`, pruned, to `path`; weights are those with two or more axes.
    func write(_ file: any TensorFile, to path: String) throws {
        let tensors: [any StoredTensor] = file.entries
        let weights = tensors.filter { $0.shape.count >= 2 && $0.dtype == .float32 }
        let floats = try weights.map { try file.floats(of: $0.name) }
        let pruned = pruned(floats, shapes: weights.map(\.shape))
        var writer = SafetensorsWriter(metadata: ["format": "pt"])
        for (weight, floats) in zip(weights, pruned) {
            try writer.add(weight.name, shape: weight.shape, floats: floats)
        }
        let names = Set(weights.map(\.name))
        for tensor in tensors where !names.contains(tensor.name) {
            try writer.add(tensor.name, dtype: tensor.dtype, shape: tensor.shape) { append in
                try file.withUnsafeBytes(of: tensor.name, append)
            }
        }
        try writer.write(to: path)
    }

    private func pruned(_ weights: [[Float]], shapes: [[Int]]) -> [[Float]] {
        switch self {
        case .global(let sparsity):
            let sorted = weights.joined().map(\.magnitude).sorted()
            let threshold = sorted[Int(sparsity * Double(sorted.count))]
            return weights.map { $0.map { $0.magnitude < threshold ? 0 : $0 } }
        case .twoOfFour: return zip(weights, shapes).map(Self.prunedByFours)
        case .halfOfChannels: return zip(weights, shapes).map(Self.prunedByChannels)
        }
    }

    private static func prunedByFours(_ weights: [Float], shape: [Int]) -> [Float] {
        guard shape[1] % 4 == 0 else { return weights }
        var pruned = weights
        let kernel = shape.dropFirst(2).reduce(1, *)
        for group in 0..<weights.count / 4 {
            let start = group / kernel * 4 * kernel + group % kernel
            let places = (0..<4).map { start + $0 * kernel }
                .sorted { weights[$0].magnitude < weights[$1].magnitude }
            for place in places.prefix(2) { pruned[place] = 0 }
        }
        return pruned
    }

    private static func prunedByChannels(_ weights: [Float], shape: [Int]) -> [Float] {
        var pruned = weights
        let size = weights.count / shape[0]
        let sums = (0..<shape[0]).map { channel in
            weights[channel * size..<(channel + 1) * size].reduce(0) { $0 + $1.magnitude }
        }
        for channel in sums.indices.sorted(by: { sums[$0] < sums[$1] }).prefix(shape[0] / 2) {
            for place in channel * size..<(channel + 1) * size { pruned[place] = 0 }
        }
        return pruned
    }
}
