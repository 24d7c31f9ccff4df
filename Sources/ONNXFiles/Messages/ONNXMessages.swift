import Foundation
import SwiftProtobuf

// The messages of ONNX with the fields that are used here; SwiftProtobuf does the encoding. Other
// fields are skipped on reading.
//
// Source: onnx/onnx.proto, ONNX 1.23, the names and numbers of the fields.

/// A model file.
struct ModelMessage: ONNXMessage {
    static let protoMessageName = "onnx.ModelProto"
    var irVersion: Int64 = 0
    var producer: String = ""
    var producerVersion: String = ""
    var graph: GraphMessage?
    var operatorSets: [OperatorSetMessage] = []
    var metadata: [StringEntryMessage] = []
    var functions: [FunctionMessage] = []
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularInt64Field(value: &irVersion)
        case 2: try decoder.decodeSingularStringField(value: &producer)
        case 3: try decoder.decodeSingularStringField(value: &producerVersion)
        case 7: try decoder.decodeSingularMessageField(value: &graph)
        case 8: try decoder.decodeRepeatedMessageField(value: &operatorSets)
        case 14: try decoder.decodeRepeatedMessageField(value: &metadata)
        case 25: try decoder.decodeRepeatedMessageField(value: &functions)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if irVersion != 0 { try visitor.visitSingularInt64Field(value: irVersion, fieldNumber: 1) }
        if !producer.isEmpty {
            try visitor.visitSingularStringField(value: producer, fieldNumber: 2)
        }
        if !producerVersion.isEmpty {
            try visitor.visitSingularStringField(value: producerVersion, fieldNumber: 3)
        }
        if let graph { try visitor.visitSingularMessageField(value: graph, fieldNumber: 7) }
        if !operatorSets.isEmpty {
            try visitor.visitRepeatedMessageField(value: operatorSets, fieldNumber: 8)
        }
        if !metadata.isEmpty {
            try visitor.visitRepeatedMessageField(value: metadata, fieldNumber: 14)
        }
        if !functions.isEmpty {
            try visitor.visitRepeatedMessageField(value: functions, fieldNumber: 25)
        }
    }
}

/// The version of the operators of a domain.
struct OperatorSetMessage: ONNXMessage {
    static let protoMessageName = "onnx.OperatorSetIdProto"
    var domain: String = ""
    var version: Int64 = 0
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularStringField(value: &domain)
        case 2: try decoder.decodeSingularInt64Field(value: &version)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !domain.isEmpty { try visitor.visitSingularStringField(value: domain, fieldNumber: 1) }
        if version != 0 { try visitor.visitSingularInt64Field(value: version, fieldNumber: 2) }
    }
}

/// A text under a key.
struct StringEntryMessage: ONNXMessage {
    static let protoMessageName = "onnx.StringStringEntryProto"
    var key: String = ""
    var value: String = ""
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularStringField(value: &key)
        case 2: try decoder.decodeSingularStringField(value: &value)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !key.isEmpty { try visitor.visitSingularStringField(value: key, fieldNumber: 1) }
        if !value.isEmpty { try visitor.visitSingularStringField(value: value, fieldNumber: 2) }
    }
}

/// An operator that the file defines itself.
struct FunctionMessage: ONNXMessage {
    static let protoMessageName = "onnx.FunctionProto"
    var name: String = ""
    var domain: String = ""
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularStringField(value: &name)
        case 10: try decoder.decodeSingularStringField(value: &domain)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !name.isEmpty { try visitor.visitSingularStringField(value: name, fieldNumber: 1) }
        if !domain.isEmpty { try visitor.visitSingularStringField(value: domain, fieldNumber: 10) }
    }
}

/// A network.
struct GraphMessage: ONNXMessage {
    static let protoMessageName = "onnx.GraphProto"
    var nodes: [NodeMessage] = []
    var name: String = ""
    var initializers: [TensorMessage] = []
    var sparseInitializers: [SparseTensorMessage] = []
    var inputs: [ValueInfoMessage] = []
    var outputs: [ValueInfoMessage] = []
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeRepeatedMessageField(value: &nodes)
        case 2: try decoder.decodeSingularStringField(value: &name)
        case 5: try decoder.decodeRepeatedMessageField(value: &initializers)
        case 15: try decoder.decodeRepeatedMessageField(value: &sparseInitializers)
        case 11: try decoder.decodeRepeatedMessageField(value: &inputs)
        case 12: try decoder.decodeRepeatedMessageField(value: &outputs)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !nodes.isEmpty { try visitor.visitRepeatedMessageField(value: nodes, fieldNumber: 1) }
        if !name.isEmpty { try visitor.visitSingularStringField(value: name, fieldNumber: 2) }
        if !initializers.isEmpty {
            try visitor.visitRepeatedMessageField(value: initializers, fieldNumber: 5)
        }
        if !inputs.isEmpty { try visitor.visitRepeatedMessageField(value: inputs, fieldNumber: 11) }
        if !outputs.isEmpty {
            try visitor.visitRepeatedMessageField(value: outputs, fieldNumber: 12)
        }
        if !sparseInitializers.isEmpty {
            try visitor.visitRepeatedMessageField(value: sparseInitializers, fieldNumber: 15)
        }
    }
}

