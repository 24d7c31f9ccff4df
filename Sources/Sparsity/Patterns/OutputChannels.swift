/// Whole output channels: the filters of a convolution, the rows of a linear layer.
///
/// Where only several neighbours can go together, as the rows of an attention head, these are one
/// unit.
public struct OutputChannels: SparsityPattern {
    /// How many units a weight has; `nil` for as many as it has channels.
    public let unitCount: Int?

    /// Creates the pattern.
    ///
    /// - Parameter unitCount: How many units of equally many neighbouring channels a weight has; `nil` for
    ///   one for each channel.
    public init(unitCount: Int? = nil) { self.unitCount = unitCount }

    /// `channels`.
    public var description: String { "channels" }

    /// ``PatternFamily/channels``.
    public var family: PatternFamily? { .channels }

    /// One dimension: such weights have no channels.
    public func obstacle(toShape shape: [Int]) -> String? {
        guard shape.count >= 2 else {
            return "weights of shape \(shape) have no output channels"
        }
        guard let unitCount, unitCount < 1 || shape[0] % unitCount != 0 else { return nil }
        return "\(shape[0]) output channels do not divide into \(unitCount) units"
    }

    /// One group of all units.
    public func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        (1, unitCount ?? shape[0])
    }
}

extension PatternKind {
    static let channels = PatternKind(OutputChannels(), summary: "whole output channels")
}
