import Kernels

extension OutputChannels: FusiblePattern {
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        form: MaskForm, threads: Threads
    ) throws -> (any FusedMasking)? {
        let rowCount = unitCount ?? shape[0]
        let rows = try ChannelRows(
            rowCount: rowCount, rowLength: shape.reduce(1, *) / max(rowCount, 1), threads: threads)
        return try UnitMasking(
            rows, count: rowCount, of: weights, prunedCount: prunedUnitCount, guess: guess,
            form: form, threads: threads)
    }
}
