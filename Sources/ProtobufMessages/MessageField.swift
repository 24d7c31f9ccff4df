package import SwiftProtobuf

/// A field of a message: its number, and how it is decoded and encoded.
package protocol MessageField<Root>: Sendable {
    /// The message.
    associatedtype Root

    /// The number by which the format knows the field.
    var number: Int { get }

    /// Takes the field from `decoder`.
    func decode<D: Decoder>(into root: inout Root, from decoder: inout D) throws

    /// Gives the field to `visitor`, unless it has its default.
    func traverse<V: Visitor>(_ root: Root, visitor: inout V) throws
}

/// A number, text or bytes that have a default.
package struct PlainField<Root, Value: PlainFieldValue>: MessageField {
    package let number: Int
    package let path: any WritableKeyPath<Root, Value> & Sendable

    package init(_ number: Int, _ path: any WritableKeyPath<Root, Value> & Sendable) {
        self.number = number
        self.path = path
    }

    package func decode<D: Decoder>(into root: inout Root, from decoder: inout D) throws {
        var value: Value?
        try Value.decode(&value, from: &decoder)
        if let value { root[keyPath: path] = value }
    }

    package func traverse<V: Visitor>(_ root: Root, visitor: inout V) throws {
        let value = root[keyPath: path]
        if value != Value.standard { try Value.visit(value, number, by: &visitor) }
    }
}

/// A value that may be missing.
package struct OptionalField<Root, Value: FieldValue>: MessageField {
    package let number: Int
    package let path: any WritableKeyPath<Root, Value?> & Sendable

    package init(_ number: Int, _ path: any WritableKeyPath<Root, Value?> & Sendable) {
        self.number = number
        self.path = path
    }

    package func decode<D: Decoder>(into root: inout Root, from decoder: inout D) throws {
        try Value.decode(&root[keyPath: path], from: &decoder)
    }

    package func traverse<V: Visitor>(_ root: Root, visitor: inout V) throws {
        if let value = root[keyPath: path] { try Value.visit(value, number, by: &visitor) }
    }
}

/// A list, each value of which is encoded by itself, or of numbers that are packed together.
package struct ListField<Root, Value: ListFieldValue>: MessageField {
    package let number: Int
    package let isPacked: Bool
    package let path: any WritableKeyPath<Root, [Value]> & Sendable

    package init(
        _ number: Int, _ path: any WritableKeyPath<Root, [Value]> & Sendable, isPacked: Bool = false
    ) {
        self.number = number
        self.path = path
        self.isPacked = isPacked
    }

    package func decode<D: Decoder>(into root: inout Root, from decoder: inout D) throws {
        try Value.decode(&root[keyPath: path], from: &decoder)
    }

    package func traverse<V: Visitor>(_ root: Root, visitor: inout V) throws {
        let values = root[keyPath: path]
        if !values.isEmpty {
            try Value.visit(values, number, isPacked: isPacked, by: &visitor)
        }
    }
}
