import Datasets
import Files
import Foundation
import Layers
import Models
import Optimization
import ProcessGroups
import Pruning
import Reports
import TensorFiles
import Tensors
import Training

extension TrainingRun {
    /// Hardens the network, writes the model, reads it back and writes what it holds.
    func finish(observer: RunObserver) throws -> RunReport {
        try takeBest(observer)
        try average?.replaceWeights()
        try trainer.pruner?.setFinalCounts()
        let layers = try layerRecords()
        trainer.setBatchNormSynchronized(false)
        try trainer.pruner?.harden()
        try reestimateBatchNorm()
        if recipe.restoresBatchNorm { try trainer.network.foldBatchNorm() }
        try trainer.network.round(to: recipe.precision)
        let result = try evaluate(on: test)
        try checkFinite(result, epoch: recipe.epochs - 1)
        guard let processes else { return try writeResults(result, layers, observer) }
        return try processes.fromFirst("waiting for the results to be written") {
            try writeResults(result, layers, observer)
        }
    }

    private func writeResults(
        _ result: Evaluation, _ layers: [LayerRecord], _ observer: RunObserver
    ) throws -> RunReport {
        if let note = try writeModel() { observer.note(note) }
        try writeFilesOfTransformers()
        var summary = try summary(of: result)
        summary.thinned = try writeThinned(observer)
        summary.latency = measureLatency(observer)
        summary.exampleName = data.input.exampleName
        summary.skippedExamples = data.skipped.count
        summary.unusedFiles = unusedFiles
        summary.initialWeights = initialWeightsRecord
        describeOrigin(in: &summary)
        summary.dataIdentity = data.identity
        writeMetrics(observer)
        log(observer.note) { try $0.finish(records) }
        summary.unwritten = unwritten.isEmpty ? nil : unwritten
        let report = RunReport(
            summary: summary, epochs: records, layers: layers,
            pruningStart: trainer.pruner?.startEpoch.map { $0 + 1 },
            freezeStart: trainer.pruner == nil ? nil : freezeEpoch.map { $0 + 1 },
            classes: result.classes.isEmpty
                ? nil
                : zip(data.classNames, result.classes).map {
                    ClassRecord(name: $0, correctCount: $1.correctCount, count: $1.count)
                },
            recipe: try recipe.yaml,
            environment: [
                RunReport.Fact("LibTorch", LibTorch.version),
                RunReport.Fact("Threads", "\(LibTorch.threadCount)"),
            ] + autocastFacts + checkpointingFacts
                + (processes.map { [RunReport.Fact("Processes", "\($0.size)")] } ?? []))
        try AtomicFile.write(report.html().utf8, to: folder.report)
        try AtomicFile.write(RecordText.document(of: summary).utf8, to: folder.summary)
        return report
    }

    /// How the run has trained, where not in single precision.
    private var autocastFacts: [RunReport.Fact] {
        guard recipe.autocast != .none else { return [] }
        let skipped = trainer.scaler.map { scaler in
            let stepCount = NumberText.count(records.count * trainer.stepsPerEpoch)
            return
                ", \(NumberText.count(scaler.state.skippedStepCount)) of \(stepCount) steps left out"
        }
        return [RunReport.Fact("Autocast", recipe.autocast.rawValue + (skipped ?? ""))]
    }

    /// Which activations the run has computed anew.
    private var checkpointingFacts: [RunReport.Fact] {
        checkpointedSegmentCount.map {
            [
                RunReport.Fact(
                    "Gradient checkpointing", "\(NumberText.count($0)) segment\($0 == 1 ? "" : "s")"
                )
            ]
        } ?? []
    }

