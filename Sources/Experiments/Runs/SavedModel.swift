import Datasets
import Files
import GraphNetworks
import Graphs
public import Layers
import Models
import ONNXFiles
public import Tensors
public import Training

/// A model file and the network in it.
public struct SavedModel {
    /// What the file says about itself.
    public let description: ModelDescription

    /// The network, ready to evaluate.
    public let network: any Network

    private let path: String
    private let recipe: Recipe

    /// Reads the model at `path` and makes its network.
    ///
    /// - Parameters:
    ///   - path: A safetensors file that a run has written, or an ONNX file that one was exported to.
    ///   - assignments: Changes of the recipe it was made with, such as `data.testFile=NAME`, for its
    ///     evaluation.
    /// - Throws: ``RunError/notAModel(path:missing:)`` for a file of another kind,
    ///   ``RecipeError`` for the assignments, ``NetworkFileError`` for the ONNX file of another
    ///   program, ``LayerError`` for tensors that do not fit, and what reading files throws.
    public init(path: String, assignments: [String] = []) throws {
        if path.hasEnding(".onnx") {
            try self.init(onnx: path, assignments: assignments)
        } else {
            try self.init(safetensors: path, assignments: assignments)
        }
    }

    private init(onnx path: String, assignments: [String]) throws {
        let graph = try ONNXFile(path: path).graph
        guard graph.metadata[ModelDescription.key] != nil else {
            throw NetworkFileError(
                path: path,
                problem: "does not say what it takes and which classes it tells apart, as exported "
                    + "models do",
                hint: "name it as 'network' of a recipe with 'epochs: 0' and prune "
                    + "measures it")
        }
        description = try ModelDescription(metadata: graph.metadata, path: path)
        recipe = try Recipe(
            yaml: graph.metadata["pdp.recipe"] ?? "", file: path, assignments: assignments)
        network = try NetworkFile(path: path).makeNetwork(
            of: graph, for: description.input,
            outputCount: description.outputCount ?? description.classNames.count,
            task: recipe.task, replacesLastLayer: false
        ).network
        self.path = path
    }

    private init(safetensors path: String, assignments: [String]) throws {
        let state = try StateDictionary(path: path)
        description = try ModelDescription(metadata: state.metadata, path: path)
        recipe = try Recipe(
            yaml: state.metadata["pdp.recipe"] ?? "", file: path, assignments: assignments)
        network = try Self.makeNetwork(description, state, task: recipe.task, path: path)
        try network.loadModel(
            network is GraphNetwork ? state.part(of: network) : state, from: "'\(path)'",
            isForeign: description.naming != nil)
        self.path = path
    }

    /// Makes a network of the catalogue by its name, any other of its graph.
    private static func makeNetwork(
        _ description: ModelDescription, _ state: StateDictionary, task: String, path: String
    ) throws -> any Network {
        guard
            NetworkFile(description.network) != nil
                || !Networks.names.contains(description.network),
            let structure = try GraphRecord.structure(in: state.metadata, path: path)
        else { return try description.makeNetwork() }
        return try GraphNetwork(
            structure: structure, weights: Set(state.tensors.map(\.name)),
            givesLogits: NetworkFile.givesLogits(task))
    }

    /// Reads the test examples of the data that the model was trained on, colour images as grey ones or
    /// grey ones as colour ones where the model takes those.
    ///
    /// - Parameter folder: The user's folder; may be left out for glyphs.
    /// - Returns: The test part, in the place of both. Classes of image folders are those of the
    ///   model; the folder may lack some.
    /// - Throws: What ``DataSources/open(_:folder:isOnlyTest:classNames:modelInput:seed:)`` throws.
    public func openTestData(folder: String?) throws -> any DataSource {
        // Models of earlier versions do not have the kind that 'auto' had found.
        let isDrawn = DataKinds.named(description.dataset)?.isReadFromFolder == false
        if folder == nil, recipe.data.isAutomatic, !isDrawn {
            throw RunError.missingData(kind: description.dataset)
        }
        return ordered(
            try DataSources.open(
                recipe.data, folder: folder, isOnlyTest: true,
                classNames: description.dataClassNames ?? description.classNames,
                modelInput: description.input, seed: recipe.seed))
    }

