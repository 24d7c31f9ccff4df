import Kernels

extension GroupSoftMask: FusedMasking {}

extension NOfM: FusiblePattern {
    /// Covers whole groups.
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        form: MaskForm, threads: Threads
    ) throws -> (any FusedMasking)? {
        let inputCount = shape[1]
        let kernelSize = shape.dropFirst(2).reduce(1, *)
        let isAcrossInputs = grouping == .inputChannels
        let axisCount = isAcrossInputs ? inputCount : inputCount * kernelSize
        guard axisCount.isMultiple(of: groupSize) else { return nil }
        return try GroupSoftMask(
            layout: GroupLayout(
                outerCount: shape[0], axisCount: axisCount,
                innerCount: isAcrossInputs ? kernelSize : 1, groupSize: groupSize),
            prunedPerGroup: prunedUnitCount, temperature: form.temperature.ofGroups,
            curve: form.curve, threads: threads)
    }
}

extension PDP.Temperature {
    /// The temperature of groups, in the range of single precision.
    fileprivate var ofGroups: GroupTemperature {
        switch self {
        case .fixed(let number): .fixed(Self.normal(number))
        case .relative(let factor): .relative(Self.normal(factor))
        }
    }
}
