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
    /// The validation accuracy with the hard mask.
    public var accuracy: Double
    /// The validation accuracy with soft masks.
    public var softAccuracy: Double?
    /// The validation accuracy of a run without pruning that this one is compared with; `nil` where
    /// none is named. That of the initial weights is in ``initialWeights``.
    public var denseAccuracy: Double?
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
        sparsity: Double, sparsityOfAllParameters: Double, accuracy: Double,
        softAccuracy: Double? = nil, denseAccuracy: Double? = nil, epochs: Int, seed: UInt64,
        parameters: Int, nonzeroParameters: Int, seconds: Double, trainingSeconds: Double,
        device: String, version: String
    ) {
        self.network = network
        self.dataset = dataset
        self.method = method
        self.pattern = pattern
        self.targetSparsity = targetSparsity
        self.sparsity = sparsity
        self.sparsityOfAllParameters = sparsityOfAllParameters
        self.accuracy = accuracy
        self.softAccuracy = softAccuracy
        self.denseAccuracy = denseAccuracy
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
        let dense = denseAccuracy.map { " (dense \(NumberText.percent($0)))" } ?? ""
        return "\(network) on \(dataset): \(NumberText.percent(sparsity)) of the "
            + "prunable weights are zero; accuracy \(NumberText.percent(accuracy))"
            + dense
    }
}
