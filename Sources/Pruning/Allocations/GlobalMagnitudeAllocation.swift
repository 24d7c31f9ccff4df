import Kernels
import Layers
import Tensors

/// The allocation of the PDP paper: one sort of all magnitudes of the network decides how many of
/// each layer are among the smallest.
///
/// A unit of several weights, such as a channel, competes with its norm divided by the root of its
/// number of weights: the root mean square, which does not grow with the size of the filters. Units
/// go in ascending order until enough weights have gone. Of equal magnitudes those of earlier layers
/// go first.
///
/// Where a pattern of one's own has several groups in a layer, all of them lose the same number of
/// units, and the k-th smallest units of the groups compete together with their root mean square.
public struct GlobalMagnitudeAllocation: Allocation {
    /// Creates the allocation.
    public init() {}

    /// `global`.
    public var description: String { "global" }

    /// Yes.
    public var dependsOnWeights: Bool { true }

    /// The units of each layer below the magnitude that prunes enough weights of the network.
    public func prunedUnitCounts(for layers: [PrunedLayer], sparsity: Double) throws -> [Int] {
        try shareOut(sparsity: sparsity, among: layers, limits: layers.map(\.defaultLimit)) {
            layers, zeroCount in
            guard zeroCount > 0 else { return layers.map { _ in 0 } }
            let hasSingleWeights = layers.allSatisfy { $0.weightsPerStep == 1 }
            return try withoutGradients {
                guard hasSingleWeights else {
                    return try countsOfUnits(in: layers, zeroCount: zeroCount)
                }
                return try layers.allSatisfy(\.hasPlainWeights)
                    ? scannedCounts(in: layers, zeroCount: zeroCount)
                    : countsOfWeights(in: layers, zeroCount: zeroCount)
            }
        }
    }
}

/// The weights of each layer among the `zeroCount` smallest of all, found by scans that copy nothing, at first
/// near the limit of the time before. ``countsOfWeights(in:zeroCount:)`` is the reference.
private func scannedCounts(in layers: [PrunedLayer], zeroCount: Int) throws -> [Int] {
    let found = try CommonRank(
        zeroCount, near: layers.first?.lastCommonMagnitude, threads: .ofLibTorch
    ) { scan in
        for layer in layers { try layer.withPlainWeights(scan) }
    }
    layers.first?.lastCommonMagnitude = found.magnitude
    return fill(found.counts, upTo: zeroCount)
}

/// The weights of each layer among the `zeroCount` smallest of all, by LibTorch's operators, for
/// every device, type and pattern.
private func countsOfWeights(in layers: [PrunedLayer], zeroCount: Int) throws -> [Int] {
    let magnitudes = try layers.map { try ($0.ranking ?? $0.magnitudes()).reshaped([-1]) }
    let all = try Tensor.concatenating(magnitudes, along: 0)
    let limit = try all.kthSmallest(zeroCount, along: 0)
    let found = try magnitudes.map { layer in
        (
            below: Int(try limit.isGreater(than: layer).sum().item()),
            equal: Int(try layer.isEqual(to: limit).sum().item())
        )
    }
    return fill(found, upTo: zeroCount)
}

/// Adds weights at the limit to those below it, of earlier layers first, until there are `zeroCount`.
private func fill(_ found: [(below: Int, equal: Int)], upTo zeroCount: Int) -> [Int] {
    var missing = zeroCount - found.reduce(0) { $0 + $1.below }
    return found.map { layer in
        let taken = min(layer.equal, missing)
        missing -= taken
        return layer.below + taken
    }
}

extension PrunedLayer {
    /// Whether the units are single weights that can be read where they are.
    fileprivate var hasPlainWeights: Bool {
        guard pattern is Unstructured, parameters.count == 1, ranking == nil else { return false }
        let tensor = parameters[0].tensor
        return tensor.device == .cpu && tensor.scalarType == .float32 && tensor.isContiguous
    }

    /// Calls `body` with the weights.
    fileprivate func withPlainWeights<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) throws -> Result {
        do {
            return try parameters[0].tensor.withUnsafeFloats { try body(UnsafeBufferPointer($0)) }
        } catch KernelError.notANumber {
            throw PruningError.notFinite(layer: name)
        }
    }
}

/// The units of each layer that go before `zeroCount` weights have gone.
private func countsOfUnits(in layers: [PrunedLayer], zeroCount: Int) throws -> [Int] {
    var units: [(magnitude: Double, layer: Int)] = []
    for (index, layer) in layers.enumerated() {
        let ordered = try layer.meansOfUnits().converted(to: .float64)
        units += try ordered.elements(as: Double.self).map { ($0, index) }
    }
    units.sort { $0 < $1 }
    var counts = layers.map { _ in 0 }
    var missing = zeroCount
    for unit in units where missing > 0 {
        counts[unit.layer] += 1
        missing -= layers[unit.layer].weightsPerStep
    }
    return counts
}

extension PrunedLayer {
    /// What the k-th smallest units of the groups compete with, for every k in ascending order.
    fileprivate func meansOfUnits() throws -> Tensor {
        if let ranking { return try ranking.sorted(along: 1).values.mean(along: [0]) }
        let perWeight = 1 / Double(weightsPerUnit).squareRoot()
        let ordered = try magnitudes().sorted(along: 1).values
        return try ordered.squared().mean(along: [0]).squareRoot() * perWeight
    }
}

extension Allocation where Self == GlobalMagnitudeAllocation {
    /// One sort of all magnitudes of the network.
    public static var globalMagnitude: GlobalMagnitudeAllocation { GlobalMagnitudeAllocation() }
}
