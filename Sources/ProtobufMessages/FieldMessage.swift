package import SwiftProtobuf

/// A message of protocol buffers: what SwiftProtobuf needs, derived from the list of its fields.
package protocol FieldMessage: Message, Equatable, FieldValue, ListFieldValue {
    /// The fields that are used here, by rising numbers; others are skipped on reading.
    static var fields: [any MessageField<Self>] { get }
}

extension FieldMessage {
    package mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let number = try decoder.nextFieldNumber() {
            let field = Self.fields.first { $0.number == number }
            try field?.decode(into: &self, from: &decoder)
        }
    }

    package func traverse<V: Visitor>(visitor: inout V) throws {
        for field in Self.fields { try field.traverse(self, visitor: &visitor) }
    }

    package func isEqualTo(message: any Message) -> Bool { (message as? Self) == self }

    package static func decode<D: Decoder>(_ value: inout Self?, from decoder: inout D) throws {
        try decoder.decodeSingularMessageField(value: &value)
    }

    package static func visit<V: Visitor>(_ value: Self, _ number: Int, by visitor: inout V) throws
    {
        try visitor.visitSingularMessageField(value: value, fieldNumber: number)
    }

    package static func decode<D: Decoder>(_ values: inout [Self], from decoder: inout D) throws {
        try decoder.decodeRepeatedMessageField(value: &values)
    }

    package static func visit<V: Visitor>(
        _ values: [Self], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws {
        try visitor.visitRepeatedMessageField(value: values, fieldNumber: number)
    }
}
