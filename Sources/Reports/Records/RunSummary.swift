/// What came out of a run: the content of `summary.json`.
///
/// The names of the properties are the keys of the JSON. Shares lie in 0…1.
public struct RunSummary: Codable, Sendable, Equatable {
    /// The name of the network, as in "mobilenet-v1".
    public var network: String
    /// The name of the data set.
    public var dataset: String
    /// The pruning method, as in "pdp".
    public var method: String
    /// What is pruned together, as in "unstructured" or "2:4".
    public var pattern: String
    /// The share of zeros that was asked for among the prunable weights.
    public var targetSparsity: Double
    /// The share of zeros among the prunable weights of the written file.
    public var sparsity: Double
    /// The share of zeros among all parameters of the written file.
    public var sparsityOfAllParameters: Double
    /// What the network is judged by, the most important first.
    public var metrics: [Metric]
    /// Loss and ``metrics`` by name over the test data, of the network that was written.
    public var results: [String: Double]
    /// The same with soft masks; `nil` where nothing is pruned, and where other examples than those of
    /// the test were measured while training.
    public var softResults: [String: Double]?
    /// The same of a run without pruning that this one is compared with; `nil` where none is named.
    /// Those of the initial weights are in ``initialWeights``.
    public var denseResults: [String: Double]?
    /// The number of epochs.
    public var epochs: Int
    /// The seed of the run.
    public var seed: UInt64
    /// The number of parameters.
    public var parameters: Int
    /// The number of parameters that are not zero.
    public var nonzeroParameters: Int
    /// The time that the run took, evaluations included.
    public var seconds: Double
    /// The time of the training steps alone.
    public var trainingSeconds: Double
    /// The device, as in "cpu" or "cuda:0".
    public var device: String
    /// The version of the program.
    public var version: String
    /// What one of the examples is called, as in "image" or "sentence".
    public var exampleName: String?
    /// The number of examples that could not be used and were left out.
    public var skippedExamples: Int?
    /// The files of the data folder that are not used, by reason; `nil` where there are none.
    public var unusedFiles: [UnusedFilesRecord]?
    /// What of the file of initial weights was used; `nil` for random weights.
    public var initialWeights: InitialWeightsRecord?
    /// The multiply-adds of all weights for one example, padding included.
    public var multiplyAdds: Int?
    /// The multiply-adds of the weights of the written file that are not zero.
    public var nonzeroMultiplyAdds: Int?
    /// The size of the written file in bytes, which holds zeros like other numbers.
    public var modelByteCount: Int?
    /// The bytes of all parameters in the written file.
    public var parameterByteCount: Int?
    /// The bytes of the parameters in the written file that are not zero.
    public var nonzeroParameterByteCount: Int?
    /// The network without its empty channels; `nil` where none was asked for.
    public var thinned: ThinnedRecord?
    /// How long it takes for an example; `nil` where it was not measured.
    public var latency: LatencyRecord?
    /// What the network has learnt from.
    public var data: DataRecord?
    /// The command line that the run was started with, or gone on with.
    public var command: String?
    /// When the command was started, in UTC, as in "2026-11-28T15:08:48Z".
    public var started: String?
    /// What tells the data from others; `nil` where that is not known, as of runs of earlier versions.
    public var dataIdentity: DataIdentity?
    /// Why files of the run could not be written while it went on; `nil` where all were.
    public var unwritten: [String]?

    /// Makes the summary of a run.
    public init(
        network: String, dataset: String, method: String, pattern: String, targetSparsity: Double,
        sparsity: Double, sparsityOfAllParameters: Double, metrics: [Metric],
        results: [String: Double], softResults: [String: Double]? = nil,
        denseResults: [String: Double]? = nil, epochs: Int, seed: UInt64, parameters: Int,
        nonzeroParameters: Int, seconds: Double, trainingSeconds: Double, device: String,
        version: String
    ) {
        self.network = network
        self.dataset = dataset
        self.method = method
        self.pattern = pattern
        self.targetSparsity = targetSparsity
        self.sparsity = sparsity
        self.sparsityOfAllParameters = sparsityOfAllParameters
        self.metrics = metrics
        self.results = results
        self.softResults = softResults
        self.denseResults = denseResults
        self.epochs = epochs
        self.seed = seed
        self.parameters = parameters
        self.nonzeroParameters = nonzeroParameters
        self.seconds = seconds
        self.trainingSeconds = trainingSeconds
        self.device = device
        self.version = version
    }

