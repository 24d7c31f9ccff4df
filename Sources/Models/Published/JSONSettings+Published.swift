/// Readers of settings that stand beside published weights.
extension JSONSettings {
    /// The settings under `key`; `nil` where it is missing or null.
    func section(_ key: String) throws -> JSONSettings? {
        guard let value = values[key], value != .null else { return nil }
        guard case .object(let members) = value else { throw invalid(key, value, "an object") }
        return JSONSettings(values: members, place: place)
    }

    /// The truth value under `key`; `nil` where it is missing or null.
    func flag(_ key: String) throws -> Bool? {
        guard let value = values[key], value != .null else { return nil }
        guard case .truth(let truth) = value else { throw invalid(key, value, "true or false") }
        return truth
    }

    /// The names of classes under `key`, a list, or an object with the keys `0`, `1`, …; `nil` where
    /// it is missing or null.
    func classNames(_ key: String) throws -> [String]? {
        guard let value = values[key], value != .null else { return nil }
        let allowed = "a name for each class, counted from 0"
        var names: [JSONValue] = []
        switch value {
        case .list(let elements): names = elements
        case .object(let members):
            names = try members.keys.indices.enumerated().map { number, _ in
                guard let name = members["\(number)"] else {
                    throw ModelError.invalidSetting(
                        key: key, found: "without a name for class \(number)", allowed: allowed,
                        place: place)
                }
                return name
            }
        case .truth, .integer, .number, .text, .null: throw invalid(key, value, allowed)
        }
        return try names.map { name in
            switch name {
            case .text(let text): text
            case .integer(let number): "\(number)"
            case .truth, .number, .list, .object, .null: throw invalid(key, name, allowed)
            }
        }
    }

    /// The numbers under `key`, one for each channel; `nil` where it is missing or null.
    func channelValues(_ key: String, isAllowed: (Double) -> Bool, _ allowed: String) throws
        -> [Double]?
    {
        guard let value = values[key], value != .null else { return nil }
        guard case .list(let elements) = value else { throw invalid(key, value, allowed) }
        return try elements.map { element in
            let number: Double
            switch element {
            case .integer(let integer): number = Double(integer)
            case .number(let found): number = found
            case .truth, .text, .list, .object, .null: throw invalid(key, element, allowed)
            }
            guard isAllowed(number) else { throw invalid(key, element, allowed) }
            return number
        }
    }

    /// Height and width under `key`: a number, `[height, width]` with or without channels before
    /// them, or an object with `height` and `width` or with `shortest_edge`; `nil` where it is missing
    /// or null.
    func imageSize(_ key: String) throws -> [Int]? {
        guard let value = values[key], value != .null else { return nil }
        var sides: [JSONValue?]
        switch value {
        case .integer: sides = [value, value]
        case .list(let elements): sides = elements.count < 2 ? [nil] : elements.suffix(2)
        case .object(let members):
            let edge = members["shortest_edge"]
            sides = [members["height"] ?? edge, members["width"] ?? edge]
        case .truth, .number, .text, .null: sides = [nil]
        }
        return try sides.map { side in
            guard case .integer(let side) = side, side > 0 else {
                throw invalid(key, value, "a height and a width in pixels, above 0")
            }
            return side
        }
    }
}
