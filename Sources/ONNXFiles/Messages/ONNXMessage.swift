import SwiftProtobuf

/// A message of ONNX: what SwiftProtobuf needs, derived from one method that reads a field.
protocol ONNXMessage: Message, Equatable {
    /// Reads the field of a number, or skips it.
    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws
}

extension ONNXMessage {
    mutating func decodeMessage<D: Decoder>(decoder: inout D) throws {
        while let field = try decoder.nextFieldNumber() { try decode(field, &decoder) }
    }

    func isEqualTo(message: any Message) -> Bool { (message as? Self) == self }
}
