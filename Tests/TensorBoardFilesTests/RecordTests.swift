import Foundation
import TensorBoardFiles
import TestSupport
import Testing

@Suite struct RecordTests {
    /// RFC 3720, appendix B.4, and the usual check value.
    @Test(
        arguments: [
            ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
            ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
            ([UInt8](0..<32), 0x46DD_794E), (Array("123456789".utf8), 0xE306_9283), ([], 0),
        ] as [([UInt8], UInt32)])
    func checksumsAreThoseOfTheStandard(bytes: [UInt8], checksum: UInt32) {
        #expect(CRC32C.checksum(bytes) == checksum)
    }

    /// A record that TensorFlow's writer has made of the letters "abc".
    @Test func framesAreThoseOfTensorFlow() {
        let length: [UInt8] = [3, 0, 0, 0, 0, 0, 0, 0]
        let frame = Record.framed(Array("abc".utf8))
        #expect(frame.count == 8 + 4 + 3 + 4)
        #expect(Array(frame[..<8]) == length)
        #expect(Array(frame[12..<15]) == Array("abc".utf8))
        #expect(Record.content(of: frame, from: 0)?.bytes.elementsEqual("abc".utf8) == true)
    }

    @Test func aByteThatIsAnotherMakesAFrameNone() {
        let frame = Record.framed(Array("abc".utf8))
        for place in frame.indices {
            var damaged = frame
            damaged[place] ^= 4
            #expect(Record.content(of: damaged, from: 0) == nil)
        }
        for count in frame.indices {
            #expect(Record.content(of: Array(frame[..<count]), from: 0) == nil)
        }
    }

    private func events(_ steps: [Int]) throws -> [Event] {
        try [.version(time: 1)]
            + steps.map { step in
                let picture = try #require(
                    PNGImage(planes: [[0, 255, 9, 7], [1, 2, 3, 4], [5, 6, 7, 8]], width: 2))
                return Event(
                    time: 2.5, step: step,
                    .values([
                        Event.Value("loss", .scalar(0.5)),
                        Event.Value("zero", .scalar(0)),
                        Event.Value("weights/fc", .histogram(edges: [-1, 0, 1], counts: [3, 4])),
                        Event.Value("image", .image(picture)),
                    ]))
            }
    }

    @Test func eventsAreReadAsTheyWereWritten() throws {
        let events = try events([1, 2]) + [Event(time: 3, step: 2, .restart)]
        var bytes: [UInt8] = []
        for event in events { bytes += try event.record() }
        let read = EventFile.events(in: bytes)
        #expect(read.map(\.kind).count == events.count)
        #expect(read.map(\.step) == events.map(\.step))
        #expect(read.map(\.time) == events.map(\.time))
        #expect(read.first?.kind == events.first?.kind && read.last?.kind == events.last?.kind)
        guard case .values(let values) = read[1].kind, case .values(let written) = events[1].kind
        else { throw CocoaError(.fileReadCorruptFile) }
        #expect(values[..<3] == written[..<3])
        guard case .image(let picture) = values[3].content,
            case .image(let original) = written[3].content
        else { throw CocoaError(.fileReadCorruptFile) }
        #expect(picture.file == original.file && picture.width == 2 && picture.height == 2)
    }

    @Test func whatComesAfterAStepIsCutOff() throws {
        let records = try events([3, 6, 9]).map { try $0.record() }
        let bytes = records.flatMap { $0 }
        let ends = records.indices.map { records[...$0].reduce(0) { $0 + $1.count } }
        #expect(EventFile.byteCount(of: bytes, upToStep: 9) == bytes.count)
        #expect(EventFile.byteCount(of: bytes, upToStep: 8) == ends[2])
        #expect(EventFile.byteCount(of: bytes, upToStep: 6) == ends[2])
        #expect(EventFile.byteCount(of: bytes, upToStep: 0) == ends[0])
        #expect(EventFile.byteCount(of: Array(bytes.dropLast()), upToStep: 9) == ends[2])
        #expect(EventFile.byteCount(of: [1, 2, 3], upToStep: 9) == 0)
    }

    @Test func picturesNeedPlanesOfRows() {
        #expect(PNGImage(planes: [[1, 2, 3]], width: 2) == nil)
        #expect(PNGImage(planes: [[1, 2], [3, 4]], width: 2) == nil)
        #expect(PNGImage(planes: [[]], width: 0) == nil)
        #expect(PNGImage(planes: [[1, 2, 3, 4]], width: 2)?.height == 2)
    }
}
