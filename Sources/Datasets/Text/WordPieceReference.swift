/// The WordPiece tokenizer as its description reads, slow and plain: what ``WordPieceTokenizer`` is
/// tested against.
package struct WordPieceReference: Sendable {
    private let basic: BasicTokenizer
    private let ids: [[UInt8]: Int32]
    private let unknownID: Int32

    /// Creates the reference of a tokenizer.
    package init(vocabulary: Vocabulary, isCased: Bool) {
        basic = BasicTokenizer(isCased: isCased)
        ids = Dictionary(
            uniqueKeysWithValues: vocabulary.tokens.enumerated().map {
                (Array($1.utf8), Int32($0))
            })
        unknownID = vocabulary.unknownID
    }

    /// Returns the numbers of the tokens of a text that holds no special token.
    package func tokenIDs(of text: String) -> [Int32] {
        basic.words(of: text).flatMap { pieces(of: Array($0.unicodeScalars)) }
    }

    /// Returns the words before they are cut into pieces.
    package func words(of text: String) -> [String] {
        basic.words(of: text)
    }

    /// Takes the longest token that the rest of the word starts with, again and again.
    private func pieces(of word: [Unicode.Scalar]) -> [Int32] {
        guard word.count <= WordPieceMatcher.longestWord else { return [unknownID] }
        var pieces: [Int32] = []
        var start = 0
        while start < word.count {
            let match = (start + 1...word.count).reversed().lazy.compactMap { end in
                id(of: word[start..<end], isFirst: start == 0).map { (end, $0) }
            }.first
            guard let (end, id) = match else { return [unknownID] }
            pieces.append(id)
            start = end
        }
        return pieces
    }

    private func id(of piece: ArraySlice<Unicode.Scalar>, isFirst: Bool) -> Int32? {
        ids[(isFirst ? [] : Array("##".utf8)) + piece.flatMap { Array(String($0).utf8) }]
    }
}
