import Kernels

extension OutputChannels: FusiblePattern {
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        temperature: PDP.Temperature, threads: Threads
    ) throws -> (any FusedMasking)? {
        let rowCount = unitCount ?? shape[0]
        let rows = try ChannelRows(
            rowCount: rowCount, rowLength: shape.reduce(1, *) / max(rowCount, 1), threads: threads)
        var norms = [Float](repeating: 0, count: rowCount)
        try norms.withUnsafeMutableBufferPointer { try rows.writeNorms(of: weights, into: $0) }
        let threshold = try norms.withUnsafeBufferPointer {
            try MagnitudeSelection(
                of: $0, prunedCount: prunedUnitCount, threads: threads, requiresFinite: true
            ).threshold
        }
        let tau = temperature.singlePrecision(threshold: threshold)
        let softMask = try SoftMask(
            threshold: threshold, temperature: tau, threads: threads)
        return MaskedRows(rows: rows, norms: norms, softMask: softMask)
    }
}

/// The channels of one weight with the norms of the forward pass.
private struct MaskedRows: FusedMasking {
    let rows: ChannelRows
    let norms: [Float]
    let softMask: SoftMask

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