    /// Writes the network, by the names that its initial weights came with.
    ///
    /// - Returns: Why the file carries no graph; `nil` where it does.
    /// - Throws: What writing the file throws.
    private func writeModel() throws -> String? {
        let names = try modelNames
        let own = try trainer.network.stateDictionary()
        var state = try names?.renamed(own) ?? own
        let promise = try trainer.pruner.map { try $0.promise.keeping(try keptPromise) }
        let model = ModelDescription(
            network: recipe.networkName, configuration: try configuration, data: data,
            promise: try promise.map {
                try names?.named($0, zeroCount: state.zeroCount) ?? $0
            }, outputCount: outputCount, naming: names?.library)
        let graph = graphRecord
        state.metadata = try model.metadata(recipe: modelRecipe.yaml, graph: graph.text)
        try state.write(to: folder.model, precision: recipe.precision)
        return graph.note
    }

    /// The recipe as the model has it: with the kind of data that `auto` has found, since another
    /// folder may look otherwise, and without what changes nothing of the model.
    var modelRecipe: Recipe {
        var recipe = recipe.withoutFiles
        if let identity = data.identity { recipe.data.kind = identity.kind }
        return recipe
    }

    /// Throws ``TrainingError/diverged(_:)`` unless the loss of an evaluation is a finite number.
    func checkFinite(_ result: Evaluation, epoch: Int) throws {
        guard !result.loss.isFinite else { return }
        throw TrainingError.diverged(
            Divergence(
                try trainer.network.firstPlaceNotFinite() ?? .evaluation, epoch: epoch,
                learningRate: recipe.optimizer.learningRate))
    }

    /// What the initial weights promise, where the run keeps all the zeros that have the pattern; `nil`
    /// where it prunes, or they have none that a file can prove.
    var keptPromise: SparsityPromise? {
        get throws {
            guard let pruner = trainer.pruner, pruner.method is KeptZeros,
                let path = recipe.initialWeights,
                let promise = try? SparsityPromise.read(at: path).map({
                    weightNames?.ownNamed($0) ?? $0
                }),
                (try? Patterns.named(promise.pattern)) is any VerifiablePattern,
                promise.zeroCounts.allSatisfy({ $1 == 0 || pruner.keeps($0) })
            else { return nil }
            let isKept = try verify(modelAt: path).allSatisfy(\.holds)
            return isKept && pruner.layers.allSatisfy { promise.zeroCounts[$0.paths[0]] != nil }
                ? promise : nil
        }
    }

    /// The summary, with zeros counted in the written file.
    private func summary(of result: Evaluation) throws -> RunSummary {
        let file = try SafetensorsFile(path: folder.model)
        let names = try modelNames
        let writtenNames = { (path: String) in names?.names(of: path) ?? [path] }
        let parameters = Set(
            trainer.network.namedParameters.distinct.flatMap { writtenNames($0.path) })
        let pruned = Set(trainer.pruner?.layers.flatMap(\.paths).flatMap(writtenNames) ?? [])
        let all = try SparsityReport(of: file) { parameters.contains($0.name) }
        let prunable = try SparsityReport(of: file) { pruned.contains($0.name) }
        var summary = RunSummary(
            network: recipe.networkName, dataset: data.name,
            method: trainer.pruner?.method.name ?? "dense",
            pattern: recipe.pruning?.pattern ?? "none",
            targetSparsity: trainer.pruner?.targetSparsity ?? 0,
            sparsity: pruned.isEmpty ? 0 : prunable.sparsity, sparsityOfAllParameters: all.sparsity,
            metrics: result.metrics, results: result.values,
            softResults: isMeasuredAsValidated ? records.last?.softMetrics : nil,
            epochs: hasStoppedEarly ? records.count : recipe.epochs, seed: recipe.seed,
            parameters: all.elementCount, nonzeroParameters: all.elementCount - all.zeroCount,
            seconds: seconds, trainingSeconds: records.reduce(0) { $0 + $1.trainingSeconds },
            device: "\(device)", version: Version.current)
        if let costs = try costs() {
            summary.multiplyAdds = costs.multiplyAdds
            summary.nonzeroMultiplyAdds = all.tensors.reduce(costs.multiplyAdds) { sum, tensor in
                let path = names?.ownName(of: tensor.name) ?? tensor.name
                return sum - (costs.useCounts[path] ?? 0) * tensor.zeroCount
            }
        }
        summary.modelByteCount = try MappedFile(path: folder.model).byteCount
        summary.parameterByteCount = all.tensors.reduce(0) {
            $0 + $1.elementCount * $1.dtype.byteCount
        }
        summary.nonzeroParameterByteCount = all.tensors.reduce(0) {
            $0 + ($1.elementCount - $1.zeroCount) * $1.dtype.byteCount
        }
        return summary
    }

