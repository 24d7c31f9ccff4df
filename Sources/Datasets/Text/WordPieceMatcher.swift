/// Cuts words into the longest tokens that they can be put together from.
struct WordPieceMatcher: Sendable {
    /// The most Unicode scalars of a word; a longer one is unknown as a whole.
    static let longestWord = 100

    private let starts: TokenTable

    /// The tokens with `##` in front, without it.
    private let continuations: TokenTable
    private let unknownID: Int32

    init(vocabulary: Vocabulary) {
        starts = vocabulary.table
        unknownID = vocabulary.unknownID
        var continuations = TokenTable(capacity: vocabulary.tokens.count)
        let mark = Array("##".utf8)
        for (index, token) in vocabulary.tokens.enumerated()
        where token.utf8.count > mark.count && token.utf8.starts(with: mark) {
            _ = continuations.insert(Array(token.utf8.dropFirst(mark.count)), id: Int32(index))
        }
        self.continuations = continuations
    }

    /// Appends the pieces of a word, or the unknown token where some part of it has none.
    ///
    /// - Parameters:
    ///   - word: UTF-8, not empty.
    ///   - ids: Gets the numbers of the tokens.
    func appendPieces(of word: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) {
        let oldCount = ids.count
        // Every byte of UTF-8 but those that start with the bits 10 begins a scalar.
        guard
            word.count <= Self.longestWord
                || word.count(where: { $0 & 0xC0 != 0x80 }) <= Self.longestWord
        else { return ids.append(unknownID) }
        var start = 0
        while start < word.count {
            let rest = UnsafeBufferPointer(rebasing: word[start...])
            guard let match = longestMatch(of: rest, in: start == 0 ? starts : continuations) else {
                ids.removeSubrange(oldCount...)
                return ids.append(unknownID)
            }
            ids.append(match.id)
            start += match.count
        }
    }

    /// Returns the longest token that the bytes start with.
    ///
    /// Tokens are whole scalars, so a match that starts between scalars ends between them.
    private func longestMatch(
        of bytes: UnsafeBufferPointer<UInt8>, in table: TokenTable
    ) -> (id: Int32, count: Int)? {
        let longest = min(bytes.count, table.longestCount)
        return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: longest + 1) { hashes in
            hashes[0] = TokenTable.emptyHash
            for index in 0..<longest {
                hashes[index + 1] = TokenTable.hash(hashes[index], appending: bytes[index])
            }
            for count in stride(from: longest, to: 0, by: -1) {
                let token = UnsafeBufferPointer(rebasing: bytes[..<count])
                if let id = table.id(of: token, hash: hashes[count]) { return (id, count) }
            }
            return nil
        }
    }
}
