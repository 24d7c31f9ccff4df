import Files
import Layers
import Models
import ProcessGroups
import Pruning
import Tensors
import Training

extension TrainingRun {
    /// A network before the first step, and where its weights come from.
    struct Beginning {
        let network: any Network
        var weights: WeightReport?
        var names: ForeignNames?
        var origin: StateDictionary.Origin?
        /// What the file of the weights says of itself, if it is a model of this package.
        var description: ModelDescription?
    }

    /// The network that is to be imitated, as it begins; `nil` for tasks with targets of their own.
    static func model(
        to recipe: Recipe, data: any DataSource, outputCount: Int, published: PublishedFacts,
        device: Device
    ) throws -> (any Network)? {
        guard try Tasks.named(recipe.task).outputs == .imitated else { return nil }
        return try makeNetwork(
            recipe, data: data, outputCount: outputCount, published: published, device: device
        ).network
    }

    static func makeNetwork(
        _ recipe: Recipe, data: any DataSource, outputCount: Int, published: PublishedFacts,
        device: Device
    ) throws -> Beginning {
        try LibTorch.seed(recipe.seed)
        let configuration = try recipe.networkConfiguration.map { path in
            try BERTConfiguration(
                json: String(decoding: readFile(at: path), as: UTF8.self), from: "'\(path)'")
        }
        var beginning: Beginning
        if let file = NetworkFile(recipe.network) {
            let made = try file.makeNetwork(
                for: data.input, outputCount: outputCount, task: recipe.task,
                replacesLastLayer: recipe.allowsPartialWeights, output: recipe.networkOutput)
            beginning = Beginning(network: made.network, weights: made.weights)
        } else {
            beginning = Beginning(
                network: try data.input.makeNetwork(
                    recipe.network, outputCount: outputCount, configuration: configuration))
        }
        if let path = recipe.initialWeights {
            let state = try StateDictionary(path: path, stateKey: recipe.stateKey)
            beginning.origin = state.origin
            beginning.description = try? ModelDescription(metadata: state.metadata, path: path)
            do {
                let loaded = try beginning.network.loadInitial(
                    state, from: "'\(path)'", allowsPart: recipe.allowsPartialWeights)
                (beginning.weights, beginning.names) = (loaded.report, loaded.names)
            } catch let error as RunError where error.isMisfit {
                throw published.misfit(data.classNames) ?? error
            }
        }
        if let place = try beginning.network.firstPlaceNotFinite()?.path {
            throw RunError.weightsNotFinite(
                place: place, file: recipe.initialWeights ?? NetworkFile(recipe.network)?.path)
        }
        try beginning.network.move(to: device)
        return beginning
    }

    /// Makes what trains a network as a recipe says.
    static func makeTrainer(
        of network: any Network, _ recipe: Recipe, data: any DataSource, _ pruner: Pruner?,
        _ source: any BatchSource, _ settings: Trainer.Settings, device: Device,
        _ processes: ProcessGroup?
    ) throws -> Trainer {
        let trainer = Trainer(
            network, task: try recipe.makeTask(learningFrom: data), pruner: pruner,
            optimizer: try recipe.optimizer.makeOptimizer(of: network.namedParameters),
            source: source.augmented(by: recipe.augmentation, seed: recipe.seed),
            settings: settings, device: device, processes: processes)
        trainer.memoryFormat = recipe.memoryFormat.format(on: device)
        trainer.autocast = recipe.autocast
        trainer.distillation = try recipe.distillation?.makeDistillation(for: data, device: device)
        return trainer
    }

    /// Makes the folder and keeps other runs out of it.
    func lockFolder(_ observer: RunObserver) throws -> RunLock? {
        try folder.make()
        let lock = try RunLock(folder: folder.path)
        if lock == nil {
            observer.note(
                "the file system of '\(folder.path)' has no locks; start no second run in it")
        }
        return lock
    }

    /// Loss and metrics of the network with its initial weights and without masks; `nil` where some
    /// of them are random, for then they say nothing.
    func measureInitialWeights() throws -> [String: Double]? {
        guard let initialWeights, !initialWeights.leavesRandomValues else { return nil }
        let parameters = trainer.network.namedParameters.map(\.parameter)
        let transforms = parameters.map(\.transform)
        for parameter in parameters { parameter.transform = nil }
        defer {
            for (parameter, transform) in zip(parameters, transforms) {
                parameter.transform = transform
            }
        }
        return try evaluate(on: test).values
    }
}
