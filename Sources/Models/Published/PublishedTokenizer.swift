/// How sentences came to published weights, as a `tokenizer_config.json` says.
public struct PublishedTokenizer: Equatable, Sendable {
    /// Whether sentences lose case and accents; `nil` where the file does not say it.
    public let isLowerCasing: Bool?

    /// Reads the `tokenizer_config.json` of transformers.
    ///
    /// - Parameters:
    ///   - text: The content of the file.
    ///   - place: What the error messages call it, such as a quoted path.
    /// - Throws: ``ModelError/unreadableSettings(place:)`` and
    ///   ``ModelError/invalidSetting(key:found:allowed:place:)``.
    public init(json text: String, from place: String) throws {
        isLowerCasing = try JSONSettings(text, place: place).flag("do_lower_case")
    }
}