    /// The result in one sentence, as in "small-cnn on fashion-mnist: 90.00 % of the prunable
    /// weights are zero; accuracy 91.40 % (dense 91.90 %)".
    public var verdict: String {
        let dense = denseScore.map { " (dense \(metric.text($0)))" } ?? ""
        return "\(network) on \(dataset): \(NumberText.percent(sparsity)) of the "
            + "prunable weights are zero; \(metric.title) \(metric.text(score))" + dense
            + (thinned.map { thinnedText($0) } ?? "")
            + (latency.map { "; time per \(exampleName ?? "example"): " + $0.text } ?? "")
    }

    private func thinnedText(_ thinned: ThinnedRecord) -> String {
        func share(_ count: Int, of whole: Int) -> String {
            NumberText.percent(Double(count) / Double(max(whole, 1)))
        }
        let work = thinned.multiplyAdds.flatMap { left in
            multiplyAdds.map { ", \(share(left, of: $0)) of the multiply-adds" }
        }
        return "; thinned to \(share(thinned.parameters, of: parameters)) of the parameters"
            + (work ?? "") + ", \(metric.title) "
            + metric.text(thinned.results[metric.name] ?? .nan)
    }
}

extension RunSummary {
    /// The metric that counts most.
    public var metric: Metric { metrics.first ?? .loss }

    /// The value of ``metric`` in ``results``; not a number where it is missing.
    public var score: Double { results[metric.name] ?? .nan }

    /// The value of ``metric`` in ``softResults``.
    public var softScore: Double? { softResults?[metric.name] }

    /// The value of ``metric`` in ``denseResults``.
    public var denseScore: Double? { denseResults?[metric.name] }
}

extension RunSummary {
    /// Reads a summary, also one of older versions, which knew the accuracy alone.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let older = try OlderResults(from: decoder)
        func optional<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
            try values.decodeIfPresent(Value.self, forKey: key)
        }
        func value<Value: Decodable>(_ key: CodingKeys) throws -> Value {
            try values.decode(Value.self, forKey: key)
        }
        try self.init(
            network: value(.network), dataset: value(.dataset), method: value(.method),
            pattern: value(.pattern), targetSparsity: value(.targetSparsity),
            sparsity: value(.sparsity), sparsityOfAllParameters: value(.sparsityOfAllParameters),
            metrics: optional(.metrics) ?? [.accuracy],
            results: optional(.results) ?? older.results ?? value(.results),
            softResults: optional(.softResults) ?? older.softResults,
            denseResults: optional(.denseResults) ?? older.denseResults, epochs: value(.epochs),
            seed: value(.seed), parameters: value(.parameters),
            nonzeroParameters: value(.nonzeroParameters), seconds: value(.seconds),
            trainingSeconds: value(.trainingSeconds), device: value(.device),
            version: value(.version))
        exampleName = try optional(.exampleName)
        skippedExamples = try optional(.skippedExamples)
        unusedFiles = try optional(.unusedFiles)
        initialWeights = try optional(.initialWeights)
        multiplyAdds = try optional(.multiplyAdds)
        nonzeroMultiplyAdds = try optional(.nonzeroMultiplyAdds)
        modelByteCount = try optional(.modelByteCount)
        parameterByteCount = try optional(.parameterByteCount)
        nonzeroParameterByteCount = try optional(.nonzeroParameterByteCount)
        thinned = try optional(.thinned)
        latency = try optional(.latency)
        data = try optional(.data)
        command = try optional(.command)
        started = try optional(.started)
        dataIdentity = try optional(.dataIdentity)
        unwritten = try optional(.unwritten)
    }
}

extension RecordText {
    /// Returns a summary over several indented lines. Where the network is judged by its accuracy, that
    /// stands under keys of its own too, where programs have always found it.
    ///
    /// - Throws: `EncodingError` if the summary refuses to be encoded.
    public static func document(of summary: RunSummary) throws -> String {
        try document(of: AccuracyBeside(summary: summary))
    }
}

/// A summary with `accuracy`, `softAccuracy` and `denseAccuracy` beside the results by name.
private struct AccuracyBeside: Encodable {
    let summary: RunSummary

    private enum CodingKeys: String, CodingKey {
        case accuracy, softAccuracy, denseAccuracy
    }

    func encode(to encoder: any Encoder) throws {
        try summary.encode(to: encoder)
        let name = Metric.accuracy.name
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(summary.results[name], forKey: .accuracy)
        try values.encodeIfPresent(summary.softResults?[name], forKey: .softAccuracy)
        try values.encodeIfPresent(summary.denseResults?[name], forKey: .denseAccuracy)
    }
}
