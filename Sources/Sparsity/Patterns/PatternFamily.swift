/// A kind of patterns.
public enum PatternFamily: String, CaseIterable, Sendable, CustomStringConvertible {
    /// Every weight by itself.
    case unstructured

    /// Some weights of every group of M.
    case nOfM = "N:M"

    /// Whole output channels.
    case channels

    /// Some consecutive outputs at one input.
    case blocks

    /// The name for people.
    public var description: String { rawValue }
}
