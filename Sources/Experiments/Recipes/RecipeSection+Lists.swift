import Yams

extension RecipeSection {
    /// The numbers in the list under `key`, each once; `nil` where it is missing.
    func numbers(_ key: String, _ allowed: Allowed<Double>) throws -> [Double]? {
        try list(key, allowed) { $0.number }
    }

    /// The whole numbers in the list under `key`, each once; `nil` where it is missing.
    func integers<Number: FixedWidthInteger>(
        _ key: String, _ allowed: Allowed<Number>
    ) throws -> [Number]? {
        try list(key, allowed) { $0.integer() }
    }

    /// The mappings in the list under `key`, at least one.
    func sections(_ key: String) throws -> [RecipeSection] {
        let allowed = "a list of mappings"
        guard let node = node(key) else {
            throw missing(key, allowed: allowed)
        }
        guard let elements = node.sequence, !elements.isEmpty else {
            throw refusal(of: key, allowed: allowed)
        }
        return try elements.enumerated().map { index, element in
            try RecipeSection(element, path: "\(prefix)\(key)[\(index)]", source: source)
        }
    }

    private func list<Value: Hashable>(
        _ key: String, _ allowed: Allowed<Value>, _ read: (Node) -> Value?
    ) throws -> [Value]? {
        guard let node = node(key) else { return nil }
        guard let elements = node.sequence, !elements.isEmpty else {
            throw refusal(of: key, allowed: "a list with \(allowed.description) in each place")
        }
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            guard let value = read(element), allowed.contains(value), !values.contains(value) else {
                let isTwice = read(element).map(values.contains) ?? false
                let path = "\(prefix)\(key)[\(index)]"
                throw RecipeError.invalidValue(
                    key: path, found: element.shortText,
                    allowed: allowed.description + (isTwice ? " that is not there before" : ""),
                    place: source.place(ofKey: path, line: element.mark?.line))
            }
            values.append(value)
        }
        return values
    }
}