/// An operation.
struct NodeMessage: ONNXMessage {
    static let protoMessageName = "onnx.NodeProto"
    var inputs: [String] = []
    var outputs: [String] = []
    var name: String = ""
    var operatorType: String = ""
    var domain: String = ""
    var attributes: [AttributeMessage] = []
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeRepeatedStringField(value: &inputs)
        case 2: try decoder.decodeRepeatedStringField(value: &outputs)
        case 3: try decoder.decodeSingularStringField(value: &name)
        case 4: try decoder.decodeSingularStringField(value: &operatorType)
        case 7: try decoder.decodeSingularStringField(value: &domain)
        case 5: try decoder.decodeRepeatedMessageField(value: &attributes)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !inputs.isEmpty { try visitor.visitRepeatedStringField(value: inputs, fieldNumber: 1) }
        if !outputs.isEmpty { try visitor.visitRepeatedStringField(value: outputs, fieldNumber: 2) }
        if !name.isEmpty { try visitor.visitSingularStringField(value: name, fieldNumber: 3) }
        if !operatorType.isEmpty {
            try visitor.visitSingularStringField(value: operatorType, fieldNumber: 4)
        }
        if !attributes.isEmpty {
            try visitor.visitRepeatedMessageField(value: attributes, fieldNumber: 5)
        }
        if !domain.isEmpty { try visitor.visitSingularStringField(value: domain, fieldNumber: 7) }
    }
}

/// An attribute of an operation.
struct AttributeMessage: ONNXMessage {
    static let protoMessageName = "onnx.AttributeProto"
    var name: String = ""
    var kind: Int32 = 0
    var float: Float = 0
    var int: Int64 = 0
    var string: Data = Data()
    var tensor: TensorMessage?
    var floats: [Float] = []
    var ints: [Int64] = []
    var strings: [Data] = []
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularStringField(value: &name)
        case 20: try decoder.decodeSingularInt32Field(value: &kind)
        case 2: try decoder.decodeSingularFloatField(value: &float)
        case 3: try decoder.decodeSingularInt64Field(value: &int)
        case 4: try decoder.decodeSingularBytesField(value: &string)
        case 5: try decoder.decodeSingularMessageField(value: &tensor)
        case 7: try decoder.decodeRepeatedFloatField(value: &floats)
        case 8: try decoder.decodeRepeatedInt64Field(value: &ints)
        case 9: try decoder.decodeRepeatedBytesField(value: &strings)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !name.isEmpty { try visitor.visitSingularStringField(value: name, fieldNumber: 1) }
        if float != 0 { try visitor.visitSingularFloatField(value: float, fieldNumber: 2) }
        if int != 0 { try visitor.visitSingularInt64Field(value: int, fieldNumber: 3) }
        if !string.isEmpty { try visitor.visitSingularBytesField(value: string, fieldNumber: 4) }
        if let tensor { try visitor.visitSingularMessageField(value: tensor, fieldNumber: 5) }
        if !floats.isEmpty { try visitor.visitRepeatedFloatField(value: floats, fieldNumber: 7) }
        if !ints.isEmpty { try visitor.visitRepeatedInt64Field(value: ints, fieldNumber: 8) }
        if !strings.isEmpty { try visitor.visitRepeatedBytesField(value: strings, fieldNumber: 9) }
        if kind != 0 { try visitor.visitSingularInt32Field(value: kind, fieldNumber: 20) }
    }
}