    /// `data` with its classes in the order of the network, where its run had to change theirs.
    private func ordered(_ data: any DataSource) -> any DataSource {
        guard description.dataClassNames == data.classNames else { return data }
        return ReorderedSource(data, classNames: description.classNames) ?? data
    }

    /// Classifies the test examples of the data that the model was trained on.
    ///
    /// - Parameters:
    ///   - dataFolder: The user's folder; may be left out for glyphs.
    ///   - device: Where to compute.
    /// - Returns: Loss and metrics over all examples.
    /// - Throws: ``RunError/dataMismatch(found:allowed:path:)`` for examples of another kind.
    public func evaluate(dataFolder: String?, device: Device = .cpu) throws -> Evaluation {
        try evaluate(on: openTestData(folder: dataFolder), device: device)
    }

    /// Classifies the test examples of `data`, with the matmul precision of the recipe, which is set
    /// for the whole process.
    ///
    /// - Throws: ``RunError/dataMismatch(found:allowed:path:)`` for examples of another kind.
    public func evaluate(on data: any DataSource, device: Device = .cpu) throws -> Evaluation {
        guard try Tasks.named(recipe.task).outputs != .imitated else {
            throw NetworkFileError(
                path: path,
                problem: "has learned to imitate another one, which is not in the file; its "
                    + "deviation is in the summary of its run")
        }
        let data = ordered(data)
        try checkFits(data)
        try LibTorch.setMatmulPrecision(recipe.matmulPrecision)
        try network.move(to: device)
        let batches = try data.testBatches(for: description.input)
        return try Training.evaluate(
            network, on: batches, task: recipe.makeTask(), device: device,
            memoryFormat: recipe.memoryFormat.format(on: device))
    }

    /// Throws ``RunError/dataMismatch(found:allowed:path:)`` or
    /// ``RunError/classMismatch(index:found:allowed:path:)`` unless the network takes the examples
    /// of `data` and knows the same classes in the same order, or any.
    func checkFits(_ data: any DataSource, inAnyOrder: Bool = false) throws {
        guard description.input.takes(data.input) else {
            throw RunError.dataMismatch(
                found: "\(data.input)", allowed: "\(description.input)", path: path)
        }
        guard data.classNames.count == description.classNames.count else {
            throw RunError.dataMismatch(
                found: "of \(data.classNames.count) classes",
                allowed: "\(description.classNames.count)", path: path)
        }
        let names = zip(data.classNames, description.classNames)
        if !inAnyOrder,
            let (index, (found, allowed)) = names.enumerated().first(where: { $1.0 != $1.1 })
        {
            throw RunError.classMismatch(
                index: index, found: found, allowed: allowed, path: path)
        }
    }

    /// The output of the network for each class of `data`, where both name the same classes in
    /// different orders; `nil` where the order is the same.
    ///
    /// Names that are numbers tell no class from another and must stand in the same order.
    ///
    /// - Throws: As ``checkFits(_:)``, and also unless the network wants its images normalised as those
    ///   of `data` are: a teacher sees the batches of its student.
    func outputsToTeach(_ data: any DataSource) throws -> [Int]? {
        let own = description.classNames
        let places =
            PublishedClasses.areGeneric(own)
            ? nil : ReorderedSource.places(of: data.classNames, in: own)
        try checkFits(data, inAnyOrder: places != nil)
        try checkNormalization(data)
        return places.flatMap { $0.elementsEqual(own.indices) ? nil : $0 }
    }

    private func checkNormalization(_ data: any DataSource) throws {
        guard case .images(let own) = description.input, case .images(let other) = data.input,
            !own.isNormalized(as: other)
        else { return }
        throw RunError.normalizationMismatch(
            found: other.normalizationText, allowed: own.normalizationText, path: path)
    }
}

extension StateDictionary {
    /// The tensors that `network` has: graphs have no counts of batches.
    fileprivate func part(of network: any Network) -> StateDictionary {
        let names = Set(network.namedParameters.map(\.path) + network.namedBuffers.map(\.path))
        var part = self
        part.tensors = tensors.filter { names.contains($0.name) }
        return part
    }
}
