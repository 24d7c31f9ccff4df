extension GroupLayout {
    /// The indices of the members of every group, by the definition of the layout.
    package var referenceGroups: [[Int]] {
        (0..<groupCount).map { group in
            let row = group / innerCount
            let place = group % innerCount
            return (0..<groupSize).map { (row * groupSize + $0) * innerCount + place }
        }
    }

    /// The threshold of each group, by sorting it.
    ///
    /// - Parameters:
    ///   - weights: Without NaN.
    ///   - prunedPerGroup: In `1...groupSize`.
    /// - Returns: For each weight the threshold of its group, infinity if all of it is pruned.
    package func referenceThresholds(of weights: [Float], prunedPerGroup: Int) -> [Float] {
        var thresholds = weights
        for members in referenceGroups {
            let found = referenceMagnitudes(
                of: members.map { weights[$0] }, prunedCount: prunedPerGroup)
            for index in members { thresholds[index] = found.threshold }
        }
        return thresholds
    }

    /// The definition of ``GroupHardMask``: ``referenceHardMask(of:prunedCount:)`` of each group.
    ///
    /// - Parameters:
    ///   - weights: Without NaN.
    ///   - prunedPerGroup: In `0...groupSize`.
    /// - Returns: 0 for each pruned weight and 1 for each other one.
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
