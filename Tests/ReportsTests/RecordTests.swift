import Foundation
import Reports
import Testing

@Suite struct RecordTests {
    private static func keys(_ text: String) throws -> Set<String> {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        return Set(try #require(object as? [String: any Sendable]).keys)
    }

    @Test func keysOfAnEpochAreItsNames() throws {
        let line = try RecordText.line(of: Samples.epochs[0])
        #expect(
            try Self.keys(line) == [
                "epoch", "trainingLoss", "trainingAccuracy", "validationAccuracy", "softAccuracy",
                "sparsity", "learningRate", "seconds", "imagesPerSecond",
            ])
        #expect(line.filter(\.isNewline).count == 1 && line.hasSuffix("}\n"))
    }

    @Test func keysOfASummaryAreItsNames() throws {
        #expect(
            try Self.keys(RecordText.document(of: Samples.summary)) == [
                "network", "dataset", "method", "pattern", "targetSparsity", "sparsity",
                "sparsityOfAllParameters", "accuracy", "softAccuracy", "denseAccuracy", "epochs",
                "seed", "parameters", "nonzeroParameters", "seconds", "trainingSeconds",
                "device", "version",
            ])
    }

    @Test func readsBackWhatItWrote() throws {
        let lines = try Samples.epochs.map { try RecordText.line(of: $0) }.joined(separator: "\n")
        #expect(try RecordText.records(EpochRecord.self, fromLines: lines) == Samples.epochs)
        let document = try RecordText.document(of: Samples.report)
        #expect(try RecordText.record(RunReport.self, from: document) == Samples.report)
    }

    @Test func keepsALossThatIsNotFinite() throws {
        var epoch = Samples.epochs[0]
        epoch.trainingLoss = .infinity
        let line = try RecordText.line(of: epoch)
        #expect(try RecordText.record(EpochRecord.self, from: line).trainingLoss == .infinity)
    }

    @Test func namesTheLineThatCannotBeRead() throws {
        let text = try RecordText.line(of: Samples.epochs[0]) + "{\"epoch\": 2, \"trai"
        #expect(
            throws: ReportsError.unreadableLine(
                number: 2, found: "{\"epoch\": 2, \"trai", record: "EpochRecord")
        ) { try RecordText.records(EpochRecord.self, fromLines: text) }
    }

    @Test func histogramsCountEveryFiniteWeight() {
        let histogram = WeightHistogram(of: [-1, -0.5, 0, 0.25, 1, .nan, .infinity], binCount: 4)
        #expect(histogram.edges == [-1, -0.5, 0, 0.5, 1])
        #expect(histogram.counts == [1, 1, 2, 1])
        #expect(WeightHistogram(of: [], binCount: 2).edges == [-1, 0, 1])
    }

    @Test func histogramsRefuseEdgesThatDoNotFit() {
        #expect(throws: ReportsError.edgeCount(found: 2, counts: 2)) {
            try WeightHistogram(edges: [0, 1], counts: [1, 2])
        }
        #expect(throws: ReportsError.edgeOrder(found: 0, index: 1)) {
            try WeightHistogram(edges: [0, 0, 1], counts: [1, 2])
        }
        #expect(throws: ReportsError.edgeCount(found: 1, counts: 2)) {
            try RecordText.record(WeightHistogram.self, from: #"{"edges":[0],"counts":[1,2]}"#)
        }
    }
}
