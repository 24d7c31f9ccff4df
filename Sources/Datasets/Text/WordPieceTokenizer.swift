/// BERT's tokenizer: words and punctuation, cut into the longest tokens of a vocabulary.
///
/// Its numbers equal those of Hugging Face's `tokenizers` (`BertTokenizer` of transformers 5,
/// `BertTokenizerFast` before), which `Scripts/golden/tokenizer.py` and a test over all of Unicode
/// hold it to. Special tokens that stand in the text literally, such as `[SEP]`, become that token,
/// as there.
///
/// Source: Devlin et al., "BERT: Pre-training of Deep Bidirectional Transformers for Language
/// Understanding", 2019, arXiv:1810.04805, section 3; Wu et al., "Google's Neural Machine
/// Translation System", 2016, arXiv:1609.08144, section 4.1.
public struct WordPieceTokenizer: Sendable {
    /// The tokens.
    public let vocabulary: Vocabulary

    /// Whether case and accents are kept.
    public let isCased: Bool

    private let basic: BasicTokenizer
    private let matcher: WordPieceMatcher
    private let specialTokens: [(bytes: [UInt8], id: Int32)]

    /// What becomes of each ASCII byte: a code of ``ASCIIRule``, or the byte of a word.
    private let rules: [UInt8]

    /// Creates a tokenizer.
    ///
    /// - Parameters:
    ///   - vocabulary: The tokens.
    ///   - isCased: Whether case and accents are kept; the vocabulary must have been made that way.
    public init(vocabulary: Vocabulary, isCased: Bool = false) {
        self.vocabulary = vocabulary
        self.isCased = isCased
        basic = BasicTokenizer(isCased: isCased)
        matcher = WordPieceMatcher(vocabulary: vocabulary)
        specialTokens = Vocabulary.specialTokens.compactMap { token in
            vocabulary.id(of: token).map { (Array(token.utf8), $0) }
        }
        rules = ASCIIRule.table(isCased: isCased)
    }

    /// Returns the numbers of a text's tokens, without `[CLS]` and `[SEP]` around them.
    ///
    /// - Complexity: O(*n*) for real text. Chunks between spaces that are all ASCII take a fast
    ///   path; the others take the plain one.
    public func tokenIDs(of text: String) -> [Int32] {
        var text = text
        return text.withUTF8 { bytes in
            var ids: [Int32] = []
            ids.reserveCapacity(bytes.count / 4)
            var start = 0
            var search = 0
            while let bracket = bytes[search...].firstIndex(of: UInt8(ascii: "[")) {
                let special = specialTokens.first { bytes[bracket...].starts(with: $0.bytes) }
                search = bracket + (special?.bytes.count ?? 1)
                guard let special else { continue }
                append(UnsafeBufferPointer(rebasing: bytes[start..<bracket]), to: &ids)
                ids.append(special.id)
                start = search
            }
            append(UnsafeBufferPointer(rebasing: bytes[start...]), to: &ids)
            return ids
        }
    }

    /// Returns a text's tokens, without `[CLS]` and `[SEP]` around them.
    public func tokens(of text: String) -> [String] {
        tokenIDs(of: text).map { vocabulary.tokens[Int($0)] }
    }

    /// Appends the tokens of a text without special tokens.
    private func append(_ text: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) {
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(where: ASCIIRule.endsChunk) ?? text.count
            let chunk = UnsafeBufferPointer(rebasing: text[start..<end])
            let oldCount = ids.count
            if !appendASCII(chunk, to: &ids) {
                ids.removeSubrange(oldCount...)
                appendPlainly(chunk, to: &ids)
            }
            start = end + 1
        }
    }

    /// Appends the tokens of a chunk, `false` as soon as a byte is not ASCII.
    private func appendASCII(_ chunk: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) -> Bool {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: chunk.count + 1) { word in
            var count = 0
            for byte in chunk {
                let rule = byte < 0x80 ? rules[Int(byte)] : ASCIIRule.notASCII
                if rule > ASCIIRule.notASCII {
                    word[count] = rule
                    count += 1
                } else if rule == ASCIIRule.punctuation {
                    appendWord(word[..<count], to: &ids)
                    word[0] = byte
                    appendWord(word[..<1], to: &ids)
                    count = 0
                } else if rule == ASCIIRule.notASCII {
                    return false
                }
            }
            appendWord(word[..<count], to: &ids)
            return true
        }
    }

    private func appendWord(
        _ word: Slice<UnsafeMutableBufferPointer<UInt8>>, to ids: inout [Int32]
    ) {
        guard !word.isEmpty else { return }
        matcher.appendPieces(
            of: UnsafeBufferPointer(UnsafeMutableBufferPointer(rebasing: word)), to: &ids)
    }

    private func appendPlainly(_ chunk: UnsafeBufferPointer<UInt8>, to ids: inout [Int32]) {
        for var word in basic.words(of: String(decoding: chunk, as: UTF8.self)) {
            word.withUTF8 { matcher.appendPieces(of: $0, to: &ids) }
        }
    }
}

/// What becomes of an ASCII byte between spaces.
///
/// The codes lie below the bytes of words, which are letters and digits.
private enum ASCIIRule {
    static let dropped: UInt8 = 0
    static let punctuation: UInt8 = 1
    static let notASCII: UInt8 = 2

    /// Whether the byte is one of the spaces that no word and no decomposition reaches across.
    static func endsChunk(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }

    /// Returns the rule of each byte below 128.
    static func table(isCased: Bool) -> [UInt8] {
        (UInt8(0)..<128).map { byte in
            let scalar = Unicode.Scalar(byte)
            if scalar.isDroppedByBERT { return dropped }
            if scalar.isPunctuationForBERT { return punctuation }
            let isUpper = ("A"..."Z").contains(scalar)
            return isUpper && !isCased ? byte + 32 : byte
        }
    }
}
