package import Foundation
package import SwiftProtobuf

/// A value of a field, with the calls of SwiftProtobuf for its type.
package protocol FieldValue: Equatable, Sendable {
    static func decode<D: Decoder>(_ value: inout Self?, from decoder: inout D) throws
    static func visit<V: Visitor>(_ value: Self, _ number: Int, by visitor: inout V) throws
}

/// A value with a default, which is not written.
package protocol PlainFieldValue: FieldValue {
    static var standard: Self { get }
}

/// A value that lists hold.
package protocol ListFieldValue: Equatable, Sendable {
    static func decode<D: Decoder>(_ values: inout [Self], from decoder: inout D) throws
    static func visit<V: Visitor>(
        _ values: [Self], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws
}

extension String: PlainFieldValue, ListFieldValue {
    package static var standard: String { "" }

    package static func decode<D: Decoder>(_ value: inout String?, from decoder: inout D) throws {
        try decoder.decodeSingularStringField(value: &value)
    }

    package static func visit<V: Visitor>(_ value: String, _ number: Int, by visitor: inout V)
        throws
    {
        try visitor.visitSingularStringField(value: value, fieldNumber: number)
    }

    package static func decode<D: Decoder>(_ values: inout [String], from decoder: inout D) throws {
        try decoder.decodeRepeatedStringField(value: &values)
    }

    package static func visit<V: Visitor>(
        _ values: [String], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws {
        try visitor.visitRepeatedStringField(value: values, fieldNumber: number)
    }
}

extension Data: PlainFieldValue, ListFieldValue {
    package static var standard: Data { Data() }

    package static func decode<D: Decoder>(_ value: inout Data?, from decoder: inout D) throws {
        try decoder.decodeSingularBytesField(value: &value)
    }

    package static func visit<V: Visitor>(_ value: Data, _ number: Int, by visitor: inout V) throws
    {
        try visitor.visitSingularBytesField(value: value, fieldNumber: number)
    }

    package static func decode<D: Decoder>(_ values: inout [Data], from decoder: inout D) throws {
        try decoder.decodeRepeatedBytesField(value: &values)
    }

    package static func visit<V: Visitor>(
        _ values: [Data], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws {
        try visitor.visitRepeatedBytesField(value: values, fieldNumber: number)
    }
}

extension Int64: PlainFieldValue, ListFieldValue {
    package static var standard: Int64 { 0 }

    package static func decode<D: Decoder>(_ value: inout Int64?, from decoder: inout D) throws {
        try decoder.decodeSingularInt64Field(value: &value)
    }

    package static func visit<V: Visitor>(_ value: Int64, _ number: Int, by visitor: inout V) throws
    {
        try visitor.visitSingularInt64Field(value: value, fieldNumber: number)
    }

    package static func decode<D: Decoder>(_ values: inout [Int64], from decoder: inout D) throws {
        try decoder.decodeRepeatedInt64Field(value: &values)
    }

    package static func visit<V: Visitor>(
        _ values: [Int64], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws {
        isPacked
            ? try visitor.visitPackedInt64Field(value: values, fieldNumber: number)
            : try visitor.visitRepeatedInt64Field(value: values, fieldNumber: number)
    }
}

extension Int32: PlainFieldValue, ListFieldValue {
    package static var standard: Int32 { 0 }

    package static func decode<D: Decoder>(_ value: inout Int32?, from decoder: inout D) throws {
        try decoder.decodeSingularInt32Field(value: &value)
    }

    package static func visit<V: Visitor>(_ value: Int32, _ number: Int, by visitor: inout V) throws
    {
        try visitor.visitSingularInt32Field(value: value, fieldNumber: number)
    }

    package static func decode<D: Decoder>(_ values: inout [Int32], from decoder: inout D) throws {
        try decoder.decodeRepeatedInt32Field(value: &values)
    }

    package static func visit<V: Visitor>(
        _ values: [Int32], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws {
        isPacked
            ? try visitor.visitPackedInt32Field(value: values, fieldNumber: number)
            : try visitor.visitRepeatedInt32Field(value: values, fieldNumber: number)
    }
}

extension Float: PlainFieldValue, ListFieldValue {
    package static var standard: Float { 0 }

    package static func decode<D: Decoder>(_ value: inout Float?, from decoder: inout D) throws {
        try decoder.decodeSingularFloatField(value: &value)
    }

    package static func visit<V: Visitor>(_ value: Float, _ number: Int, by visitor: inout V) throws
    {
        try visitor.visitSingularFloatField(value: value, fieldNumber: number)
    }

    package static func decode<D: Decoder>(_ values: inout [Float], from decoder: inout D) throws {
        try decoder.decodeRepeatedFloatField(value: &values)
    }

    package static func visit<V: Visitor>(
        _ values: [Float], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws {
        isPacked
            ? try visitor.visitPackedFloatField(value: values, fieldNumber: number)
            : try visitor.visitRepeatedFloatField(value: values, fieldNumber: number)
    }
}

extension Double: PlainFieldValue, ListFieldValue {
    package static var standard: Double { 0 }

    package static func decode<D: Decoder>(_ value: inout Double?, from decoder: inout D) throws {
        try decoder.decodeSingularDoubleField(value: &value)
    }

    package static func visit<V: Visitor>(
        _ value: Double, _ number: Int, by visitor: inout V
    ) throws {
        try visitor.visitSingularDoubleField(value: value, fieldNumber: number)
    }

    package static func decode<D: Decoder>(_ values: inout [Double], from decoder: inout D) throws {
        try decoder.decodeRepeatedDoubleField(value: &values)
    }

    package static func visit<V: Visitor>(
        _ values: [Double], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws {
        isPacked
            ? try visitor.visitPackedDoubleField(value: values, fieldNumber: number)
            : try visitor.visitRepeatedDoubleField(value: values, fieldNumber: number)
    }
}

extension UInt64: ListFieldValue {
    package static func decode<D: Decoder>(_ values: inout [UInt64], from decoder: inout D) throws {
        try decoder.decodeRepeatedUInt64Field(value: &values)
    }

    package static func visit<V: Visitor>(
        _ values: [UInt64], _ number: Int, isPacked: Bool, by visitor: inout V
    ) throws {
        isPacked
            ? try visitor.visitPackedUInt64Field(value: values, fieldNumber: number)
            : try visitor.visitRepeatedUInt64Field(value: values, fieldNumber: number)
    }
}
