import Experiments
import Models
import TestSupport
import Testing

@Suite struct RecipeErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let yaml: String
        var assignments: [String] = []
        let text: String
        var testDescription: String { text }

        init(_ yaml: String, _ text: String, assigning assignments: String...) {
            self.yaml = yaml
            self.text = text
            self.assignments = assignments
        }
    }

    private static let recipeKeys =
        "network, networkConfiguration, networkOutput, initialWeights, stateKey, partialWeights, "
        + "restoreBatchNorm, "
        + "freezeBatchNorm, synchronizeBatchNorm, epochs, batchSize, seed, task, loss, labelSmoothing, classWeights, "
        + "precision, matmulPrecision, autocast, gradientCheckpointing, memoryFormat, augmentation, averaging, earlyStop, result, checkpoints, log, data, optimizer, "
        + "distillation, pruning, report"

    static let unknownKeys = [
        Case(
            "epochs: 2\nepoch: 3", "unknown key 'epoch' in r.yaml, line 2; did you mean 'epochs'?"),
        Case("colour: red", "unknown key 'colour' in r.yaml, line 1; the keys are \(recipeKeys)"),
        Case(
            "pruning:\n  sparsty: 0.9",
            "unknown key 'pruning.sparsty' in r.yaml, line 2; did you mean 'pruning.sparsity'?"),
        Case(
            "data: {flips: true}",
            "unknown key 'data.flips' in r.yaml, line 1; did you mean 'data.flip'?"),
        Case(
            "optimizer:\n\n  schedule:\n    warmupEpochs: 1",
            "unknown key 'optimizer.schedule.warmupEpochs' in r.yaml, line 4; "
                + "did you mean 'optimizer.schedule.warmUp'?"),
        Case(
            "", "unknown key 'epoch' in the assignment 'epoch=3'; did you mean 'epochs'?",
            assigning: "epoch=3"),
    ]

    static let wrongKinds = [
        Case("- 1", "'recipe' is a list in r.yaml, line 1; it must be a mapping"),
        Case("hello", "'recipe' is 'hello' in r.yaml, line 1; it must be a mapping"),
        Case(
            "\ndata: 3",
            "'data' is 3 in r.yaml, line 2; it must be a mapping with keys such as kind, trainingCount, "
                + "testCount"),
        Case(
            "earlyStop: true",
            "'earlyStop' is 'true' in r.yaml, line 1; it must be a mapping with keys such as patience"
        ),
        Case("epochs: [1]", "'epochs' is a list in r.yaml, line 1; \(wholeNumber(0, 100_000))"),
        Case("epochs: 1.5", "'epochs' is 1.5 in r.yaml, line 1; \(wholeNumber(0, 100_000))"),
        Case("network: {a: 1}", "'network' is a mapping in r.yaml, line 1; it must be a text"),
        Case("network: ''", "'network' is '' in r.yaml, line 1; it must be a text"),
        Case(
            "data: {flip: maybe}",
            "'data.flip' is 'maybe' in r.yaml, line 1; it must be true or false"),
        Case(
            "gradientCheckpointing: blocks",
            "'gradientCheckpointing' is 'blocks' in r.yaml, line 1; it must be true or false"),
        Case(
            "pruning: {sparsity: ninety}",
            "'pruning.sparsity' is 'ninety' in r.yaml, line 1; "
                + "it must be a number at least 0 and below 1"),
        Case(
            "pruning: {excluded: fc}",
            "'pruning.excluded' is 'fc' in r.yaml, line 1; it must be a list of texts"),
        Case(
            "pruning: {excluded: [[fc]]}",
            "'pruning.excluded' is a list in r.yaml, line 1; it must be a list of texts"),
        Case(
            "pruning: {options: {temperature: hot}}",
            "'pruning.options.temperature' is 'hot' in r.yaml, line 1; it must be a number"),
    ]

    static let outOfRange = [
        Case("epochs: -1", "'epochs' is -1 in r.yaml, line 1; \(wholeNumber(0, 100_000))"),
        Case(
            "epochs: 0",
            "'epochs' is 0 in r.yaml, line 1; it must be at least 1 without 'initialWeights'"),
        Case(
            "stateKey: ema",
            "'stateKey' is 'ema' in r.yaml, line 1; it must be left out without 'initialWeights'"),
        Case("batchSize: -1", "'batchSize' is -1 in r.yaml, line 1; \(wholeNumber(1, 1_000_000))"),
        Case("seed: -1", "'seed' is -1 in r.yaml, line 1; \(wholeNumber(0, UInt64.max))"),
        Case(
            "labelSmoothing: 1",
            "'labelSmoothing' is 1 in r.yaml, line 1; it must be a number at least 0 and below 1"),
        Case(
            "data: {kind: png}",
            "'data.kind' is 'png' in r.yaml, line 1; "
                + "it must be one of auto, glyphs, idx, cifar10, cifar100, folders, small-images, sick, snli, "
                + "mnli, qqp, rte, sst-2, table, arrays\(ownDataKinds)"),
        Case(
            "data: {normalization: none}",
            "'data.normalization' is 'none' in r.yaml, line 1; "
                + "it must be one of auto, imagenet, half"),
        Case(
            "data: {maximumLength: 2}",
            "'data.maximumLength' is 2 in r.yaml, line 1; \(wholeNumber(3, 4096))"),
        Case(
            "network: bert-tiny\ndata: {maximumLength: 513}",
            "'data.maximumLength' is 513 in r.yaml, line 2; "
                + "it must be at most 512 for the network bert-tiny"),
        Case(
            "network: bert",
            "'networkConfiguration' is missing in r.yaml, line 1; "
                + "it must be a path for the network bert"),
        Case(
            "networkConfiguration: config.json",
            "'networkConfiguration' is 'config.json' in r.yaml, line 1; "
                + "it must be left out for the network small-cnn"),
        Case(
            "precision: half",
            "'precision' is 'half' in r.yaml, line 1; "
                + "it must be one of float32, float16, bfloat16"),
        Case(
            "matmulPrecision: low",
            "'matmulPrecision' is 'low' in r.yaml, line 1; it must be one of highest, high, medium"),
        Case(
            "autocast: half",
            "'autocast' is 'half' in r.yaml, line 1; it must be one of none, bfloat16, float16"),
        Case(
            "memoryFormat: last",
            "'memoryFormat' is 'last' in r.yaml, line 1; it must be one of auto, contiguous, channelsLast"
        ),
        Case(
            "data: {badImages: drop}",
            "'data.badImages' is 'drop' in r.yaml, line 1; it must be one of skip, stop"),
        Case(
            "data: {kind: small-images, colorJitter: 0.1}",
            "'data.colorJitter' is 0.1 in r.yaml, line 1; "
                + "it must be left out where 'data.kind' is small-images"),
        Case(
            "data: {kind: idx, imageSize: 64}",
            "'data.imageSize' is 64 in r.yaml, line 1; "
                + "it must be left out where 'data.kind' is idx"),
        Case(
            "data: {kind: sst-2, flip: true}",
            "'data.flip' is 'true' in r.yaml, line 1; "
                + "it must be left out where 'data.kind' is sst-2"),
        Case(
            "data: {kind: cifar10, columns: {sentence: a, label: b}}",
            "'data.columns' is a mapping in r.yaml, line 1; "
                + "it must be left out where 'data.kind' is cifar10"),
        Case(
            "data: {kind: table}",
            "'data.columns' is missing in r.yaml, line 1; it must be a mapping of 'sentence' and "
                + "'label', or of 'sentence1', 'sentence2' and 'label', to the names of columns"),
        Case(
            "data: {columns: {sentence1: a, label: b}}",
            "'data.columns.sentence2' is missing in r.yaml, line 1; "
                + "it must be the name of a column of its own"),
        Case(
            "data: {columns: {sentence: a, label: a}}",
            "'data.columns.label' is 'a' in r.yaml, line 1; "
                + "it must be the name of a column of its own"),
        Case(
            "data: {columns: {sentence: a, lable: b}}",
            "unknown key 'data.columns.lable' in r.yaml, line 1; did you mean 'data.columns.label'?"
        ),
        Case(
            "data: {kind: folders, crop: 4}",
            "'data.crop' is 4 in r.yaml, line 1; "
                + "it must be left out where 'data.kind' is folders"),
        Case(
            "data: {imageSize: 4}",
            "'data.imageSize' is 4 in r.yaml, line 1; \(wholeNumber(8, 1024))"),
        Case(
            "data: {cropScale: 0}",
            "'data.cropScale' is 0 in r.yaml, line 1; it must be a number above 0 and at most 1"),
        Case(
            "data: {kind: idx, cropScale: 1}",
            "'data.cropScale' is 1 in r.yaml, line 1; it must be left out where 'data.kind' is idx"),
        Case(
            "data: {colorJitter: 1}",
            "'data.colorJitter' is 1 in r.yaml, line 1; it must be a number at least 0 and below 1"),
        Case(
            "data: {randAugment: true}",
            "'data.randAugment' is 'true' in r.yaml, line 1; it must be a mapping with keys such as "
                + "operations, magnitude, bins"),
        Case(
            "data: {randAugment: {operations: 0}}",
            "'data.randAugment.operations' is 0 in r.yaml, line 1; \(wholeNumber(1, 20))"),
        Case(
            "data: {randAugment: {magnitude: 31}}",
            "'data.randAugment.magnitude' is 31 in r.yaml, line 1; it must be below 'bins', which is 31"
        ),
        Case(
            "data: {randAugment: {bins: 9}}",
            "'data.randAugment.bins' is 9 in r.yaml, line 1; it must be above 'magnitude', which is 9"
        ),
        Case(
            "data: {kind: arrays, randAugment: {}}",
            "'data.randAugment' is a mapping in r.yaml, line 1; "
                + "it must be left out where 'data.kind' is arrays"),
        Case(
            "data: {sampling: weighted}",
            "'data.sampling' is 'weighted' in r.yaml, line 1; it must be one of once, balanced"),
        Case(
            "task: regression\ndata: {kind: arrays, sampling: balanced}",
            "'data.sampling' is 'balanced' in r.yaml, line 2; it must be once where 'task' is regression"
        ),
        Case("data: {workers: 0}", "'data.workers' is 0 in r.yaml, line 1; \(wholeNumber(1, 256))"),
        Case("data: {crop: 65}", "'data.crop' is 65 in r.yaml, line 1; \(wholeNumber(0, 64))"),
        Case(
            "data: {testCount: -1}",
            "'data.testCount' is -1 in r.yaml, line 1; it must be a whole number at least 0"),
        Case(
            "optimizer: {learningRate: 0}",
            "'optimizer.learningRate' is 0 in r.yaml, line 1; it must be a number above 0"),
        Case(
            "optimizer: {kind: adam}",
            "'optimizer.kind' is 'adam' in r.yaml, line 1; it must be one of sgd, adamw"),
        Case(
            "optimizer: {kind: adamw, momentum: 0.9}",
            "'optimizer.momentum' is 0.9 in r.yaml, line 1; "
                + "it must be left out where 'optimizer.kind' is adamw"),
        Case(
            "optimizer: {beta1: 0.9}",
            "'optimizer.beta1' is 0.9 in r.yaml, line 1; "
                + "it must be left out where 'optimizer.kind' is sgd"),
        Case(
            "optimizer: {kind: adamw, beta2: 1}",
            "'optimizer.beta2' is 1 in r.yaml, line 1; "
                + "it must be a number at least 0 and below 1"),
        Case(
            "optimizer: {kind: adamw, epsilon: 0}",
            "'optimizer.epsilon' is 0 in r.yaml, line 1; it must be a number above 0"),
        Case(
            "optimizer: {gradientNorm: -1}",
            "'optimizer.gradientNorm' is -1 in r.yaml, line 1; it must be a number at least 0"),
        Case(
            "distillation: {weight: 0.5}",
            "'distillation.teacher' is missing in r.yaml, line 1; it must be a text"),
        Case(
            "distillation: {teacher: t, weight: 2}",
            "'distillation.weight' is 2 in r.yaml, line 1; "
                + "it must be a number above 0 and at most 1"),
        Case(
            "distillation: {teacher: t, temperature: 0}",
            "'distillation.temperature' is 0 in r.yaml, line 1; it must be a number above 0"),
        Case(
            "optimizer: {weightDecay: nan}",
            "'optimizer.weightDecay' is nan in r.yaml, line 1; it must be a number at least 0"),
        Case(
            "optimizer: {schedule: {stepFactor: 2}}",
            "'optimizer.schedule.stepFactor' is 2 in r.yaml, line 1; "
                + "it must be a number above 0 and at most 1"),
        Case(
            "pruning:\n  sparsity: 1.2",
            "'pruning.sparsity' is 1.2 in r.yaml, line 2; "
                + "it must be a number at least 0 and below 1"),
        Case(
            "epochs: 3\npruning: {startEpoch: 3}",
            "'pruning.startEpoch' is 3 in r.yaml, line 2; \(wholeNumber(0, 2))"),
        Case(
            "pruning: {sparsity: 0.5}",
            "'pruning.sparsity' is 1.2 in the assignment 'pruning.sparsity=1.2'; "
                + "it must be a number at least 0 and below 1", assigning: "pruning.sparsity=1.2"),
        Case(
            "", "'data.crop' is -1 in the assignment 'data={crop: -1}'; \(wholeNumber(0, 64))",
            assigning: "data={crop: -1}"),
    ]

    static let ownDataKinds: String = {
        // Other tests add kinds of their own to those of the process.
        _ = (OwnKindsTests.areAdded, NetworkFileTests.isAdded)
        return DataKinds.all.map(\.name).drop { $0 != "arrays" }.dropFirst()
            .map { ", \($0)" }.joined()
    }()

    static let networks: [String] = {
        // Other tests add kinds of their own to those of the process.
        _ = (OwnKindsTests.areAdded, NetworkFileTests.isAdded)
        return Networks.names
    }()

    static let refused = [
        Case(
            "\nnetwork: resnet",
            "'network' in r.yaml, line 2: there is no network 'resnet'; "
                + "the networks are \(networks.joined(separator: ", "))"),
        Case(
            "pruning: {method: rigg}",
            "'pruning.method' in r.yaml, line 1: there is no method 'rigg'; did you mean 'rigl'?"),
        Case(
            "",
            "'pruning.pattern' in the assignment 'pruning.pattern=4:2': "
                + "the pattern '4:2' keeps 4 of 2 weights; "
                + "N:M must have 0 < N < M and M at most 64", assigning: "pruning.pattern=4:2"),
        Case(
            "",
            "'pruning.pattern' in the assignment 'pruning.pattern=1x1': the pattern '1x1' has "
                + "blocks of 1 outputs; R×1 must have R from 2 to 64",
            assigning: "pruning.pattern=1x1"),
        Case(
            "pruning: {schedule: steep}",
            "'pruning.schedule' in r.yaml, line 1: there is no schedule 'steep'; "
                + "it must be one of linear, cubic, one-shot, constant"),
        Case(
            "pruning:\n  allocation: fair",
            "'pruning.allocation' in r.yaml, line 2: there is no allocation 'fair'; "
                + "it must be one of global, uniform, erk, explicit"),
        Case(
            "pruning: {options: {temperature: 1}}",
            "'pruning.options' in r.yaml, line 1: the method 'pdp-steep' has no option "
                + "'temperature'; its options are relative-temperature (none is named, and this is the "
                + "usual one)"),
        Case(
            "pruning: {method: pdp, options: {temperatur: 1}}",
            "'pruning.options' in r.yaml, line 1: the method 'pdp' has no option 'temperatur'; "
                + "did you mean 'temperature'?"),
        Case(
            "pruning: {method: pdp, options: {temperature: 0}}",
            "'pruning.options' in r.yaml, line 1: option 'temperature' of the method 'pdp' is 0.0; "
                + "it must be 1e-12 to 1000000.0"),
        Case(
            "pruning: {method: rigl, options: {interval: 5}}",
            "'pruning.options' in the assignment 'pruning.options.interval=0': option 'interval' of "
                + "the method 'rigl' is 0.0; it must be a whole number from 1 to 1000000",
            assigning: "pruning.options.interval=0"),
        Case(
            "pruning: {method: fpgm}",
            "'pruning.pattern' in r.yaml, line 1: the method 'fpgm' cannot prune with the pattern "
                + "'unstructured'; the pattern must be channels"),
        Case(
            "networkOutput: y",
            "'networkOutput' is 'y' in r.yaml, line 1; "
                + "it must be left out for the network small-cnn"),
        Case(
            "network: mobilenet-v1\nrestoreBatchNorm: true",
            "'restoreBatchNorm' is 'true' in r.yaml, line 2; "
                + "it must be left out for the network mobilenet-v1"),
        Case(
            "restoreBatchNorm: true",
            "'restoreBatchNorm' is 'true' in r.yaml, line 1; "
                + "it must be left out for the network small-cnn"),
        Case(
            "network: mobilenet-v1-folded\nrestoreBatchNorm: 1",
            "'restoreBatchNorm' is 1 in r.yaml, line 2; it must be true or false"),
        Case(
            "freezeBatchNorm: true",
            "'freezeBatchNorm' is 'true' in r.yaml, line 1; "
                + "it must be left out without 'initialWeights'"),
        Case(
            "initialWeights: w\nfreezeBatchNorm: true\npruning: {batchNormBatches: 2}",
            "'freezeBatchNorm' is 'true' in r.yaml, line 2; it must be left out where "
                + "'pruning.batchNormBatches' estimates statistics again"),
    ]

    static let notRecipes = [
        Case(
            "epochs: 1\nepochs: 2", "key 'epochs' stands more than once in r.yaml, line 2; \(once)"),
        Case(
            "data:\n  crop: 1\n  crop: 1",
            "key 'crop' stands more than once in r.yaml, line 3; \(once)"),
        Case(
            "data: {crop: 1, crop: 1}",
            "key 'crop' stands more than once in r.yaml, line 1; \(once)"),
        Case("a: [1", "r.yaml, line 2 is not YAML: did not find expected ',' or ']'"),
        Case(
            "a: b: c", "r.yaml, line 1 is not YAML: mapping values are not allowed in this context"),
        Case(
            "--- 1\n--- 2", "r.yaml, line 2 is not YAML: it has a second document; one is allowed"),
        Case("", "'epochs' \(assignment)", assigning: "epochs"),
        Case("", "'=3' \(assignment)", assigning: "=3"),
        Case("", "'epochs=' \(assignment)", assigning: "epochs="),
        Case("", "'pruning..sparsity=1' \(assignment)", assigning: "pruning..sparsity=1"),
        Case("", "'epochs=[1' \(assignment)", assigning: "epochs=[1"),
        Case("", "'' \(assignment)", assigning: ""),
    ]

    private static let once = "it must stand once"

    private static let assignment =
        "is not an assignment; write key=value, such as pruning.sparsity=0.9"

    private static func wholeNumber<Number: FixedWidthInteger>(_ low: Number, _ high: Number)
        -> String
    {
        "it must be a whole number from \(low) to \(high)"
    }

    @Test(arguments: unknownKeys + wrongKinds + outOfRange + refused + notRecipes)
    func saysWhatIsWrongAndWhere(wrong: Case) {
        let text = message {
            _ = try Recipe(yaml: wrong.yaml, file: "r.yaml", assignments: wrong.assignments)
        }
        #expect(text == wrong.text)
    }
}
