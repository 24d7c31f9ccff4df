import Reports

/// What a pruned network may cost, in the place of a sparsity.
public struct TargetRecipe: Equatable, Sendable {
    /// The multiply-adds for one example: up to 1 a share of those of the dense network, else a number.
    public var multiplyAdds: Double?

    /// The parameters that are left: up to 1 a share of those of the dense network, else a number.
    public var parameters: Double?

    /// The size of the weights in millions of bytes.
    public var megabytes: Double?

    /// Asks for nothing yet.
    public init() {}

    /// The value of the key that says something.
    var value: Double? { multiplyAdds ?? parameters ?? megabytes }

    /// The keys that say something.
    var said: [String] {
        [
            ("multiplyAdds", multiplyAdds), ("parameters", parameters), ("megabytes", megabytes),
        ].compactMap { $1 == nil ? nil : $0 }
    }

    /// Whether ``value`` is a share of what the dense network has.
    var isShare: Bool { megabytes == nil && (value ?? 0) <= 1 }

    /// What may be left, for people, such as `50.00 % of the multiply-adds`.
    var text: String {
        if let megabytes { return "\(NumberText.decimal(megabytes, places: 2)) MB" }
        let quantity = multiplyAdds == nil ? "parameters" : "multiply-adds"
        let value = value ?? 0
        return isShare
            ? "\(NumberText.percent(value)) of the \(quantity)"
            : "\(NumberText.count(value)) \(quantity)"
    }

    /// The keys of the section `pruning.target`.
    static func keys() -> Keys<TargetRecipe> {
        Keys(of: TargetRecipe()) {
            Key(
                optional: "multiplyAdds", \.multiplyAdds,
                """
                the multiply-adds for one example: up to 1 a share of those of the dense network, \
                such as `0.5`, else a number
                """)
            Key(
                optional: "parameters", \.parameters,
                "the parameters that are not zero, or not taken out: a share or a number")
            Key(
                optional: "megabytes", \.megabytes,
                """
                the millions of bytes of the weights in the precision of the model: of channels \
                without the empty ones, else of what is not zero and the least that saying where it \
                is takes
                """)
        }
    }

    init(_ section: RecipeSection) throws {
        self.init()
        try Self.keys().read(section, into: &self)
        try section.finish()
    }
}

extension Key where Root == TargetRecipe {
    /// A number above 0 that may be missing.
    fileprivate init(
        optional name: String, _ field: WritableKeyPath<TargetRecipe, Double?>, _ meaning: String
    ) {
        self.init(
            name: name, meaning: meaning, standard: "",
            read: { section, root in
                guard section.says(name) else { return }
                root[keyPath: field] = try section.value(name, nil, Allowed<Double>.aboveZero)
            },
            value: { $0[keyPath: field]?.recipeNode })
    }
}
