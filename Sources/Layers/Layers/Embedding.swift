public import Tensors

/// A table of vectors that are looked up by number, as PyTorch's `Embedding`.
public final class Embedding: Layer {
    /// `[entries, width]`.
    public let weight: Parameter

    /// The entry that starts as zeros and is not trained; `nil` for none.
    public let paddingIndex: Int?

    /// Creates a table with normally distributed entries.
    public init(
        _ entryCount: Int, _ width: Int, paddingIndex: Int? = nil, deviation: Double = 1
    ) throws {
        let table = try Initialization.normal(deviation: deviation).weights([entryCount, width])
        if let paddingIndex {
            try table.narrowed(0, to: paddingIndex..<paddingIndex + 1).fill(0)
        }
        weight = try Parameter(table, kind: .embedding)
        self.paddingIndex = paddingIndex
    }

    /// Maps `int64` numbers `[…]` of entries to `[…, width]`.
    public func callAsFunction(_ input: Tensor) throws -> Tensor {
        try weight.effective.rows(at: input, paddingIndex: paddingIndex)
    }
}
