import Datasets
import Layers
import Optimization
import Pruning
import Tensors
import Training
import Yams

extension Recipe {
    /// The recipe as YAML with every key written out. Reading it gives an equal recipe.
    public var yaml: String {
        get throws { try Yams.serialize(node: node) }
    }

    private var node: Node {
        var pairs: [(String, Node)] = [("network", .text(network))]
        if let networkConfiguration {
            pairs.append(("networkConfiguration", .text(networkConfiguration)))
        }
        if let initialWeights {
            pairs.append(("initialWeights", .text(initialWeights)))
            if let stateKey { pairs.append(("stateKey", .text(stateKey))) }
            pairs.append(("partialWeights", .plain(allowsPartialWeights)))
        }
        if restoresBatchNorm { pairs.append(("restoreBatchNorm", .plain(true))) }
        pairs += [
            ("epochs", .plain(epochs)), ("batchSize", .plain(batchSize)), ("seed", .plain(seed)),
            ("task", .text(task)),
        ]
        if task == Classification.name {
            pairs.append(("labelSmoothing", .plain(labelSmoothing)))
        }
        if task == Regression().name { pairs.append(("loss", .text(regressionLoss.rawValue))) }
        pairs += [
            ("precision", .text(precision.rawValue)),
            ("matmulPrecision", .text(matmulPrecision.rawValue)),
            ("data", data.node), ("optimizer", optimizer.node),
        ]
        if let distillation { pairs.append(("distillation", distillation.node)) }
        if let pruning { pairs.append(("pruning", pruning.node)) }
        return .ordered(pairs)
    }
}

extension DataRecipe {
    fileprivate var node: Node {
        var pairs: [(String, Node)] = [
            ("kind", .text(kind)), ("trainingCount", .plain(trainingCount ?? 0)),
            ("testCount", .plain(testCount ?? 0)), ("crop", .plain(crop)),
            ("flip", .plain(isFlipped)), ("imageSize", .plain(imageSize)),
            ("colorJitter", .plain(colorJitter)), ("workers", .plain(workerCount)),
            ("badImages", .text(stopsAtBadImages ? "stop" : "skip")),
            ("normalization", .text(normalization)), ("cased", .plain(isCased)),
            ("maximumLength", .plain(maximumLength)),
        ]
        pairs.append(("validation", .text(validation.text)))
        if !inputs.isEmpty { pairs.append(("inputs", .texts(inputs))) }
        if !targets.isEmpty { pairs.append(("targets", .texts(targets))) }
        if let split { pairs.append(("split", .text(split))) }
        if let channelCount { pairs.append(("channels", .plain(channelCount))) }
        if let trainingFile { pairs.append(("trainingFile", .text(trainingFile))) }
        if let testFile { pairs.append(("testFile", .text(testFile))) }
        if let columns { pairs.append(("columns", columns.node)) }
        if let vocabulary { pairs.append(("vocabulary", .text(vocabulary))) }
        return .ordered(pairs)
    }
}

extension SentenceColumns {
    fileprivate var node: Node {
        let sentences: [(String, Node)] =
            sentence2.map { [("sentence1", .text(sentence1)), ("sentence2", .text($0))] }
            ?? [("sentence", .text(sentence1))]
        return .ordered(sentences + [("label", .text(label))])
    }
}

extension OptimizerRecipe {
    fileprivate var node: Node {
        let own: [(String, Node)] =
            kind == "sgd"
            ? [("momentum", .plain(momentum)), ("nesterov", .plain(isNesterov))]
            : [
                ("beta1", .plain(adamW.beta1)), ("beta2", .plain(adamW.beta2)),
                ("epsilon", .plain(adamW.epsilon)),
            ]
        let common: [(String, Node)] = [
            ("weightDecay", .plain(weightDecay)), ("decayAll", .plain(decaysAll)),
            ("gradientNorm", .plain(gradientNorm)), ("accumulation", .plain(accumulation)),
            (
                "schedule",
                .ordered([
                    ("shape", .text(schedule.shape.rawValue)),
                    ("warmUpEpochs", .plain(schedule.warmUpEpochs)),
                    ("stepEpochs", .plain(schedule.stepEpochs)),
                    ("stepFactor", .plain(schedule.stepFactor)),
                ])
            ),
        ]
        return .ordered(
            [("kind", .text(kind)), ("learningRate", .plain(learningRate))] + own + common)
    }
}

extension PruningRecipe {
    fileprivate var node: Node {
        guard onlyKeepsZeros else { return fullNode }
        return .ordered([
            ("keepZeros", .plain(true)),
            ("excluded", .sequence(.init(excluded.map { .text($0) }))),
            ("batchNormBatches", .plain(batchNormBatches)),
        ])
    }

    private var fullNode: Node {
        let ramp: [(String, Node)] =
            rampSteps.map { [("rampSteps", .plain($0))] }
            ?? [("rampEpochs", .plain(rampEpochs)), ("everyStep", .plain(isPerStep))]
        var pairs: [(String, Node)] = [
            ("method", .text(method)),
            ("options", .ordered(options.sorted { $0.key < $1.key }.map { ($0, .plain($1)) })),
            ("sparsity", .plain(sparsity)), ("pattern", .text(pattern)),
            startStep.map { ("startStep", .plain($0)) } ?? ("startEpoch", .plain(startEpoch)),
            ("schedule", .text(schedule)),
        ]
        pairs += ramp
        pairs += [
            ("fineTuneEpochs", .plain(fineTuneEpochs)), ("allocation", .text(allocation)),
            ("maximumSparsity", .plain(maximumSparsity)),
            ("keepFirstDense", .plain(keepsFirstDense)),
            ("keepLastDense", .plain(keepsLastDense)),
            ("layers", .ordered(layers.map { ($0.paths.description, .plain($0.sparsity)) })),
            ("excluded", .sequence(.init(excluded.map { .text($0) }))),
            ("keepZeros", .plain(keepsZeros)),
            ("batchNormBatches", .plain(batchNormBatches)),
        ]
        if let startMetric { pairs.append(("startMetric", startMetric.node)) }
        if let plan { pairs.append(("plan", .text(plan))) }
        return .ordered(pairs)
    }
}

extension DistillationRecipe {
    fileprivate var node: Node {
        .ordered([
            ("teacher", .text(teacher)), ("weight", .plain(weight)),
            ("temperature", .plain(temperature)),
        ])
    }
}

extension StartMetricRecipe {
    fileprivate var node: Node {
        .ordered(
            (metric.map { [("metric", .text($0))] } ?? []) + [
                ("bound", .plain(bound)), ("fraction", .plain(fraction)),
                ("epochs", .plain(epochs)),
            ])
    }
}

extension Node {
    fileprivate static func ordered(_ pairs: [(String, Node)]) -> Node {
        .mapping(.init(pairs.map { (Node($0.0), $0.1) }))
    }

    fileprivate static func text(_ text: String) -> Node { Node(text, Tag(.str)) }

    fileprivate static func texts(_ texts: [String]) -> Node { .sequence(.init(texts.map(text))) }

    /// A number or truth value in the form in which Swift writes and reads it.
    fileprivate static func plain(_ value: some LosslessStringConvertible) -> Node {
        Node("\(value)", Tag(.implicit))
    }
}
