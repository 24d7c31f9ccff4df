/// A kind of text classifier that can be made by name.
public struct LanguageNetwork: Sendable {
    /// The name in recipes and files.
    public let name: String

    /// One line for people.
    public let summary: String

    /// The sizes and settings, but for those of the data.
    public let configuration: BERTConfiguration

    /// Describes a kind of network.
    public init(name: String, summary: String, configuration: BERTConfiguration) {
        self.name = name
        self.summary = summary
        self.configuration = configuration
    }

    /// Makes the network with random weights for a number of tokens and a number of classes.
    ///
    /// A network whose sizes come from a file has its own number of tokens, which may be larger.
    public func make(vocabularySize: Int, classCount: Int) throws -> BERTClassifier {
        var configuration = configuration
        if name != Self.configurable { configuration.vocabularySize = vocabularySize }
        guard vocabularySize <= configuration.vocabularySize else {
            throw ModelError.invalidSetting(
                key: "vocab_size", found: "\(configuration.vocabularySize)",
                allowed: "at least \(vocabularySize), the tokens of the vocabulary",
                place: "the configuration")
        }
        configuration.classCount = classCount
        return try BERTClassifier(configuration)
    }

    /// Every network of this package. The weights are those of the blocks.
    public static let all = [
        LanguageNetwork(
            name: "bert-tiny", summary: "BERT, 2 blocks of 128 values, 390 thousand weights",
            configuration: .tiny),
        LanguageNetwork(
            name: "bert-mini", summary: "BERT, 4 blocks of 256 values, 3.1 million weights",
            configuration: .mini),
        LanguageNetwork(
            name: "bert-small", summary: "BERT, 4 blocks of 512 values, 12.6 million weights",
            configuration: .small),
        LanguageNetwork(
            name: "minilm-l6",
            summary: "BERT, 6 blocks of 384 values with 12 heads, 10.6 million weights",
            configuration: .miniLM),
        LanguageNetwork(
            name: "bert-medium", summary: "BERT, 8 blocks of 512 values, 25.2 million weights",
            configuration: .medium),
        LanguageNetwork(
            name: "bert-base", summary: "BERT, 12 blocks of 768 values, 84.9 million weights",
            configuration: .base),
    ]

    /// The name of a network whose sizes come from a file.
    public static let configurable = "bert"

    /// The names of all networks.
    public static let names = all.map(\.name) + [configurable]

    /// The network called `name`.
    ///
    /// - Parameters:
    ///   - name: One of ``names``.
    ///   - configuration: The sizes of the network ``configurable``, and of no other.
    /// - Returns: The kind of network.
    /// - Throws: ``ModelError/unknownNetwork(name:known:)`` if there is none.
    public static func named(
        _ name: String, configuration: BERTConfiguration? = nil
    ) throws -> LanguageNetwork {
        if name == configurable, let configuration {
            return LanguageNetwork(
                name: name, summary: "BERT in sizes of one's own", configuration: configuration)
        }
        guard let network = all.first(where: { $0.name == name }) else {
            throw ModelError.unknownNetwork(name: name, known: names)
        }
        return network
    }
}
