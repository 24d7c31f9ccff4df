import Datasets
import Foundation
import Models
import Reports
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
        try Self.keys.read(section, into: &self)
        try checkNetworkKeys(section)
        try checkTask(section)
        try checkInitialWeights(section)
        try checkFrozenBatchNorm(section)
        try checkLength(section)
        try section.finish()
    }

    /// The recipe as YAML with every key written out. Reading it gives an equal recipe.
    public var yaml: String {
        get throws { try Yams.serialize(node: Self.keys.node(of: self)) }
    }

    /// Throws ``RunError/differentRecipe(folder:difference:)`` unless `text`, which the run in `folder` has
    /// written, is this recipe, in whatever words. What changes no number of the run may be another.
    func checkIsWritten(as text: String, in folder: String) throws {
        guard try text != yaml else { return }
        let other = try? Recipe(yaml: text, file: "the recipe").withoutFiles
        guard other != withoutFiles else { return }
        throw RunError.differentRecipe(
            folder: folder, difference: other.flatMap { difference(from: $0) })
    }

    /// The first key that says something else than in `other`.
    private func difference(from other: Recipe) -> String? {
        let (own, others) = (withoutFiles.settings, other.settings)
        func value(_ key: String, _ settings: [RunReport.Fact]) -> String? {
            settings.first { $0.name == key }?.value
        }
        let keys = (own + others).map(\.name)
        return keys.first { value($0, own) != value($0, others) }.map { key in
            switch (value(key, own), value(key, others)) {
            case (let new?, let old?): "'\(key)' is '\(new)' now and was '\(old)'"
            case (let new?, nil): "'\(key)' is '\(new)' now and was left out"
            case (nil, let old): "'\(key)' is left out now and was '\(old ?? "")'"
            }
        }
    }

    /// The values of all keys, with the keys of the sections around them and points between.
    var settings: [RunReport.Fact] { Self.keys.node(of: self).settings(under: "") }

    /// The recipe without what it says of files that are written beside the result.
    var withoutFiles: Recipe {
        var recipe = self
        recipe.checkpoints = CheckpointRecipe()
        recipe.log = LogRecipe()
        return recipe
    }

    /// Whether validation examples decide something, or measure the result, so that test examples may
    /// not stand for them.
    var choosesByMetric: Bool {
        pruning?.startMetric != nil || earlyStop != nil || result == .best
            || data.measuredOn == .validation
    }

    /// Refuses keys that the network has no use for.
    private func checkNetworkKeys(_ section: RecipeSection) throws {
        let isSized = network == LanguageNetwork.configurable
        if isSized != (networkConfiguration != nil) {
            throw section.refusal(
                of: "networkConfiguration",
                allowed: isSized
                    ? "a path for the network \(network)" : "left out for the network \(network)")
        }
        let isFile = NetworkFile(network) != nil
        if networkOutput != nil, !isFile {
            throw section.refusal(
                of: "networkOutput", allowed: "left out for the network \(network)")
        }
        if restoresBatchNorm, !isFile, !ImageNetwork.withFoldedBatchNorm.contains(network) {
            throw section.refusal(
                of: "restoreBatchNorm", allowed: "left out for the network \(network)")
        }
    }

    /// Refuses keys that the task has no use for.
    private func checkTask(_ section: RecipeSection) throws {
        let withClasses =
            [Classification.name] + PositionClassification.Layout.allCases.map(\.rawValue)
        let classOnly =
            task == Classification.name ? [] : ["labelSmoothing", "distillation"]
        let needless =
            classOnly + (withClasses.contains(task) ? [] : ["classWeights"])
            + (task == Regression().name ? [] : ["loss"])
        if let key = needless.first(where: section.says) {
            throw section.refusal(of: key, allowed: "left out where 'task' is \(task)")
        }
        guard data.sampling == .balanced, try Tasks.named(task).outputs == .targets,
            let data = try section.section("data")
        else { return }
        throw data.refusal(of: "sampling", allowed: "once where 'task' is \(task)")
    }

    /// Refuses statistics that are kept where there are none to begin with, or others are asked for.
    private func checkFrozenBatchNorm(_ section: RecipeSection) throws {
        guard freezesBatchNorm else { return }
        if synchronizesBatchNorm {
            throw section.refusal(
                of: "synchronizeBatchNorm", allowed: "left out where 'freezeBatchNorm' is true")
        }
        if initialWeights == nil, NetworkFile(network) == nil {
            throw section.refusal(
                of: "freezeBatchNorm", allowed: "left out without 'initialWeights'")
        }
        if let pruning, pruning.batchNormBatches > 0 {
            throw section.refusal(
                of: "freezeBatchNorm",
                allowed: "left out where 'pruning.batchNormBatches' estimates statistics again")
        }
    }

    /// Refuses what needs initial weights where there are none.
    private func checkInitialWeights(_ section: RecipeSection) throws {
        guard initialWeights == nil, NetworkFile(network) == nil else { return }
        if stateKey != nil {
            throw section.refusal(of: "stateKey", allowed: "left out without 'initialWeights'")
        }
        if epochs == 0 {
            throw section.refusal(of: "epochs", allowed: "at least 1 without 'initialWeights'")
        }
        if (try? Tasks.named(task))?.outputs == .imitated {
            throw section.refusal(
                of: "initialWeights",
                allowed: "a path where 'task' is \(task), or 'network' a file: it is imitated")
        }
        if pruning?.onlyKeepsZeros == true {
            throw section.refusal(
                of: "initialWeights",
                allowed: "a path where 'pruning.keepZeros' is all that is asked")
        }
    }

    /// Refuses sentences that are longer than the network can take.
    private func checkLength(_ section: RecipeSection) throws {
        let language = LanguageNetwork.all.first { $0.name == network }
        guard let largest = language?.configuration.maximumPositionCount,
            data.maximumLength > largest, let data = try section.section("data")
        else { return }
        throw data.refusal(
            of: "maximumLength", allowed: "at most \(largest) for the network \(network)")
    }
}

extension DataRecipe {
    /// Reads the section `data` of a recipe.
    init(_ section: RecipeSection) throws {
        try Self.keys.read(section, into: &self)
        if measuredOn == .validation, validation == .none {
            throw section.refusal(of: "measuredOn", allowed: "test where 'validation' is 0")
        }
        if let kind = DataKinds.named(kind) {
            if let (key, allowed) = kind.missingKey(in: self) {
                throw section.refusal(of: key.rawValue, allowed: allowed)
            }
            if let (key, _) = needlessKey(isOnlyTest: false) {
                throw section.refusal(
                    of: key, allowed: "left out where 'data.kind' is \(kind.name)")
            }
            if let options = try section.section("options") {
                try kind.check(self.options, place: options.place(of:))
            }
        }
        try section.finish()
    }
}

extension Node {
    /// All values in this mapping, by ``Recipe/settings``.
    fileprivate func settings(under path: String) -> [RunReport.Fact] {
        guard let mapping else {
            let words = sequence?.map { $0.scalar?.string ?? "" } ?? [scalar?.string ?? ""]
            return [RunReport.Fact(path, words.joined(separator: ", "))]
        }
        return mapping.flatMap { key, value in
            value.settings(under: (path.isEmpty ? "" : path + ".") + (key.string ?? ""))
        }
    }
}
