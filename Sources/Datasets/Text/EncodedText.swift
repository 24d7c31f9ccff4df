/// A sentence or a pair of sentences as a network of BERT's kind reads it, without padding.
public struct EncodedText: Sendable, Hashable {
    /// `[CLS]`, the first sentence, `[SEP]`, and for a pair the second sentence and `[SEP]`.
    public let tokenIDs: [Int32]

    /// How many tokens at the start are of type 0; those after them are of type 1.
    public let firstCount: Int

    /// The type of each token: 0 up to the first `[SEP]`, 1 after it.
    public var typeIDs: [Int32] {
        tokenIDs.indices.map { $0 < firstCount ? 0 : 1 }
    }
}

extension WordPieceTokenizer {
    /// The fewest tokens that a pair of sentences can be cut to: its special tokens.
    static let shortestLength = 3

    /// Returns a sentence or a pair with its special tokens, cut to a length.
    ///
    /// A pair loses tokens at the end of its longer sentence until both are equally long, and then
    /// of both; where one may have a token more, it is the longer, the second of two equals.
    ///
    /// - Parameters:
    ///   - first: The sentence, or the first of two.
    ///   - second: The second sentence; an empty one still gets its `[SEP]`.
    ///   - maximumLength: The most tokens, special ones included, at least 3.
    /// - Returns: At most `maximumLength` tokens.
    public func encode(
        _ first: String, _ second: String? = nil, maximumLength: Int = 512
    ) -> EncodedText {
        precondition(
            maximumLength >= Self.shortestLength,
            "maximum length is \(maximumLength); it must be at least \(Self.shortestLength)")
        let firstIDs = tokenIDs(of: first)
        let start = [vocabulary.classificationID]
        let end = [vocabulary.separatorID]
        guard let second else {
            let ids = start + firstIDs.prefix(maximumLength - 2) + end
            return EncodedText(tokenIDs: ids, firstCount: ids.count)
        }
        let secondIDs = tokenIDs(of: second)
        let counts = Self.truncatedCounts(
            firstIDs.count, secondIDs.count, allowed: maximumLength - 3)
        let head = start + firstIDs.prefix(counts.first) + end
        return EncodedText(
            tokenIDs: head + secondIDs.prefix(counts.second) + end, firstCount: head.count)
    }

    /// Returns how many tokens of each sentence are kept so that the sum is at most `allowed`.
    private static func truncatedCounts(
        _ first: Int, _ second: Int, allowed: Int
    ) -> (first: Int, second: Int) {
        guard first + second > allowed else { return (first, second) }
        let half = allowed / 2
        if first > second {
            let short = min(second, half)
            return (allowed - short, short)
        }
        let short = min(first, half)
        return (short, allowed - short)
    }
}
