/// The positions of channels along an axis of a weight.
///
/// The channels need not be all of the axis, nor lie next to each other: where images are padded with
/// empty channels, or outputs of several layers are joined, a layer has some of the channels only.
public struct ChannelPlaces: Equatable, Sendable {
    /// The axis of the weight.
    public let axis: Int

    /// For each channel its positions, as many for each.
    public let positions: [[Int]]

    /// Describes places.
    ///
    /// - Parameters:
    ///   - positions: For each channel its positions, as many for each.
    ///   - axis: The axis of the weight.
    public init(_ positions: [[Int]], axis: Int = 0) {
        self.positions = positions
        self.axis = axis
    }

    /// Whether they are all positions of the first axis in order, so that a channel is one of equally
    /// many neighbours.
    func areWhole(ofShape shape: [Int]) -> Bool {
        axis == 0 && positions.joined().elementsEqual(0..<(shape.first ?? 0))
    }

    /// Why a weight of `shape` has no such places; `nil` if it has.
    func obstacle(toShape shape: [Int]) -> String? {
        guard shape.indices.contains(axis) else { return "weights of shape \(shape) lack an axis" }
        let all = positions.joined()
        guard let count = positions.first?.count, count > 0,
            positions.allSatisfy({ $0.count == count }), Set(all).count == all.count,
            all.allSatisfy((0..<shape[axis]).contains)
        else { return "its channels do not lie at places of their own among \(shape[axis])" }
        return nil
    }
}

/// Positions as text, such as `0-15,24-39`.
func rangesText(_ positions: some Sequence<Int>) -> String {
    var ranges: [ClosedRange<Int>] = []
    for position in Set(positions).sorted() {
        if let last = ranges.last, last.upperBound + 1 == position {
            ranges[ranges.count - 1] = last.lowerBound...position
        } else {
            ranges.append(position...position)
        }
    }
    return ranges.map {
        $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
    }.joined(separator: ",")
}
