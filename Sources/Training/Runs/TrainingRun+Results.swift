import Datasets
import Files
import Layers
import Models
import Pruning
import Reports
import Safetensors
import Tensors

extension TrainingRun {
    /// Hardens the network, writes the model, reads it back and writes what it holds.
    func finish() throws -> RunReport {
        try trainer.pruner?.setFinalCounts()
        let layers = try layerRecords()
        try trainer.pruner?.harden()
        try reestimateBatchNorm()
        try trainer.network.round(to: recipe.precision)
        let result = try evaluate(trainer.classifier, on: validation, device: device)
        guard result.loss.isFinite else {
            throw TrainingError.diverged(
                epoch: recipe.epochs - 1, learningRate: recipe.optimizer.learningRate)
        }
        let model = ModelDescription(
            network: recipe.network, configuration: try configuration, data: data,
            promise: trainer.pruner.map {
                promise(of: $0, unitCounts: $0.layers.map(\.targetUnitCount))
            })
        try trainer.network.stateDictionary(metadata: model.metadata(recipe: recipe.yaml))
            .write(to: folder.model, precision: recipe.precision)
        try writeFilesOfTransformers()
        var summary = try summary(accuracy: result.accuracy)
        summary.exampleName = data.input.exampleName
        summary.skippedExamples = data.skipped.count
        summary.unusedFiles = unusedFiles
        summary.initialWeights = initialWeightsRecord
        let report = RunReport(
            summary: summary, epochs: records, layers: layers,
            pruningStart: trainer.pruner?.startEpoch.map { $0 + 1 }, recipe: try recipe.yaml,
            environment: [
                RunReport.Fact("LibTorch", LibTorch.version),
                RunReport.Fact("Threads", "\(LibTorch.threadCount)"),
                RunReport.Fact("Device", "\(device)"),
            ])
        try AtomicFile.write(report.html().utf8, to: folder.report)
        try folder.write(records)
        try AtomicFile.write(RecordText.document(of: summary).utf8, to: folder.summary)
        return report
    }

    /// What the model says about its zeros when every layer loses its number of units per group.
    func promise(of pruner: Pruner, unitCounts: [Int]) -> SparsityPromise {
        var zeroCounts: [String: Int] = [:]
        for (layer, unitCount) in zip(pruner.layers, unitCounts) {
            for (path, parameter) in zip(layer.paths, layer.parameters) {
                zeroCounts[path] = layer.pattern.zeroCount(
                    ofShape: parameter.tensor.shape, prunedUnitCount: unitCount)
            }
        }
        return SparsityPromise(
            pattern: pruner.layers[0].pattern.description, method: pruner.method.name,
            sparsity: pruner.targetSparsity(unitCounts: unitCounts), zeroCounts: zeroCounts)
    }

    /// The summary, with zeros counted in the written file.
    private func summary(accuracy: Double) throws -> RunSummary {
        let file = try SafetensorsFile(path: folder.model)
        let parameters = Set(trainer.network.namedParameters.distinct.map(\.path))
        let pruned = Set(trainer.pruner?.layers.flatMap(\.paths) ?? [])
        let all = SparsityReport(of: file) { parameters.contains($0.name) }
        let prunable = SparsityReport(of: file) { pruned.contains($0.name) }
        return RunSummary(
            network: recipe.network, dataset: data.name,
            method: trainer.pruner?.method.name ?? "dense",
            pattern: recipe.pruning?.pattern ?? "none",
            targetSparsity: trainer.pruner?.targetSparsity ?? 0,
            sparsity: pruned.isEmpty ? 0 : prunable.sparsity, sparsityOfAllParameters: all.sparsity,
            accuracy: accuracy, softAccuracy: records.last?.softAccuracy, epochs: recipe.epochs,
            seed: recipe.seed, parameters: all.elementCount,
            nonzeroParameters: all.elementCount - all.zeroCount, seconds: seconds,
            trainingSeconds: trainingSeconds, device: "\(device)", version: Version.current)
    }

    /// The time in steps: what the epochs took without their evaluations.
    private var trainingSeconds: Double {
        let examplesPerEpoch = Double(trainer.source.batchCount * recipe.batchSize)
        return records.reduce(0) { $0 + examplesPerEpoch / max($1.imagesPerSecond, 1e-9) }
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
            misfits: report.wrongShape.map(\.description))
    }

    /// What is known of every pruned layer before hardening.
    private func layerRecords() throws -> [LayerRecord] {
        guard let pruner = trainer.pruner else { return [] }
        return try pruner.layers.flatMap { layer in
            let threshold = layer.groupCount == 1 ? try layer.currentThreshold() : nil
            return try zip(layer.paths, layer.parameters).map { path, parameter in
                let shape = parameter.tensor.shape
                return LayerRecord(
                    path: path, shape: shape, weightCount: parameter.tensor.count,
                    zeroCount: layer.pattern.zeroCount(
                        ofShape: shape, prunedUnitCount: layer.targetUnitCount),
                    targetSparsity: layer.targetSparsity, threshold: threshold,
                    temperature: threshold.flatMap { (pruner.method as? PDP)?.tau(threshold: $0) },
                    histogram: WeightHistogram(of: try parameter.tensor.elements()))
            }
        }
    }
}
