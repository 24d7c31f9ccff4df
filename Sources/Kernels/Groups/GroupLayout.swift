/// Where the groups of an N:M pattern lie in a weight.
///
/// The weight is seen as `[outer, groups·M, inner]`; a group is M consecutive elements of the
/// middle axis at one place of the other two. For a linear weight `[outputs, inputs]` outer is
/// outputs and inner is 1; for a convolution `[outputs, inputs, height, width]` with groups along
/// the inputs, inner is height·width.
public struct GroupLayout: Equatable, Sendable {
    /// The largest group size.
    public static let largestGroupSize = 64

    /// M, the number of weights in a group.
    public let groupSize: Int

    /// The number of groups at one inner place: outer·groups.
    let groupRowCount: Int

    /// The number of inner places, and the distance of neighbours in a group.
    let innerCount: Int

    /// - Parameters:
    ///   - outerCount: Extent of the first axis, at least 0.
    ///   - axisCount: Extent of the axis that groups run along, a multiple of `groupSize`.
    ///   - innerCount: Extent of the last axis, at least 0.
    ///   - groupSize: M, in `1...64`.
    /// - Throws: ``KernelError/invalidDimension(found:allowed:dimension:)`` or
    ///   ``KernelError/indivisibleAxis(found:groupSize:)``.
    public init(
        outerCount: Int, axisCount: Int, innerCount: Int, groupSize: Int
    ) throws(KernelError) {
        for (found, dimension) in [
            (outerCount, "outer count"), (axisCount, "axis count"), (innerCount, "inner count"),
        ] where found < 0 {
            throw .invalidDimension(found: found, allowed: 0...Int.max, dimension: dimension)
        }
        let allowed = 1...Self.largestGroupSize
        guard allowed.contains(groupSize) else {
            throw .invalidDimension(found: groupSize, allowed: allowed, dimension: "group size")
        }
        guard axisCount.isMultiple(of: groupSize) else {
            throw .indivisibleAxis(found: axisCount, groupSize: groupSize)
        }
        self.groupSize = groupSize
        self.innerCount = innerCount
        groupRowCount = outerCount * (axisCount / groupSize)
    }

    /// The number of groups.
    public var groupCount: Int { groupRowCount * innerCount }

    /// The number of weights.
    public var elementCount: Int { groupCount * groupSize }
}
