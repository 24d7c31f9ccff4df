import Kernels
import Sparsity

extension OutputBlocks: FusiblePattern {
    /// Covers shapes whose blocks all have the same height.
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        temperature: PDP.Temperature, threads: Threads
    ) throws -> (any FusedMasking)? {
        let bands = bands(ofShape: shape)
        guard bands.count == 1 else { return nil }
        return try bands[0].fusedMasking(
            of: weights, shape: shape, prunedUnitCount: prunedUnitCount, guess: guess,
            temperature: temperature, threads: threads)
    }
}

extension BlockBand: FusiblePattern {
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        temperature: PDP.Temperature, threads: Threads
    ) throws -> (any FusedMasking)? {
        let rows = try BlockRows(
            rowCount: shape[0], columnCount: shape.dropFirst().reduce(1, *), height: height,
            rows: outputs, threads: threads)
        var norms = [Float](repeating: 0, count: rows.blockCount)
        try norms.withUnsafeMutableBufferPointer { try rows.writeNorms(of: weights, into: $0) }
        let threshold = try norms.withUnsafeBufferPointer {
            try MagnitudeSelection(
                of: $0, prunedCount: prunedUnitCount, near: guess, threads: threads,
                requiresFinite: true
            ).threshold
        }
        let softMask = try SoftMask(
            threshold: threshold, temperature: temperature.singlePrecision(threshold: threshold),
            threads: threads)
        return MaskedBlocks(rows: rows, norms: norms, softMask: softMask)
    }
}

/// The blocks of one weight with the norms of the forward pass.
private struct MaskedBlocks: FusedMasking {
    let rows: BlockRows
    let norms: [Float]
    let softMask: SoftMask

    var commonThreshold: Float? { softMask.threshold }

    func writeMaskedWeights(
        of weights: UnsafeBufferPointer<Float>, into output: UnsafeMutableBufferPointer<Float>
    ) throws {
        var masks = norms
        try norms.withUnsafeBufferPointer { norms in
            try masks.withUnsafeMutableBufferPointer { try softMask.writeMask(of: norms, into: $0) }
        }
        try masks.withUnsafeBufferPointer {
            try rows.writeMaskedWeights(of: weights, masks: $0, into: output)
        }
    }

    func writeGradient(
        of weights: UnsafeBufferPointer<Float>, outputGradient: UnsafeBufferPointer<Float>,
        into gradient: UnsafeMutableBufferPointer<Float>
    ) throws {
        try norms.withUnsafeBufferPointer {
            try rows.writeGradient(
                of: weights, outputGradient: outputGradient, norms: $0, softMask: softMask,
                into: gradient)
        }
    }
}
