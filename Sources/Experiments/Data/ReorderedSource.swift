import Datasets
import Layers
import Reports
import Tensors
import Training

/// Data with their classes in another order, such as that of published weights.
struct ReorderedSource: DataSource {
    /// The data in their own order.
    let original: any DataSource

    /// The names of the classes as the data spell them, in the new order.
    let classNames: [String]

    /// The new label of each label of ``original``.
    private let newLabels: [Int64]

    /// Puts the classes of `original` into the order of `classNames`.
    ///
    /// - Returns: `nil` unless both have the same names, whatever their capitals.
    init?(_ original: any DataSource, classNames: [String]) {
        let own = original.classNames
        guard let labels = Self.places(of: classNames, in: own) else { return nil }
        var newLabels = [Int64](repeating: 0, count: own.count)
        for (new, old) in labels.enumerated() { newLabels[old] = Int64(new) }
        self.original = original
        self.classNames = labels.map { own[$0] }
        self.newLabels = newLabels
    }

    /// Whether the order is the one that the data have anyway.
    var isUnchanged: Bool { newLabels.elementsEqual(newLabels.indices.map(Int64.init)) }

    /// The place of each of `names` in `others`; `nil` unless they are the same names.
    static func places(of names: [String], in others: [String]) -> [Int]? {
        guard names.count == others.count else { return nil }
        // Names that differ in their capitals alone are kept apart where all are spelt alike.
        for spelling in [{ $0 }, { $0.lowercased() }] as [(String) -> String] {
            let known = Dictionary(zip(others.map(spelling), others.indices)) { first, _ in first }
            let places = names.compactMap { known[spelling($0)] }
            if Set(places).count == others.count { return places }
        }
        return nil
    }

    var name: String { original.name }
    var trainingCount: Int { original.trainingCount }
    var validationCount: Int { original.validationCount }
    var testCount: Int { original.testCount }
    var input: ModelInput { original.input }
    var skipped: SkippedExamples { original.skipped }
    var identity: DataIdentity? { original.identity }
    var notes: [String] { original.notes }

    var trainingClassCounts: [Int]? {
        original.trainingClassCounts.map { counts in
            var ordered = counts
            for (old, new) in newLabels.enumerated() { ordered[Int(new)] = counts[old] }
            return ordered
        }
    }

    func trainingBatches(_ settings: LoaderSettings) throws -> any BatchSource {
        relabelled(try original.trainingBatches(settings))
    }

    func validationBatches(for input: ModelInput) throws -> (any BatchSource)? {
        try original.validationBatches(for: input).map { relabelled($0) }
    }

    func testBatches(for input: ModelInput) throws -> any BatchSource {
        relabelled(try original.testBatches(for: input))
    }

    private func relabelled(_ batches: some BatchSource) -> any BatchSource {
        relabelling(batches, by: newLabels)
    }
}

private func relabelling(_ batches: some BatchSource, by newLabels: [Int64]) -> any BatchSource {
    RelabelledBatches(original: batches, newLabels: newLabels)
}

extension DataSource {
    /// The file of the tokens of sentences; `nil` where they do not come from files.
    var vocabularyPath: String? {
        let original = (self as? ReorderedSource)?.original ?? self
        return (original as? TextSource)?.vocabularyFile
    }
}

/// Batches whose labels are replaced.
private struct RelabelledBatches<Original: BatchSource>: BatchSource {
    let original: Original
    let newLabels: [Int64]

    var batchCount: Int { original.batchCount }

    var smallestBatchCount: Int { original.smallestBatchCount }

    func batches(epoch: Int, startingAt batchIndex: Int) -> RelabelledStream<Original.Batches> {
        RelabelledStream(
            original: original.batches(epoch: epoch, startingAt: batchIndex), newLabels: newLabels)
    }

    func sharing(_ share: BatchShare) -> any BatchSource {
        let shared: any BatchSource = original.sharing(share)
        return relabelling(shared, by: newLabels)
    }
}

/// The batches of an epoch whose labels are replaced.
private struct RelabelledStream<Original: BatchStream>: BatchStream {
    let original: Original
    let newLabels: [Int64]

    func next(on device: Device) throws -> Batch? {
        guard let batch = try original.next(on: device) else { return nil }
        let labels = try Tensor(newLabels, shape: [newLabels.count]).moved(to: device)
        return Batch(
            inputs: batch.inputs,
            targets: try batch.targets.mapTensors { try labels.selecting($0, along: 0) },
            wholeCount: batch.wholeCount)
    }
}
