import Layers
import Tensors

// A network that comes with exact zeros keeps them, whatever it is pruned to next: a fixed mask is
// multiplied into the weights before the method sees them, so no gradient reaches them, and they are
// the first of the units that a method prunes. docs/design/0013 has the reasons.

extension PrunedLayer {
    /// The zeros under the mask that are certain when `prunedUnitCount` units of each group are
    /// pruned: those that pruning makes, or those that a parameter came with where they are more.
    public func leastZeroCount(prunedUnitCount: Int) -> Int {
        leastZeroCounts(prunedUnitCount: prunedUnitCount).reduce(0, +)
    }

    /// As ``leastZeroCount(prunedUnitCount:)``, parameter by parameter.
    public func leastZeroCounts(prunedUnitCount: Int) -> [Int] {
        zip(members, heldZeroCounts).map { member, heldCount in
            max(
                member.pattern.zeroCount(
                    ofShape: member.parameter.tensor.shape, prunedUnitCount: prunedUnitCount),
                heldCount)
        }
    }

    /// The zeros that the weights came with and keep.
    public var heldZeroCount: Int { heldZeroCounts.reduce(0, +) }

    /// Takes note of the zeros that the parameters hold.
    func findHeldZeros() throws {
        let masks = try withoutGradients {
            try parameters.map { try $0.zeroMask ?? $0.tensor.onesLike() }
        }
        heldZeroCounts = try zip(members, masks).map { member, mask in
            member.parameter.zeroMask == nil ? 0 : try member.part(of: mask).exactZeroCount()
        }
        guard heldZeroCount > 0 else { return heldUnits = nil }
        heldUnits = try withoutGradients {
            let isFree = try zip(members, masks).map {
                try $0.pattern.magnitudes(of: $1).squared()
            }
            return try isFree.dropFirst().reduce(isFree[0]) { try $0 + $1 }.isEqual(to: 0)
        }
        let unitCount = try heldUnits.map { Int(try $0.sum().item()) } ?? 0
        holdsPartsOfUnits = heldZeroCount > unitCount * weightsPerUnit
    }
}

extension Parameter {
    /// The number of exact zeros that are stored. Waits for the device.
    func zeroCount() throws -> Int { try tensor.exactZeroCount() }

    /// Lets the exact zeros of the values stay zero from here on. Does nothing where there are no more than one
    /// in a million: random numbers in single precision are 0 once in 2²⁴ draws.
    ///
    /// - Returns: The number of zeros that stay.
    func holdZeros() throws -> Int {
        let count = try zeroCount()
        guard count > tensor.count >> 20 else { return 0 }
        zeroMask = try withoutGradients {
            try tensor.zerosLike().selected(
                where: tensor.isEqual(to: 0), otherwise: tensor.onesLike())
        }
        return count
    }
}

extension NamedParameter {
    /// Whether some of the values are exact zeros, but not all: a tensor of zeros alone is one that has
    /// not been trained yet.
    var isPartlyZero: Bool {
        get throws {
            let count = try parameter.zeroCount()
            return count > 0 && count < parameter.tensor.count
        }
    }
}

extension Tensor {
    /// The number of exact zeros. Waits for the device.
    fileprivate func exactZeroCount() throws -> Int {
        guard count > 0 else { return 0 }
        return try withoutGradients { Int(try isEqual(to: 0).sum().item()) }
    }

    /// These scores with those of `units` lower than all others, also of other layers; unchanged where
    /// `units` is `nil`.
    func below(where units: Tensor?) throws -> Tensor {
        guard let units else { return self }
        return try withoutGradients {
            let lowest = try zerosLike() - Double(Float.greatestFiniteMagnitude)
            return try lowest.selected(where: units, otherwise: detached())
        }
    }
}
