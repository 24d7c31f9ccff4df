/// The zeros of all tensors of a file.
public struct SparsityReport: Equatable, Sendable {
    /// One entry for each tensor, in the order of the file.
    public let tensors: [TensorSparsity]

    /// Counts the zeros of the tensors of a file.
    ///
    /// - Parameters:
    ///   - file: The file to examine.
    ///   - isIncluded: Which tensors count; all by default.
    /// - Throws: What reading a tensor throws.
    /// - Complexity: One pass over the bytes of the included tensors.
    public init(
        of file: some TensorFile, where isIncluded: (any StoredTensor) -> Bool = { _ in true }
    ) throws {
        tensors = try file.entries.filter(isIncluded).map { try file.sparsity(of: $0) }
    }

    /// The number of elements of all tensors.
    public var elementCount: Int { tensors.reduce(0) { $0 + $1.elementCount } }
    /// The number of zeros of all tensors.
    public var zeroCount: Int { tensors.reduce(0) { $0 + $1.zeroCount } }
    /// The share of zeros among all elements, in `0...1`; 0 where there are none.
    public var sparsity: Double {
        elementCount == 0 ? 0 : Double(zeroCount) / Double(elementCount)
    }
    /// Whether no element is an infinity or not a number.
    public var isFinite: Bool { tensors.allSatisfy(\.isFinite) }
}
