import Kernels
import Layers
import Tensors

extension Tensor {
    /// The hard mask of these scores, `[groups, units]`, without a sort of them; `nil` where the kernels
    /// do not cover the case: another device, type or processor, several groups of more than 64 units
    /// or with negative scores, or scores that are not numbers.
    func fusedHardMask(prunedCount: Int) throws -> Tensor? {
        let (groupCount, unitCount) = (shape[0], shape[1])
        guard ProcessorFeatures.supportsVectorKernels, device == .cpu, scalarType == .float32,
            isContiguous, groupCount == 1 || 1...GroupLayout.largestGroupSize ~= unitCount
        else { return nil }
        let mask = try emptyLike()
        let isWritten = try withUnsafeFloats { scores in
            try mask.withUnsafeFloats { mask in
                let scores = UnsafeBufferPointer(scores)
                return groupCount == 1
                    ? try writeMask(ofLowest: prunedCount, among: scores, into: mask)
                    : try writeMask(
                        ofLowest: prunedCount, ofEach: unitCount, among: scores, into: mask)
            }
        }
        return isWritten ? mask : nil
    }
}

private func writeMask(
    ofLowest prunedCount: Int, among scores: UnsafeBufferPointer<Float>,
    into mask: UnsafeMutableBufferPointer<Float>
) throws -> Bool {
    do {
        try Kernels.writeMask(
            ofLowest: prunedCount, among: scores, into: mask, threads: .ofLibTorch)
        return true
    } catch KernelError.notANumber {
        return false
    }
}

private func writeMask(
    ofLowest prunedCount: Int, ofEach unitCount: Int, among scores: UnsafeBufferPointer<Float>,
    into mask: UnsafeMutableBufferPointer<Float>
) throws -> Bool {
    guard countNegative(in: scores) == 0 else { return false }
    let layout = try GroupLayout(
        outerCount: scores.count / unitCount, axisCount: unitCount, innerCount: 1,
        groupSize: unitCount)
    try GroupHardMask(
        layout: layout, prunedPerGroup: prunedCount, threads: .ofLibTorch
    ).writeMask(of: scores, into: mask)
    return true
}
