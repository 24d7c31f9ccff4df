import Layers
import Tensors

extension Tensor {
    /// These magnitudes, of layer `name`, if they are finite.
    ///
    /// Only numbers in the memory of the processor are looked at: reading one of another device would
    /// wait for it in every step. ``PrunedLayer/checkWeights()`` looks at those.
    ///
    /// - Throws: ``PruningError/notFinite(layer:)``
    func checkedToBeFinite(in name: String) throws -> Tensor {
        guard device == .cpu, count > 0 else { return self }
        let largest = try withoutGradients { try maximum().item() }
        guard largest.isFinite else { throw PruningError.notFinite(layer: name) }
        return self
    }

    /// These scores, of layer `name`, if each is a number, infinite or not; only those in the memory of
    /// the processor are looked at.
    ///
    /// - Throws: ``PruningError/notFinite(layer:)``
    func checkedToBeNumbers(in name: String) throws -> Tensor {
        guard device == .cpu, count > 0 else { return self }
        let largest = try withoutGradients { try maximum().item() }
        guard !largest.isNaN else { throw PruningError.notFinite(layer: name) }
        return self
    }

    /// These weights with the least normal number in place of exact zeros, so that a weight that stays
    /// is no zero more than promised, such as one that was grown and never trained. No sum with any
    /// other weight changes by it. Zeros that a network came with are held by ``Parameter/zeroMask``.
    func withoutZeros() throws -> Tensor {
        let least =
            scalarType == .float16 ? 0x1p-24 : Double(Float.leastNormalMagnitude)
        return try (zerosLike() + least).selected(where: isEqual(to: 0), otherwise: self)
    }
}

extension PrunedLayer {
    /// Throws unless every weight is a finite number. Waits for the device that holds them.
    ///
    /// - Throws: ``PruningError/notFinite(layer:)``
    func checkWeights() throws {
        for parameter in parameters where parameter.tensor.count > 0 {
            let largest = try withoutGradients { try parameter.tensor.magnitude().maximum().item() }
            guard largest.isFinite else { throw PruningError.notFinite(layer: name) }
        }
    }
}