    /// Writes down how the run came about.
    private func describeOrigin(in summary: inout RunSummary) {
        summary.denseResults = context.denseResults
        summary.command = context.command
        summary.started = context.started
        summary.data = DataRecord(
            kind: dataKind,
            folder: context.dataFolder.map { folder in
                URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent
            },
            trainingCount: readsTrainingData ? data.trainingCount : nil,
            validationCount: data.validationCount,
            testCount: recipe.data.measuredOn == .test ? data.testCount : 0,
            classCount: data.classNames.count)
    }

    /// Whether the examples that the result is measured on were measured while training too.
    private var isMeasuredAsValidated: Bool {
        data.validationCount == 0 || recipe.data.measuredOn == .validation
    }

    /// The kind of the data that the recipe names, or that `auto` has found.
    private var dataKind: String {
        data.identity?.kind ?? recipe.data.kind
    }

    /// Whether training examples change the network; otherwise test examples may stand for them.
    private var readsTrainingData: Bool {
        recipe.epochs > 0 || (recipe.pruning?.batchNormBatches ?? 0) > 0
    }

    private var unusedFiles: [UnusedFilesRecord]? {
        let records = data.skipped.listings.flatMap { listing in
            listing.unused.map {
                UnusedFilesRecord(
                    place: listing.place, reason: $0.reason, count: $0.count, examples: $0.examples)
            }
        }
        return records.isEmpty ? nil : records
    }

    private var initialWeightsRecord: InitialWeightsRecord? {
        guard let file = recipe.initialWeights, let report = initialWeights else { return nil }
        return InitialWeightsRecord(
            file: file, loadedCount: report.loaded.count, random: report.missing + report.fresh,
            unused: report.unexpected + report.unused,
            misfits: report.wrongShape.map(\.description), results: initialResults)
    }

    /// What is known of every pruned layer as it is pruned now, before hardening.
    func layerRecords() throws -> [LayerRecord] {
        guard let pruner = trainer.pruner else { return [] }
        return try pruner.layers.flatMap { layer in
            let zeroCounts = layer.leastZeroCounts(prunedUnitCount: layer.prunedUnitCount)
            let threshold = layer.groupCount == 1 ? try layer.currentThreshold() : nil
            return try zip(layer.members, zeroCounts).map { member, zeroCount in
                LayerRecord(
                    path: member.name, shape: member.shape, weightCount: member.weightCount,
                    zeroCount: zeroCount, targetSparsity: layer.targetSparsity,
                    threshold: threshold,
                    temperature: threshold.flatMap { (pruner.method as? PDP)?.tau(threshold: $0) },
                    histogram: WeightHistogram(of: try member.weights().elements()))
            }
        }
    }
}

extension Pruner {
    /// Whether the parameter at `path` is one of those whose zeros are kept.
    fileprivate func keeps(_ path: String) -> Bool { layers.contains { $0.paths.contains(path) } }
}

extension SparsityPromise {
    /// The promise with the pattern of another, if there is one.
    fileprivate func keeping(_ other: SparsityPromise?) -> SparsityPromise {
        guard let other else { return self }
        var promise = self
        (promise.pattern, promise.channelAxes) = (other.pattern, other.channelAxes)
        return promise
    }
}
