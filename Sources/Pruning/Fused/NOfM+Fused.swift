import Kernels

extension GroupSoftMask: FusedMasking {}

extension NOfM: FusiblePattern {
    /// Covers whole groups.
    func fusedMasking(
        of weights: UnsafeBufferPointer<Float>, shape: [Int], prunedUnitCount: Int, guess: Float?,
        temperature: PDP.Temperature, threadCount: Int
    ) throws -> (any FusedMasking)? {
        guard let tau = temperature.ofGroups else { return nil }
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

extension PDP.Temperature {
    /// The temperature of groups; `nil` where single precision has no positive finite number for it.
    fileprivate var ofGroups: GroupTemperature? {
        switch self {
        case .fixed(let number):
            Float(number).isNormal ? .fixed(Float(number)) : nil
        case .relative(let factor):
            Float(factor).isNormal ? .relative(Float(factor)) : nil
        }
    }
}
