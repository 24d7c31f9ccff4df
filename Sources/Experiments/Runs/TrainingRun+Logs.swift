import Datasets
import Layers
import Pruning
import Reports
import TensorBoardFiles
import Tensors
import Training

extension TrainingRun {
    /// The batches in which examples are looked for that are taken for another class.
    private static let searchedBatchCount = 4

    /// Takes back what logs hold of steps after the one that the run begins with, or goes on from.
    func beginLogs(at start: Start, observer: RunObserver) {
        guard isFirst else { return }
        let step = start.epoch * trainer.stepsPerEpoch + start.step
        log(observer.note) { try $0.begin(afterStep: step) }
    }

    /// Logs the last epoch.
    func logEpoch(observer: RunObserver) {
        guard isFirst else { return }
        let epoch = EpochLog(
            records: records, step: records.count * trainer.stepsPerEpoch,
            layers: { [self] in try layerRecords() }, wrongImages: { [self] in try wrongImages() })
        log(observer.note) { try $0.write(epoch) }
    }

    /// Logs a step, if one is due.
    ///
    /// - Throws: `TorchError` if the metrics cannot be read.
    func logStep(ifDueIn epoch: Int, stepsDone: Int, tally: Tally, observer: RunObserver) throws {
        let stepsPerEpoch = trainer.stepsPerEpoch
        let step = epoch * stepsPerEpoch + stepsDone
        guard isFirst, log.isDue(afterStep: step) else { return }
        let moment = TrainingMoment(
            epoch: epoch, step: stepsDone - 1, stepsPerEpoch: stepsPerEpoch)
        let entry = StepLog(
            epoch: epoch + 1, step: step, trainingMetrics: try tally.values,
            sparsity: trainer.pruner?.currentSparsity ?? 0,
            learningRate: trainer.learningRate(at: moment), seconds: seconds)
        log(observer.note) { try $0.write(entry) }
    }

    /// Some validation images that the network with hard weights takes for another class.
    private func wrongImages() throws -> [WrongImage] {
        guard case .images(let input) = data.input, let task = trainer.task as? any ClassifyingTask
        else { return [] }
        let search = { [self] in
            try trainer.network.evaluating {
                try withoutGradients { try wrongImages(of: task, as: input) }
            }
        }
        return try withResultWeights {
            try trainer.pruner?.withHardWeights(search) ?? search()
        }
    }

    private func wrongImages(
        of task: any ClassifyingTask, as input: ImageInput
    ) throws -> [WrongImage] {
        var found: [WrongImage] = []
        let batches: any BatchStream = validation.batches(epoch: 0, startingAt: 0)
        for _ in 0..<Self.searchedBatchCount {
            guard found.count < recipe.log.imageCount, let batch = try batches.next(on: device)
            else { break }
            let logits = try task.logits(in: trainer.network(batch.inputs))
            let predictions = try logits.indexOfMaximum(along: 1).elements(as: Int64.self)
            let labels = try task.labels(in: batch.targets).elements(as: Int64.self)
            for (index, (label, prediction)) in zip(labels, predictions).enumerated()
            where label != prediction && found.count < recipe.log.imageCount {
                guard let images = batch.inputs.tensors.first,
                    let picture = try PNGImage(
                        images.narrowed(0, to: index..<index + 1), normalizedAs: input)
                else { continue }
                found.append(
                    WrongImage(
                        label: className(label), prediction: className(prediction),
                        picture: picture))
            }
        }
        return found
    }

    private func className(_ index: Int64) -> String {
        data.classNames.indices.contains(Int(index)) ? data.classNames[Int(index)] : "\(index)"
    }
}

extension PNGImage {
    /// The picture of one image `[1, channels, height, width]` as a network gets it.
    fileprivate init?(_ image: Tensor, normalizedAs input: ImageInput) throws {
        let shape = image.shape
        guard shape.count == 4, input.mean.count == shape[1], input.deviation.count == shape[1]
        else { return nil }
        let pixels = try image.converted(to: .float32).elements(as: Float.self)
        let size = shape[2] * shape[3]
        let planes = (0..<shape[1]).map { channel in
            pixels[channel * size..<(channel + 1) * size].map { pixel in
                let value = pixel * input.deviation[channel] + input.mean[channel]
                return UInt8(min(max(value * 255, 0), 255).rounded())
            }
        }
        self.init(planes: planes, width: shape[3])
    }
}
