import Foundation
import ProtobufMessages
import SwiftProtobuf

// The messages of TensorBoard's event files with the fields that are used here; SwiftProtobuf does the
// encoding. Other fields are skipped on reading.
//
// Source: tensorboard/compat/proto, event.proto and summary.proto, the names and numbers of the fields.

/// One record of a file.
struct EventMessage: FieldMessage {
    static let protoMessageName = "tensorboard.Event"
    var wallTime = 0.0
    var step: Int64 = 0
    var fileVersion: String?
    var summary: SummaryMessage?
    var session: SessionMessage?
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<EventMessage>] = [
        PlainField(1, \.wallTime), PlainField(2, \.step), OptionalField(3, \.fileVersion),
        OptionalField(5, \.summary), OptionalField(7, \.session),
    ]
}

/// What becomes of a session.
struct SessionMessage: FieldMessage {
    /// A session that starts.
    static let start: Int32 = 1

    static let protoMessageName = "tensorboard.SessionLog"
    var status: Int32 = 0
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<SessionMessage>] = [PlainField(1, \.status)]
}

extension SessionMessage {
    init(status: Int32) {
        self.init()
        self.status = status
    }
}

/// Values of one step.
struct SummaryMessage: FieldMessage {
    static let protoMessageName = "tensorboard.Summary"
    var values: [ValueMessage] = []
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<SummaryMessage>] = [ListField(1, \.values)]
}

extension SummaryMessage {
    init(values: [ValueMessage]) {
        self.init()
        self.values = values
    }
}

/// A value under its tag.
struct ValueMessage: FieldMessage {
    static let protoMessageName = "tensorboard.Summary.Value"
    var tag = ""
    var scalar: Float?
    var image: ImageMessage?
    var histogram: HistogramMessage?
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<ValueMessage>] = [
        PlainField(1, \.tag), OptionalField(2, \.scalar), OptionalField(4, \.image),
        OptionalField(5, \.histogram),
    ]
}

/// A picture as a file of PNG.
struct ImageMessage: FieldMessage {
    static let protoMessageName = "tensorboard.Summary.Image"
    var height: Int32 = 0
    var width: Int32 = 0
    var channelCount: Int32 = 0
    var file = Data()
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<ImageMessage>] = [
        PlainField(1, \.height), PlainField(2, \.width), PlainField(3, \.channelCount),
        PlainField(4, \.file),
    ]
}

extension ImageMessage {
    init(height: Int32, width: Int32, channelCount: Int32, file: Data) {
        self.init()
        self.height = height
        self.width = width
        self.channelCount = channelCount
        self.file = file
    }
}

/// How often numbers fall below each limit and not below the one before.
struct HistogramMessage: FieldMessage {
    static let protoMessageName = "tensorboard.HistogramProto"
    var minimum = 0.0
    var maximum = 0.0
    var count = 0.0
    var sum = 0.0
    var sumOfSquares = 0.0
    var limits: [Double] = []
    var counts: [Double] = []
    var unknownFields = UnknownStorage()

    static let fields: [any MessageField<HistogramMessage>] = [
        PlainField(1, \.minimum), PlainField(2, \.maximum), PlainField(3, \.count),
        PlainField(4, \.sum), PlainField(5, \.sumOfSquares),
        ListField(6, \.limits, isPacked: true), ListField(7, \.counts, isPacked: true),
    ]
}
