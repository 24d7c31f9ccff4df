import Foundation
import ProtobufMessages
import SwiftProtobuf

// The messages of ONNX with the fields that are used here; SwiftProtobuf does the encoding. Other
// fields are skipped on reading.
//
// Source: onnx/onnx.proto, ONNX 1.23, the names and numbers of the fields.

/// A model file.
struct ModelMessage: FieldMessage {
    static let protoMessageName = "onnx.ModelProto"
    var irVersion: Int64 = 0
    var producer: String = ""
    var producerVersion: String = ""
    var graph: GraphMessage?
    var operatorSets: [OperatorSetMessage] = []
    var metadata: [StringEntryMessage] = []
    var functions: [FunctionMessage] = []
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<ModelMessage>] = [
        PlainField(1, \.irVersion), PlainField(2, \.producer), PlainField(3, \.producerVersion),
        OptionalField(7, \.graph), ListField(8, \.operatorSets), ListField(14, \.metadata),
        ListField(25, \.functions),
    ]
}

/// The version of the operators of a domain.
struct OperatorSetMessage: FieldMessage {
    static let protoMessageName = "onnx.OperatorSetIdProto"
    var domain: String = ""
    var version: Int64 = 0
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<OperatorSetMessage>] = [
        PlainField(1, \.domain), PlainField(2, \.version),
    ]
}

/// A text under a key.
struct StringEntryMessage: FieldMessage {
    static let protoMessageName = "onnx.StringStringEntryProto"
    var key: String = ""
    var value: String = ""
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<StringEntryMessage>] = [
        PlainField(1, \.key), PlainField(2, \.value),
    ]
}

/// An operator that the file defines itself.
struct FunctionMessage: FieldMessage {
    static let protoMessageName = "onnx.FunctionProto"
    var name: String = ""
    var domain: String = ""
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<FunctionMessage>] = [
        PlainField(1, \.name), PlainField(10, \.domain),
    ]
}

/// A network.
struct GraphMessage: FieldMessage {
    static let protoMessageName = "onnx.GraphProto"
    var nodes: [NodeMessage] = []
    var name: String = ""
    var initializers: [TensorMessage] = []
    var sparseInitializers: [SparseTensorMessage] = []
    var inputs: [ValueInfoMessage] = []
    var outputs: [ValueInfoMessage] = []
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<GraphMessage>] = [
        ListField(1, \.nodes), PlainField(2, \.name), ListField(5, \.initializers),
        ListField(11, \.inputs), ListField(12, \.outputs), ListField(15, \.sparseInitializers),
    ]
}

/// An operation.
struct NodeMessage: FieldMessage {
    static let protoMessageName = "onnx.NodeProto"
    var inputs: [String] = []
    var outputs: [String] = []
    var name: String = ""
    var operatorType: String = ""
    var domain: String = ""
    var attributes: [AttributeMessage] = []
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<NodeMessage>] = [
        ListField(1, \.inputs), ListField(2, \.outputs), PlainField(3, \.name),
        PlainField(4, \.operatorType), ListField(5, \.attributes), PlainField(7, \.domain),
    ]
}

/// An attribute of an operation.
struct AttributeMessage: FieldMessage {
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

    static let fields: [any MessageField<AttributeMessage>] = [
        PlainField(1, \.name), PlainField(2, \.float), PlainField(3, \.int),
        PlainField(4, \.string), OptionalField(5, \.tensor), ListField(7, \.floats),
        ListField(8, \.ints), ListField(9, \.strings), PlainField(20, \.kind),
    ]
}

/// A tensor.
struct TensorMessage: FieldMessage {
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

    static let fields: [any MessageField<TensorMessage>] = [
        ListField(1, \.dimensions, isPacked: true), PlainField(2, \.dataType),
        ListField(4, \.floats, isPacked: true), ListField(5, \.int32s, isPacked: true),
        ListField(7, \.int64s, isPacked: true), PlainField(8, \.name), OptionalField(9, \.raw),
        ListField(10, \.doubles, isPacked: true), ListField(11, \.uint64s, isPacked: true),
        ListField(13, \.externalData), PlainField(14, \.dataLocation),
        OptionalField(9001, \.location),
    ]
}

/// A tensor without its zeros.
struct SparseTensorMessage: FieldMessage {
    static let protoMessageName = "onnx.SparseTensorProto"
    var values: TensorMessage?
    var indices: TensorMessage?
    var dimensions: [Int64] = []
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<SparseTensorMessage>] = [
        OptionalField(1, \.values), OptionalField(2, \.indices),
        ListField(3, \.dimensions, isPacked: true),
    ]
}

/// A value with its type.
struct ValueInfoMessage: FieldMessage {
    static let protoMessageName = "onnx.ValueInfoProto"
    var name: String = ""
    var type: ValueTypeMessage?
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<ValueInfoMessage>] = [
        PlainField(1, \.name), OptionalField(2, \.type),
    ]
}

/// A type.
struct ValueTypeMessage: FieldMessage {
    static let protoMessageName = "onnx.TypeProto"
    var tensor: TensorValueTypeMessage?
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<ValueTypeMessage>] = [
        OptionalField(1, \.tensor)
    ]
}

/// The type of a tensor.
struct TensorValueTypeMessage: FieldMessage {
    static let protoMessageName = "onnx.TypeProto.Tensor"
    var elementType: Int32 = 0
    var shape: ShapeMessage?
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<TensorValueTypeMessage>] = [
        PlainField(1, \.elementType), OptionalField(2, \.shape),
    ]
}

/// The sizes of a tensor.
struct ShapeMessage: FieldMessage {
    static let protoMessageName = "onnx.TensorShapeProto"
    var dimensions: [ShapeDimensionMessage] = []
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<ShapeMessage>] = [
        ListField(1, \.dimensions)
    ]
}

/// The size of an axis.
struct ShapeDimensionMessage: FieldMessage {
    static let protoMessageName = "onnx.TensorShapeProto.Dimension"
    var value: Int64?
    var parameter: String = ""
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<ShapeDimensionMessage>] = [
        OptionalField(1, \.value), PlainField(2, \.parameter),
    ]
}
