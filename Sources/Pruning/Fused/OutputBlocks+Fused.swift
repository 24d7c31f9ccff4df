import Kernels
import Sparsity

extension OutputBlocks: FusiblePattern {
    /// Covers shapes whose blocks all have the same height.
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        form: MaskForm, threads: Threads
    ) throws -> (any FusedMasking)? {
        let bands = bands(ofShape: shape)
        guard bands.count == 1 else { return nil }
        return try bands[0].fusedMasking(
            of: weights, shape: shape, prunedUnitCount: prunedUnitCount, guess: guess,
            form: form, threads: threads)
    }
}

extension BlockBand: FusiblePattern {
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        form: MaskForm, threads: Threads
    ) throws -> (any FusedMasking)? {
        let rows = try BlockRows(
            rowCount: shape[0], columnCount: shape.dropFirst().reduce(1, *), height: height,
            rows: outputs, threads: threads)
        return try UnitMasking(
            rows, count: rows.blockCount, of: weights, prunedCount: prunedUnitCount, guess: guess,
            form: form, threads: threads)
    }
}
