/// How sentences come to a network.
public struct TextInput: Codable, Equatable, Sendable {
    /// The number of tokens of the vocabulary.
    public var vocabularySize: Int

    /// A number that other vocabularies do not have, as a rule.
    public var vocabularyChecksum: String

    /// Whether case and accents are kept.
    public var isCased: Bool

    /// The most tokens of an example.
    public var maximumLength: Int

    /// Says how sentences come to a network.
    public init(
        vocabularySize: Int, vocabularyChecksum: String, isCased: Bool, maximumLength: Int
    ) {
        self.vocabularySize = vocabularySize
        self.vocabularyChecksum = vocabularyChecksum
        self.isCased = isCased
        self.maximumLength = maximumLength
    }
}
