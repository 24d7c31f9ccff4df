/// The tokens of a WordPiece model, numbered in the order of their lines.
///
/// A token that continues a word starts with `##`. Tokens are told apart by their bytes: `é` as one
/// scalar and as two are different tokens.
public struct Vocabulary: Sendable {
    /// All tokens; a token's number is its index.
    public let tokens: [String]

    /// The number of `[PAD]`, which fills up short sentences.
    public let paddingID: Int32

    /// The number of `[UNK]`, which stands for words that cannot be put together.
    public let unknownID: Int32

    /// The number of `[CLS]`, the first token of a sentence or pair.
    public let classificationID: Int32

    /// The number of `[SEP]`, which ends each sentence.
    public let separatorID: Int32

    /// The number of `[MASK]`.
    public let maskID: Int32

    /// The five tokens that every vocabulary must have.
    public static let specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

    /// The most tokens that a vocabulary may have.
    public static let largestCount = 1_000_000

    /// The largest file that is read, in bytes.
    public static let largestFile = 1 << 26

    /// All tokens by their bytes.
    let table: TokenTable

    /// Reads a file `vocab.txt` with one token a line.
    ///
    /// - Parameter path: The file's path.
    /// - Throws: ``DatasetError/unreadableFile(file:reason:)`` for a file that is missing,
    ///   ``DatasetError/invalidText(file:reason:)`` for one that is empty, too large or not UTF-8,
    ///   has an empty line or a token twice, or lacks a special token.
    public init(path: String) throws(DatasetError) {
        var lines = try TextLines.open(path, largestSize: Self.largestFile)
        var tokens: [String] = []
        while tokens.count <= Self.largestCount, let token = try lines.next() {
            tokens.append(token)
        }
        try self.init(tokens: tokens, name: path)
    }

    /// Creates a vocabulary.
    ///
    /// - Parameters:
    ///   - tokens: The tokens in the order of their numbers, at most ``largestCount``.
    ///   - name: What errors call the vocabulary.
    /// - Throws: ``DatasetError/invalidText(file:reason:)`` for a token that is empty or there
    ///   twice, or a special token that is missing.
    public init(tokens: [String], name: String = "vocabulary") throws(DatasetError) {
        guard tokens.count <= Self.largestCount else {
            throw TextProblem.tooManyTokens(allowed: Self.largestCount).error(file: name)
        }
        var table = TokenTable(capacity: tokens.count)
        for (index, token) in tokens.enumerated() {
            guard !token.isEmpty else {
                throw TextProblem.emptyToken(line: index + 1).error(file: name)
            }
            if let first = table.insert(Array(token.utf8), id: Int32(index)) {
                throw TextProblem.repeatedToken(
                    line: index + 1, token: token, firstLine: Int(first) + 1
                ).error(file: name)
            }
        }
        var specialIDs: [Int32] = []
        for token in Self.specialTokens {
            guard let id = table.id(of: Array(token.utf8)) else {
                throw TextProblem.missingToken(token).error(file: name)
            }
            specialIDs.append(id)
        }
        self.tokens = tokens
        self.table = table
        (paddingID, unknownID, classificationID) = (specialIDs[0], specialIDs[1], specialIDs[2])
        (separatorID, maskID) = (specialIDs[3], specialIDs[4])
    }

    /// Returns the number of a token, `nil` where the vocabulary does not have it.
    public func id(of token: String) -> Int32? {
        table.id(of: Array(token.utf8))
    }
}
