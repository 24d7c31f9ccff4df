import Datasets
import Foundation
import Layers
import Models
import Tensors
import Training
import Yams

extension Recipe {
    /// Reads the recipe at `path`; paths in it are relative to its folder.
    ///
    /// - Parameters:
    ///   - path: A file of at most 1 MiB.
    ///   - assignments: As in ``init(yaml:file:assignments:folder:)``.
    /// - Throws: ``RecipeError``, and what reading files throws.
    public init(path: String, assignments: [String] = []) throws {
        let url = URL(fileURLWithPath: path)
        try self.init(
            yaml: recipeText(ofFile: path), file: url.lastPathComponent, assignments: assignments,
            folder: url.deletingLastPathComponent().path)
    }

    /// Reads a recipe from YAML. Every key has a default; a key that is not known is an error.
    ///
    /// - Parameters:
    ///   - yaml: The text.
    ///   - file: The name of the file, for error messages.
    ///   - assignments: Changes of the form `key=value`, such as `pruning.sparsity=0.95`. Paths in
    ///     them are relative to the working directory.
    ///   - folder: What paths in the text are relative to; they become absolute. Without it, paths
    ///     stay as written, apart from `~`.
    /// - Throws: ``RecipeError``.
    public init(
        yaml: String, file: String, assignments: [String] = [], folder: String? = nil
    ) throws {
        let source = RecipeSource(file: file, assignments: assignments, folder: folder)
        var root = try source.parse(yaml)
        for assignment in assignments { try root.assign(assignment) }
        try self.init(root, source: source)
    }

    /// Reads a recipe from a node of a YAML text.
    init(_ node: Node, source: RecipeSource) throws {
        try self.init(RecipeSection(node, path: "", source: source))
    }

    private init(_ section: RecipeSection) throws {
        network = try section.name("network", network) { try Recipe.checkNetwork($0) }
        networkConfiguration = try section.path("networkConfiguration")
        if (network == LanguageNetwork.configurable) != (networkConfiguration != nil) {
            let isNeeded = network == LanguageNetwork.configurable
            throw section.refusal(
                of: "networkConfiguration",
                allowed: isNeeded
                    ? "a path for the network \(network)" : "left out for the network \(network)")
        }
        initialWeights = try section.path("initialWeights")
        let stateKey = try section.text(
            "stateKey", "", Allowed(description: "a key of the file") { _ in true })
        self.stateKey = stateKey.isEmpty ? nil : stateKey
        if !stateKey.isEmpty, initialWeights == nil {
            throw section.refusal(of: "stateKey", allowed: "left out without 'initialWeights'")
        }
        allowsPartialWeights = try section.flag("partialWeights", allowsPartialWeights)
        restoresBatchNorm = try section.flag("restoreBatchNorm", restoresBatchNorm)
        if restoresBatchNorm, !ImageNetwork.withFoldedBatchNorm.contains(network) {
            throw section.refusal(
                of: "restoreBatchNorm", allowed: "left out for the network \(network)")
        }
        epochs = try section.integer("epochs", epochs, .within(0...100_000))
        if epochs == 0, initialWeights == nil {
            throw section.refusal(of: "epochs", allowed: "at least 1 without 'initialWeights'")
        }
        batchSize = try section.integer("batchSize", batchSize, .within(1...1_000_000))
        seed = try section.integer("seed", seed, .within(0...UInt64.max))
        task = try section.name("task", task) { _ = try Tasks.named($0) }
        if section.says("loss"), task != Regression().name {
            throw section.refusal(of: "loss", allowed: "left out where 'task' is \(task)")
        }
        regressionLoss = try section.choice(
            "loss", regressionLoss, Regression.Loss.allCases)
        if task != Classification.name {
            for key in ["labelSmoothing", "distillation"] where section.says(key) {
                throw section.refusal(of: key, allowed: "left out where 'task' is \(task)")
            }
        }
        labelSmoothing = try section.number(
            "labelSmoothing", labelSmoothing, .atLeast(0, below: 1))
        precision = try section.choice("precision", precision, [.float32, .float16, .bfloat16])
        matmulPrecision = try section.choice(
            "matmulPrecision", matmulPrecision, MatmulPrecision.allCases)
        if let data = try section.section("data") { self.data = try DataRecipe(data) }
        try checkLength(section)
        if let optimizer = try section.section("optimizer") {
            self.optimizer = try OptimizerRecipe(optimizer)
        }
        if let distillation = try section.section("distillation") {
            self.distillation = try DistillationRecipe(distillation)
        }
        if let pruning = try section.section("pruning") {
            self.pruning = try PruningRecipe(pruning, epochs: epochs)
        }
        if pruning?.onlyKeepsZeros == true, initialWeights == nil {
            throw section.refusal(
                of: "initialWeights",
                allowed: "a path where 'pruning.keepZeros' is all that is asked")
        }
        try section.finish()
    }
}