/// A tensor.
struct TensorMessage: ONNXMessage {
    static let protoMessageName = "onnx.TensorProto"
    var dimensions: [Int64] = []
    var dataType: Int32 = 0
    var floats: [Float] = []
    var int32s: [Int32] = []
    var int64s: [Int64] = []
    var name: String = ""
    var raw: Data?
    var doubles: [Double] = []
    var uint64s: [UInt64] = []
    var externalData: [StringEntryMessage] = []
    var dataLocation: Int32 = 0
    var location: Data?
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeRepeatedInt64Field(value: &dimensions)
        case 2: try decoder.decodeSingularInt32Field(value: &dataType)
        case 4: try decoder.decodeRepeatedFloatField(value: &floats)
        case 5: try decoder.decodeRepeatedInt32Field(value: &int32s)
        case 7: try decoder.decodeRepeatedInt64Field(value: &int64s)
        case 8: try decoder.decodeSingularStringField(value: &name)
        case 9: try decoder.decodeSingularBytesField(value: &raw)
        case 10: try decoder.decodeRepeatedDoubleField(value: &doubles)
        case 11: try decoder.decodeRepeatedUInt64Field(value: &uint64s)
        case 13: try decoder.decodeRepeatedMessageField(value: &externalData)
        case 14: try decoder.decodeSingularInt32Field(value: &dataLocation)
        case 9001: try decoder.decodeSingularBytesField(value: &location)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !dimensions.isEmpty {
            try visitor.visitPackedInt64Field(value: dimensions, fieldNumber: 1)
        }
        if dataType != 0 { try visitor.visitSingularInt32Field(value: dataType, fieldNumber: 2) }
        if !floats.isEmpty { try visitor.visitPackedFloatField(value: floats, fieldNumber: 4) }
        if !int32s.isEmpty { try visitor.visitPackedInt32Field(value: int32s, fieldNumber: 5) }
        if !int64s.isEmpty { try visitor.visitPackedInt64Field(value: int64s, fieldNumber: 7) }
        if !name.isEmpty { try visitor.visitSingularStringField(value: name, fieldNumber: 8) }
        if let raw { try visitor.visitSingularBytesField(value: raw, fieldNumber: 9) }
        if !doubles.isEmpty { try visitor.visitPackedDoubleField(value: doubles, fieldNumber: 10) }
        if !uint64s.isEmpty { try visitor.visitPackedUInt64Field(value: uint64s, fieldNumber: 11) }
        if !externalData.isEmpty {
            try visitor.visitRepeatedMessageField(value: externalData, fieldNumber: 13)
        }
        if dataLocation != 0 {
            try visitor.visitSingularInt32Field(value: dataLocation, fieldNumber: 14)
        }
        if let location { try visitor.visitSingularBytesField(value: location, fieldNumber: 9001) }
    }
}

/// A tensor without its zeros.
struct SparseTensorMessage: ONNXMessage {
    static let protoMessageName = "onnx.SparseTensorProto"
    var values: TensorMessage?
    var indices: TensorMessage?
    var dimensions: [Int64] = []
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularMessageField(value: &values)
        case 2: try decoder.decodeSingularMessageField(value: &indices)
        case 3: try decoder.decodeRepeatedInt64Field(value: &dimensions)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if let values { try visitor.visitSingularMessageField(value: values, fieldNumber: 1) }
        if let indices { try visitor.visitSingularMessageField(value: indices, fieldNumber: 2) }
        if !dimensions.isEmpty {
            try visitor.visitPackedInt64Field(value: dimensions, fieldNumber: 3)
        }
    }
}

/// A value with its type.
struct ValueInfoMessage: ONNXMessage {
    static let protoMessageName = "onnx.ValueInfoProto"
    var name: String = ""
    var type: ValueTypeMessage?
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularStringField(value: &name)
        case 2: try decoder.decodeSingularMessageField(value: &type)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !name.isEmpty { try visitor.visitSingularStringField(value: name, fieldNumber: 1) }
        if let type { try visitor.visitSingularMessageField(value: type, fieldNumber: 2) }
    }
}

/// A type.
struct ValueTypeMessage: ONNXMessage {
    static let protoMessageName = "onnx.TypeProto"
    var tensor: TensorValueTypeMessage?
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularMessageField(value: &tensor)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if let tensor { try visitor.visitSingularMessageField(value: tensor, fieldNumber: 1) }
    }
}

/// The type of a tensor.
struct TensorValueTypeMessage: ONNXMessage {
    static let protoMessageName = "onnx.TypeProto.Tensor"
    var elementType: Int32 = 0
    var shape: ShapeMessage?
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularInt32Field(value: &elementType)
        case 2: try decoder.decodeSingularMessageField(value: &shape)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if elementType != 0 {
            try visitor.visitSingularInt32Field(value: elementType, fieldNumber: 1)
        }
        if let shape { try visitor.visitSingularMessageField(value: shape, fieldNumber: 2) }
    }
}

/// The sizes of a tensor.
struct ShapeMessage: ONNXMessage {
    static let protoMessageName = "onnx.TensorShapeProto"
    var dimensions: [ShapeDimensionMessage] = []
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeRepeatedMessageField(value: &dimensions)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if !dimensions.isEmpty {
            try visitor.visitRepeatedMessageField(value: dimensions, fieldNumber: 1)
        }
    }
}

/// The size of an axis.
struct ShapeDimensionMessage: ONNXMessage {
    static let protoMessageName = "onnx.TensorShapeProto.Dimension"
    var value: Int64?
    var parameter: String = ""
    var unknownFields = UnknownStorage()

    mutating func decode(_ field: Int, _ decoder: inout some Decoder) throws {
        switch field {
        case 1: try decoder.decodeSingularInt64Field(value: &value)
        case 2: try decoder.decodeSingularStringField(value: &parameter)
        default: break
        }
    }

    func traverse<V: Visitor>(visitor: inout V) throws {
        if let value { try visitor.visitSingularInt64Field(value: value, fieldNumber: 1) }
        if !parameter.isEmpty {
            try visitor.visitSingularStringField(value: parameter, fieldNumber: 2)
        }
    }
}
