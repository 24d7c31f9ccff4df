import Foundation

/// The settings of a JSON file: an object with values of several types.
struct JSONSettings {
    let values: [String: JSONValue]
    let place: String

    /// Reads the object in `text`; `place` names it in error messages.
    ///
    /// - Throws: ``ModelError/unreadableSettings(place:)`` if `text` is not a JSON object.
    init(_ text: String, place: String) throws {
        let data = Data(text.utf8)
        guard let values = try? JSONDecoder().decode([String: JSONValue].self, from: data) else {
            throw ModelError.unreadableSettings(place: place)
        }
        self.values = values
        self.place = place
    }

    /// The settings under a key of other settings.
    init(values: [String: JSONValue], place: String) {
        self.values = values
        self.place = place
    }

    /// Whether `key` is there and null.
    func isNull(_ key: String) -> Bool { values[key] == .null }

    /// Whether `key` is there.
    func contains(_ key: String) -> Bool { values[key] != nil }

    /// The whole number under `key`.
    func integer(_ key: String, default missing: Int) throws -> Int {
        guard let value = values[key] else { return missing }
        guard case .integer(let number) = value else {
            throw invalid(key, value, "a whole number")
        }
        return number
    }

    /// The number under `key`.
    func number(_ key: String, default missing: Double) throws -> Double {
        guard let value = values[key] else { return missing }
        switch value {
        case .integer(let number): return Double(number)
        case .number(let number): return number
        default: throw invalid(key, value, "a number")
        }
    }

    /// The text under `key`, which must be one of `allowed`.
    func text(_ key: String, default missing: String, allowed: [String]) throws -> String {
        guard let value = values[key] else { return missing }
        guard case .text(let text) = value, allowed.contains(text) else {
            throw invalid(key, value, allowed.joined(separator: " or "))
        }
        return text
    }

    /// Throws unless `key` is missing, null or false.
    func requireFalse(_ key: String) throws {
        guard let value = values[key], value != .null, value != .truth(false) else { return }
        throw invalid(key, value, "false")
    }

    /// The number of elements of the object or list under `key`; `nil` if there is none.
    func count(_ key: String) -> Int? {
        switch values[key] {
        case .list(let elements): elements.count
        case .object(let members): members.count
        case .null, .truth, .integer, .number, .text, nil: nil
        }
    }

    /// The error for a value of `key` that is not allowed.
    func invalid(_ key: String, _ found: JSONValue, _ allowed: String) -> ModelError {
        .invalidSetting(key: key, found: found.description, allowed: allowed, place: place)
    }
}

/// A value of a JSON file.
enum JSONValue: Decodable, Equatable, CustomStringConvertible {
    case null
    case truth(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let truth = try? container.decode(Bool.self) {
            self = .truth(truth)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let members = try? container.decode([String: JSONValue].self) {
            self = .object(members)
        } else {
            self = .list(try container.decode([JSONValue].self))
        }
    }

    var description: String {
        switch self {
        case .null: "null"
        case .truth(let truth): "\(truth)"
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .text(let text): "'\(text.debugDescription.dropFirst().dropLast().prefix(200))'"
        case .list, .object: "a list or an object"
        }
    }
}
