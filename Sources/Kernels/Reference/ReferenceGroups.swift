extension GroupLayout {
    /// The indices of the members of every group, by the definition of the layout.
    package var referenceGroups: [[Int]] {
        (0..<groupCount).map { group in
            let row = group / innerCount
            let place = group % innerCount
            return (0..<groupSize).map { (row * groupSize + $0) * innerCount + place }
        }
    }

    /// Returns the threshold of each weight's group: infinity if `prunedPerGroup` is the group
    /// size.
    ///
    /// - Parameters:
    ///   - weights: Without NaN.
    ///   - prunedPerGroup: In `1...groupSize`.
    package func referenceThresholds(of weights: [Float], prunedPerGroup: Int) -> [Float] {
        var thresholds = weights
        for members in referenceGroups {
            let found = referenceMagnitudes(
                of: members.map { weights[$0] }, prunedCount: prunedPerGroup)
            for index in members { thresholds[index] = found.threshold }
        }
        return thresholds
    }

    /// Returns the mask that prunes `prunedPerGroup` weights of each group, as
    /// ``referenceHardMask(of:prunedCount:)`` does for one.
    ///
    /// - Parameters:
    ///   - weights: Without NaN.
    ///   - prunedPerGroup: In `0...groupSize`.
    package func referenceHardMask(of weights: [Float], prunedPerGroup: Int) -> [Float] {
        var mask = weights
        for members in referenceGroups {
            let group = Kernels.referenceHardMask(
                of: members.map { weights[$0] }, prunedCount: prunedPerGroup)
            for (index, value) in zip(members, group) { mask[index] = value }
        }
        return mask
    }
}
