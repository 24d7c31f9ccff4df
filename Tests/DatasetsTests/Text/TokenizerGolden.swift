import Foundation

/// What `Scripts/golden/tokenizer.py` has written with Hugging Face's `tokenizers` 0.23.3.
struct TokenizerGolden: Decodable, Sendable {
    let vocabulary: [String]
    let texts: [Text]
    let pairs: [Pair]
    let unicode: UnicodeHashes
    let realSentences: RealSentences

    struct Text: Decodable, Sendable {
        let text: String
        let uncased: [Int32]
        let cased: [Int32]
    }

    struct Pair: Decodable, Sendable {
        let first: String
        let second: String
        let maximumLength: Int
        let ids: [Int32]
        let typeIDs: [Int32]
    }

    struct UnicodeHashes: Decodable, Sendable {
        let excluded: [UInt32]
        let blocks: [Block]
    }

    /// The hash of 4,096 scalars.
    struct Block: Decodable, Sendable {
        let start: UInt32
        let hash: String
    }

    struct RealSentences: Decodable, Sendable {
        let sentenceCount: Int
        let pairLength: Int
        let uncased: String
        let uncasedPairs: String
        let cased: String
        let casedPairs: String
    }

    static func read() throws -> TokenizerGolden {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        let data = try Data(contentsOf: folder.appending(path: "Golden/tokenizer.json"))
        return try JSONDecoder().decode(TokenizerGolden.self, from: data)
    }
}

/// FNV-1a with 64 bits over whole numbers instead of bytes, as the script has it.
struct NumberHash {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ number: UInt32) {
        state = (state ^ UInt64(number)) &* 0x100_0000_01B3
    }

    /// Adds the numbers of tokens and a mark of their end.
    mutating func add(_ ids: [Int32]) {
        for id in ids + [-1] { add(UInt32(bitPattern: id)) }
    }

    var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
