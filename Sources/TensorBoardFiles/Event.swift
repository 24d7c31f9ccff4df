import Foundation
import SwiftProtobuf

/// What TensorBoard shows for one step of a run.
public struct Event: Equatable, Sendable {
    /// A value under its tag.
    public struct Value: Equatable, Sendable {
        /// The name; what stands before a slash is the group in which it is shown.
        public var tag: String
        /// What is shown.
        public var content: Content

        /// Makes a value.
        public init(_ tag: String, _ content: Content) {
            self.tag = tag
            self.content = content
        }
    }

    /// What a value can be.
    public enum Content: Equatable, Sendable {
        /// A number.
        case scalar(Double)
        /// Counts of numbers between edges, of which there is one more than there are counts.
        case histogram(edges: [Double], counts: [Int])
        /// A picture.
        case image(PNGImage)
    }

    /// What an event says.
    public enum Kind: Equatable, Sendable {
        /// The version of the format, at the beginning of every file.
        case version(String)
        /// That all events of this step and later ones in files before are not to be shown.
        case restart
        /// Values.
        case values([Value])
    }

    /// When it happened, in seconds since 1970.
    public var time: Double
    /// The steps that were done.
    public var step: Int
    /// What it says.
    public var kind: Kind

    /// Makes an event.
    public init(time: Double, step: Int, _ kind: Kind) {
        self.time = time
        self.step = step
        self.kind = kind
    }

    /// The first event of a file.
    public static func version(time: Double) -> Event {
        Event(time: time, step: 0, .version("brain.Event:2"))
    }

    /// The event as a record of a file.
    ///
    /// - Throws: `BinaryEncodingError` of SwiftProtobuf for text that it refuses.
    public func record() throws -> [UInt8] {
        Record.framed(try EventMessage(self).serializedBytes() as [UInt8])
    }
}

extension Event {
    /// Reads an event; values of other kinds are left out.
    ///
    /// - Throws: `BinaryDecodingError` of SwiftProtobuf for bytes that are none.
    init(bytes: some Collection<UInt8>) throws {
        let message = try EventMessage(serializedBytes: Array(bytes))
        let kind: Kind =
            if let version = message.fileVersion {
                .version(version)
            } else if message.session?.status == SessionMessage.start {
                .restart
            } else {
                .values((message.summary?.values ?? []).compactMap(Value.init))
            }
        self.init(time: message.wallTime, step: Int(message.step), kind)
    }
}

extension Event.Value {
    fileprivate init?(_ message: ValueMessage) {
        if let scalar = message.scalar {
            self.init(message.tag, .scalar(Double(scalar)))
        } else if let image = message.image {
            let size = (Int(image.width), Int(image.height))
            self.init(
                message.tag,
                .image(PNGImage(width: size.0, height: size.1, file: Array(image.file))))
        } else if let histogram = message.histogram {
            let counts = histogram.counts.map { Int(exactly: $0.rounded()) ?? 0 }
            self.init(
                message.tag,
                .histogram(edges: [histogram.minimum] + histogram.limits, counts: counts))
        } else {
            return nil
        }
    }
}

extension EventMessage {
    fileprivate init(_ event: Event) {
        wallTime = event.time
        step = Int64(event.step)
        switch event.kind {
        case .version(let version): fileVersion = version
        case .restart: session = SessionMessage(status: SessionMessage.start)
        case .values(let values): summary = SummaryMessage(values: values.map(ValueMessage.init))
        }
    }
}

extension ValueMessage {
    fileprivate init(_ value: Event.Value) {
        tag = value.tag
        switch value.content {
        case .scalar(let number): scalar = Float(number)
        case .image(let picture):
            image = ImageMessage(
                height: Int32(clamping: picture.height), width: Int32(clamping: picture.width),
                channelCount: Int32(clamping: picture.channelCount), file: Data(picture.file))
        case .histogram(let edges, let counts):
            histogram = HistogramMessage(edges: edges, counts: counts)
        }
    }
}

extension HistogramMessage {
    /// The sums are those of the middles of the bins.
    fileprivate init(edges: [Double], counts: [Int]) {
        let middles = zip(edges, edges.dropFirst()).map { ($0 + $1) / 2 }
        minimum = edges.first ?? 0
        maximum = edges.last ?? 0
        limits = Array(edges.dropFirst())
        self.counts = counts.map(Double.init)
        count = self.counts.reduce(0, +)
        sum = zip(middles, self.counts).reduce(0) { $0 + $1.0 * $1.1 }
        sumOfSquares = zip(middles, self.counts).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
    }
}