extension Recipe {
    /// Refuses sentences that are longer than the network can take.
    private func checkLength(_ section: RecipeSection) throws {
        let language = LanguageNetwork.all.first { $0.name == network }
        guard let largest = language?.configuration.maximumPositionCount,
            data.maximumLength > largest, let data = try section.section("data")
        else { return }
        throw data.refusal(
            of: "maximumLength", allowed: "at most \(largest) for the network \(network)")
    }

    /// Throws `ModelError` unless there is a network called `name`.
    private static func checkNetwork(_ name: String) throws {
        let known = Networks.names
        guard known.contains(name) else {
            let nearest = ForeignWords.meaning(of: name, in: ForeignWords.networks, names: known)
            if let nearest { throw RecipeError.foreignNetwork(name: name, nearest: nearest) }
            throw ModelError.unknownNetwork(name: name, known: known)
        }
    }
}

extension DataRecipe {
    fileprivate init(_ section: RecipeSection) throws {
        kind = try section.text("kind", kind, .oneOf(Self.kinds))
        let all = 0
        let trainingCount = try section.integer("trainingCount", all, .atLeast(0))
        self.trainingCount = trainingCount == all ? nil : trainingCount
        let testCount = try section.integer("testCount", all, .atLeast(0))
        self.testCount = testCount == all ? nil : testCount
        let split = try section.text("split", "", .oneOf(IDX.emnistSplits))
        self.split = split.isEmpty ? nil : split
        let own = 0
        let channelCount = try section.integer(
            "channels", own,
            Allowed(description: "1 or 3, or 0 for those of the data") { [0, 1, 3].contains($0) })
        self.channelCount = channelCount == own ? nil : channelCount
        crop = try section.integer("crop", crop, .within(0...64))
        isFlipped = try section.flag("flip", isFlipped)
        imageSize = try section.integer("imageSize", imageSize, .within(8...1024))
        let jitter = Double(colorJitter)
        colorJitter = Float(try section.number("colorJitter", jitter, .atLeast(0, below: 1)))
        workerCount = try section.integer("workers", workerCount, .within(1...256))
        let atBadImages = try section.text("badImages", "skip", .oneOf(["skip", "stop"]))
        stopsAtBadImages = atBadImages == "stop"
        normalization = try section.text(
            "normalization", normalization, .oneOf(Self.normalizations))
        trainingFile = try section.nameInData("trainingFile")
        testFile = try section.nameInData("testFile")
        vocabulary = try section.path("vocabulary")
        isCased = try section.flag("cased", isCased)
        maximumLength = try section.integer("maximumLength", maximumLength, .within(3...4096))
        validation = try section.validation("validation")
        inputs = try section.texts("inputs")
        targets = try section.texts("targets")
        columns = try section.section("columns").map { try SentenceColumns($0) }
        if kind == "table", columns == nil {
            throw section.refusal(of: "columns", allowed: Self.columnsAllowed)
        }
        if kind != "auto", let (key, _) = needlessKey(isOnlyTest: false) {
            throw section.refusal(of: key, allowed: "left out where 'data.kind' is \(kind)")
        }
        try section.finish()
    }
}

extension RecipeSection {
    /// The validation examples under `key`, chosen by themselves where it is missing.
    func validation(_ key: String) throws -> ValidationSplit {
        let text = try text(
            key, ValidationSplit.automatic.text,
            Allowed(description: ValidationSplit.allowed) { ValidationSplit(text: $0) != nil })
        return ValidationSplit(text: text) ?? .automatic
    }
}
