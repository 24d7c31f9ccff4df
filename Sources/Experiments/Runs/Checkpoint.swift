import Layers
import Optimization
import Pruning
import Reports
import TensorFiles
import Tensors

/// Everything that is needed to go on with a run, bit for bit.
struct Checkpoint {
    /// What is not a tensor.
    struct Position: Codable, Equatable {
        /// The epoch to go on with, counted from 0.
        var epoch: Int

        /// The steps of that epoch that are done.
        var stepsDone: Int

        /// The examples in the tally of that epoch.
        var tallyCount: Int

        /// The sums of the tally of that epoch, by name.
        var tallyNames: [String]

        /// The seconds that the run has taken so far.
        var seconds: Double

        /// The allocation, once pruning has started.
        var targetUnitCounts: [Int]?

        /// What is known about the start of pruning.
        var startRule: StartRule?

        /// The records of the finished epochs.
        var records: [EpochRecord]

        /// The recipe as it is run.
        var recipe: String

        /// The data; `nil` where they are not known, as in checkpoints of earlier versions.
        var data: DataIdentity?

        /// The checksum of the files that the run began with; `nil` where there were none.
        var beginning: String?

        /// The epoch that could be the result and was best; `nil` where there is none so far, and where
        /// nobody asks.
        var best: BestEpoch?

        /// The steps in the average of the weights; `nil` where there is none.
        var averageStepCount: Int?

        /// What the loss is scaled by; `nil` where it is not.
        var gradientScale: GradientScaler.State?
    }

    var position: Position
    var network: StateDictionary
    var optimizer: [(name: String, tensor: Tensor)]
    var method: [(name: String, tensor: Tensor)]
    var frozenMasks: [(name: String, tensor: Tensor)]
    var average: [(name: String, tensor: Tensor)]
    var tally: [(name: String, tensor: Tensor)]
    /// The states of the random numbers of all processes, in the order of their ranks.
    var generators: [Tensor]

    private static let key = "pdp.checkpoint"
    private static let checksumKey = "pdp.checksum"

    /// The same with tensors of its own in the memory of the processor, which training does not change.
    func snapshot() throws -> Checkpoint {
        var copy = self
        try withoutGradients {
            copy.network.tensors = try network.tensors.map(Self.snapshot)
            copy.optimizer = try optimizer.map(Self.snapshot)
            copy.method = try method.map(Self.snapshot)
            copy.frozenMasks = try frozenMasks.map(Self.snapshot)
            copy.average = try average.map(Self.snapshot)
            copy.tally = try tally.map(Self.snapshot)
        }
        return copy
    }

    private static func snapshot(
        _ named: (name: String, tensor: Tensor)
    ) throws -> (name: String, tensor: Tensor) {
        let tensor = try named.tensor.detached()
        return (named.name, try tensor.device == .cpu ? tensor.clone() : tensor.moved(to: .cpu))
    }

    /// Writes the checkpoint with a checksum; the one before stays until this one is complete.
    func write(to path: String) throws {
        var tensors = network.tensors.map { (name: "network." + $0.name, tensor: $0.tensor) }
        tensors += optimizer.map { (name: "optimizer." + $0.name, tensor: $0.tensor) }
        tensors += method.map { (name: "method." + $0.name, tensor: $0.tensor) }
        tensors += frozenMasks.map { (name: "frozen." + $0.name, tensor: $0.tensor) }
        tensors += average.map { (name: "average." + $0.name, tensor: $0.tensor) }
        tensors += tally.map { (name: "tally." + $0.name, tensor: $0.tensor) }
        for (rank, state) in generators.enumerated() {
            tensors.append((Self.generatorName(rank), state))
        }
        // A metric may be infinite, for which plain JSON has no number.
        let text = try RecordText.line(of: position)
        try StateDictionary(tensors, metadata: [Self.key: text])
            .write(to: path, checksumKey: Self.checksumKey)
    }

    /// Reads what is not a tensor from the metadata of the checkpoint at `path`.
    ///
    /// - Throws: ``RunError/invalidCheckpoint(path:reason:)``.
    static func position(in metadata: [String: String], path: String) throws -> Position {
        guard let text = metadata[key],
            let position = try? RecordText.record(Position.self, from: text)
        else {
            throw RunError.invalidCheckpoint(path: path, reason: "it does not say where it is")
        }
        return position
    }

    /// Throws ``RunError/invalidCheckpoint(path:reason:)``, or what reading files throws, unless the
    /// checkpoint at `path` is as it was written. Those of earlier versions have no checksum.
    static func check(path: String) throws {
        guard let sums = try SafetensorsFile(path: path).wrongChecksum(under: checksumKey) else {
            return
        }
        throw RunError.invalidCheckpoint(
            path: path,
            reason:
                "it is damaged: its checksum is \(sums.written), that of its content \(sums.found)")
    }

    /// Reads the checkpoint at `path`.
    ///
    /// - Throws: ``RunError/invalidCheckpoint(path:reason:)``, and what reading files throws.
    init(path: String) throws {
        try Self.check(path: path)
        let file = try StateDictionary(path: path)
        let position = try Self.position(in: file.metadata, path: path)
        func part(_ prefix: String) -> [(name: String, tensor: Tensor)] {
            file.tensors.filter { $0.name.hasPrefix(prefix) }
                .map { (String($0.name.dropFirst(prefix.count)), $0.tensor) }
        }
        generators = (0..<file.tensors.count).lazy.map { file[Self.generatorName($0)] }
            .prefix { $0 != nil }.compactMap { $0 }
        guard !generators.isEmpty else {
            throw RunError.invalidCheckpoint(
                path: path, reason: "the state of its random numbers is missing")
        }
        self.position = position
        network = StateDictionary(part("network."))
        optimizer = part("optimizer.")
        method = part("method.")
        frozenMasks = part("frozen.")
        average = part("average.")
        tally = part("tally.")
    }

    private static func generatorName(_ rank: Int) -> String {
        rank == 0 ? "generator" : "generator.\(rank)"
    }

    init(
        position: Position, network: StateDictionary,
        optimizer: [(name: String, tensor: Tensor)], method: [(name: String, tensor: Tensor)],
        frozenMasks: [(name: String, tensor: Tensor)], average: [(name: String, tensor: Tensor)],
        tally: [(name: String, tensor: Tensor)], generators: [Tensor]
    ) {
        self.position = position
        self.network = network
        self.optimizer = optimizer
        self.method = method
        self.frozenMasks = frozenMasks
        self.average = average
        self.tally = tally
        self.generators = generators
    }
}
