import Kernels

extension GroupSoftMask: FusedMasking {}

extension NOfM: FusiblePattern {
    /// Covers whole groups and a temperature that is the same for all of them.
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int,
        temperature: PDP.Temperature, threadCount: Int
    ) throws -> (any FusedMasking)? {
        guard case .fixed = temperature, let tau = temperature.singlePrecision(threshold: 0)
        else { return nil }
        let inputCount = shape[1]
        let kernelSize = shape.dropFirst(2).reduce(1, *)
        let isAcrossInputs = grouping == .inputChannels
        let axisCount = isAcrossInputs ? inputCount : inputCount * kernelSize
        guard axisCount.isMultiple(of: groupSize) else { return nil }
        return try GroupSoftMask(
            layout: GroupLayout(
                outerCount: shape[0], axisCount: axisCount,
                innerCount: isAcrossInputs ? kernelSize : 1, groupSize: groupSize),
            prunedPerGroup: prunedUnitCount, temperature: tau, threadCount: threadCount)
    }
}
