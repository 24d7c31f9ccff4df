/// The names of the classes of published weights, in the order of the logits.
public struct PublishedClasses: Equatable, Sendable {
    /// The names, of class 0 first.
    public let names: [String]

    /// The key of the file that has them, such as `id2label`.
    public let key: String

    /// What messages call the file, such as a quoted path.
    public let place: String

    /// Reads the names in a `config.json` of transformers (`id2label`) or timm (`label_names`);
    /// `nil` where the file has none, or only numbers and `LABEL_0`, `LABEL_1`, …, which say nothing.
    ///
    /// - Parameters:
    ///   - text: The content of the file.
    ///   - place: What the error messages call it, such as a quoted path.
    /// - Throws: ``ModelError/unreadableSettings(place:)`` and
    ///   ``ModelError/invalidSetting(key:found:allowed:place:)``.
    public init?(json text: String, from place: String = "'config.json'") throws {
        let file = try JSONSettings(text, place: place)
        let timm = try file.section("pretrained_cfg")
        for (settings, key) in [(file, "id2label"), (file, "label_names"), (timm, "label_names")] {
            guard let names = try settings?.classNames(key), !Self.areGeneric(names) else {
                continue
            }
            self.names = names
            self.key = key
            self.place = place
            return
        }
        return nil
    }

    /// Whether `names` are numbers, alone or after `LABEL_`, and say nothing of the classes.
    public static func areGeneric(_ names: [String]) -> Bool {
        names.allSatisfy { $0.wholeMatch(of: /(?i:label[_ ]?)?[0-9]+/) != nil }
    }

    /// Whether `names` are the identifiers of ImageNet's classes, such as `n01440764`.
    public static func areIdentifiers(_ names: [String]) -> Bool {
        names.allSatisfy { $0.wholeMatch(of: /n[0-9]{8}/) != nil }
    }
}
