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
                "epoch", "trainingMetrics", "validationMetrics", "softMetrics", "sparsity",
                "learningRate", "seconds", "trainingSeconds", "examplesPerSecond",
            ])
        #expect(line.filter(\.isNewline).count == 1 && line.hasSuffix("}\n"))
    }

    @Test func keysOfASummaryAreItsNames() throws {
        #expect(
            try Self.keys(RecordText.document(of: Samples.summary)) == [
                "network", "dataset", "method", "pattern", "targetSparsity", "sparsity",
                "sparsityOfAllParameters", "metrics", "results", "softResults", "denseResults",
                "epochs", "seed", "parameters", "nonzeroParameters", "seconds", "trainingSeconds",
                "device", "version", "accuracy", "softAccuracy", "denseAccuracy",
            ])
    }

    @Test func theAccuracyOfASummaryHasAKeyWhereItIsAResult() throws {
        let document = try RecordText.document(of: Samples.summary)
        #expect(
            document.contains("\"accuracy\" : \(try #require(Samples.summary.results["accuracy"]))")
        )
        #expect(try RecordText.record(RunSummary.self, from: document) == Samples.summary)
        var regression = Samples.summary
        regression.metrics = [Metric("r2")]
        regression.results = ["r2": 0.5, "loss": 0.25]
        regression.softResults = nil
        regression.denseResults = nil
        let other = try RecordText.document(of: regression)
        #expect(!other.contains("ccuracy"))
        #expect(try RecordText.record(RunSummary.self, from: other) == regression)
    }

    @Test func readsBackWhatItWrote() throws {
        let lines = try Samples.epochs.map { try RecordText.line(of: $0) }.joined(separator: "\n")
        #expect(try RecordText.records(EpochRecord.self, fromLines: lines) == Samples.epochs)
        let document = try RecordText.document(of: Samples.report)
        #expect(try RecordText.record(RunReport.self, from: document) == Samples.report)
    }

    @Test func readsBackWhatARunMayKnowBesides() throws {
        let report = Samples.fullReport
        let document = try RecordText.document(of: report)
        #expect(try RecordText.record(RunReport.self, from: document) == report)
        let line = try RecordText.line(of: report.epochs[5])
        #expect(try RecordText.record(EpochRecord.self, from: line) == report.epochs[5])
        #expect(
            try Self.keys(RecordText.document(of: report.summary)).isSuperset(of: [
                "multiplyAdds", "nonzeroMultiplyAdds", "modelByteCount", "parameterByteCount",
                "nonzeroParameterByteCount", "data", "command", "started", "initialWeights",
            ]))
    }

    @Test func readsFilesOfOlderVersions() throws {
        let line = """
            {"epoch":1,"imagesPerSecond":5,"learningRate":0.1,"seconds":2,"sparsity":0,\
            "trainingLoss":"nan","validationAccuracy":0.5}
            """
        let epoch = try RecordText.record(EpochRecord.self, from: line)
        #expect(epoch.temperature == nil && epoch.relativeTemperature == nil)
        #expect(epoch.trainingLoss.isNaN && epoch.validationMetrics == ["accuracy": 0.5])
        #expect(epoch.softMetrics == nil && epoch.examplesPerSecond == 5)
        let text = """
            {"accuracy":0.5,"dataset":"d","device":"cpu","epochs":1,"method":"pdp","network":"n",\
            "nonzeroParameters":1,"parameters":2,"pattern":"unstructured","seconds":1,"seed":0,\
            "sparsity":0.5,"sparsityOfAllParameters":0.5,"targetSparsity":0.5,"trainingSeconds":1,\
            "version":"0.1.0","initialWeights":{"file":"w","loadedCount":1,"misfits":[],\
            "random":[],"unused":[]}}
            """
        let summary = try RecordText.record(RunSummary.self, from: text)
        #expect(summary.multiplyAdds == nil && summary.data == nil && summary.command == nil)
        #expect(summary.initialWeights?.file == "w" && summary.initialWeights?.results == nil)
        #expect(summary.metrics == [.accuracy] && summary.results == ["accuracy": 0.5])
        let report =
            #"{"summary":\#(text),"epochs":[\#(line)],"layers":[],"recipe":"","environment":[]}"#
        let old = try RecordText.record(RunReport.self, from: report)
        #expect(old.classes == nil && old.freezeStart == nil)
        #expect(XMLTree(old.html()).isWellFormed)
    }

    /// Reading names every property by hand; one that it forgets would be lost without a word.
    @Test func readsBackEveryProperty() throws {
        var summary = Samples.fullReport.summary
        summary.denseResults = ["accuracy": 0.5]
        summary.skippedExamples = 3
        summary.unusedFiles = [.init(place: "a", reason: "GIF", count: 1, examples: ["b"])]
        summary.dataIdentity = DataIdentity(kind: "idx", folder: nil, parts: [])
        summary.exampleName = "image"
        summary.unwritten = ["no room"]
        summary.thinned = ThinnedRecord(
            file: "thinned.safetensors", parameters: 2, multiplyAdds: 3, byteCount: 4,
            results: ["accuracy": 0.5], largestDifference: 0)
        summary.latency = LatencyRecord(
            threads: 1, instructionSet: "portable", dense: 3, sparse: 2, thinned: 1)
        let unset = Mirror(reflecting: summary).children.filter { "\($0.value)" == "nil" }
        #expect(unset.map(\.label) == [])
        let document = try RecordText.document(of: summary)
        #expect(try RecordText.record(RunSummary.self, from: document) == summary)
    }

    @Test func takesTheAccuraciesOfOlderVersions() throws {
        let text = try RecordText.document(of: Samples.fullReport.summary)
        var object = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        for key in ["metrics", "results", "softResults", "denseResults"] { object[key] = nil }
        object["accuracy"] = 0.5
        object["softAccuracy"] = 0.625
        object["denseAccuracy"] = 0.75
        var weights = try #require(object["initialWeights"] as? [String: Any])
        weights["results"] = nil
        weights["accuracy"] = 0.25
        object["initialWeights"] = weights
        let older = String(
            decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        let summary = try RecordText.record(RunSummary.self, from: older)
        #expect(summary.score == 0.5 && summary.softScore == 0.625 && summary.denseScore == 0.75)
        #expect(summary.initialWeights?.results == ["accuracy": 0.25])
        object["accuracy"] = nil
        let neither = String(
            decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
        #expect(throws: DecodingError.self) {
            try RecordText.record(RunSummary.self, from: neither)
        }
    }

    @Test(arguments: [
        (
            DataRecord(
                kind: "idx", folder: "mnist", trainingCount: 60_000, testCount: 10_000,
                classCount: 10),
            "idx in mnist: 60,000 training and 10,000 test images, 10 classes"
        ),
        (
            DataRecord(kind: "glyphs", trainingCount: nil, testCount: 4_000, classCount: 1),
            "glyphs: 4,000 test images, 1 class"
        ),
    ])
    func dataReadAsASentence(data: DataRecord, text: String) {
        #expect(data.text(exampleName: "image") == text)
    }

    @Test func keepsALossThatIsNotFinite() throws {
        var epoch = Samples.epochs[0]
        epoch.trainingMetrics["loss"] = .infinity
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
