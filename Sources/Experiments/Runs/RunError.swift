public import Files

/// A run that cannot begin or go on.
public enum RunError: ReportedError, Equatable, Sendable {
    /// The run was asked to stop; it can be resumed from its checkpoint.
    case interrupted(folder: String)

    /// The folder already holds a run.
    case folderInUse(String)

    /// The recipe of the run to resume is another one; `difference` says where, if that is known.
    case differentRecipe(folder: String, difference: String?)

    /// The run in a folder was made with other data.
    case differentData(folder: String, found: String, needed: String, difference: String)

    /// A checkpoint does not fit the run.
    case invalidCheckpoint(path: String, reason: String)

    /// The file does not say what network it holds.
    case notAModel(path: String, missing: String)

    /// What the file says about its network cannot be understood.
    case invalidDescription(path: String, key: String)

    /// The data do not fit the network.
    case dataMismatch(found: String, allowed: String, path: String)

    /// The initial weights are not those of the network, or not of all of it.
    case unfitWeights(reason: String)

    /// Weights that training cannot start from.
    case weightsNotFinite(place: String, file: String?)

    /// A file of a run does not hold what the run wrote.
    case damagedRecord(path: String, problem: String)

    /// Several parts of the initial weights may be the network.
    case severalNetworks(keys: [String], place: String)

    /// A class of the data has not the name that the network knows.
    case classMismatch(index: Int, found: String, allowed: String, path: String)

    /// A file beside the initial weights names other classes than the data have.
    case labelMismatch(found: [String], allowed: [String], key: String, place: String)

    /// A file beside the initial weights or the vocabulary treats the case of sentences otherwise than
    /// the recipe.
    case casingMismatch(isLowerCasing: Bool, place: String)

    /// The pixels of the data are not normalised as a teacher wants them.
    case normalizationMismatch(found: String, allowed: String, path: String)

    /// A data set that is read from a folder, without a folder.
    case missingData(kind: String)

    /// A folder, where the recipe draws its data.
    case needlessData(folder: String, kind: String)

    /// A kind of data under a name that is taken.
    case dataKindExists(String)

    /// A kind of data that does not exist.
    case unknownDataKind(String, known: [String])

    /// A folder that holds no known data set.
    case unknownData(folder: String)

    /// A run that another one cannot be compared with.
    case unfitReference(folder: String, found: String, allowed: String)

    /// A folder of sentences that are those of no known task.
    case unknownSentences(folder: String, reason: String)

    /// The file of the tokens of sentences is not there.
    case missingVocabulary(path: String, kind: String)

    /// The test examples have another shape than the training examples.
    case differentParts(training: String, test: String, folder: String)

    /// Arrays that are no examples for the task.
    case unfitArrays(place: String, problem: String)

    /// A task that data of a kind do not have.
    case unfitTask(String, data: String)

    /// A batch of one example leaves a batch norm with one value for each channel to train with.
    case oneValuePerChannel(layer: String, channelCount: Int, batchSize: Int, exampleCount: Int)

    /// A key asks something of batch norms, and the network has none.
    case noBatchNorm(network: String, key: String)

    /// A network that cannot be divided into segments.
    case noSegments(network: String)

    /// A batch with fewer examples than there are processes.
    case fewerExamples(batchSize: Int, processCount: Int)

    /// A checkpoint that only the process with rank 0 finds.
    case checkpointNotShared(folder: String, rank: Int)

    /// Another process is running in the folder; `holder` names it where that is known.
    case folderLocked(folder: String, holder: String?)

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .interrupted(let folder):
            "interrupted; the run in '\(folder)' can be resumed"
        case .folderInUse(let folder):
            "the output folder '\(folder)' already holds a run"
        case .differentRecipe(let folder, let difference):
            "the recipe is not the one of the run in '\(folder)'"
                + (difference.map { ": \($0)" } ?? "")
        case .differentData(let folder, let found, let needed, let difference):
            "the run in '\(folder)' was made with other data: \(difference) between \(needed), "
                + "which it has learned from, and \(found), which were named now"
        case .invalidCheckpoint(let path, let reason):
            "the checkpoint '\(path)' cannot be used: \(reason)"
        case .notAModel(let path, let missing):
            "'\(path)' is not a model of this program: its metadata have no '\(missing)'"
        case .invalidDescription(let path, let key):
            "'\(path)' is not a model of this program: its metadata have a '\(key)' that says "
                + "nothing of a network"
        case .dataMismatch(let found, let allowed, let path):
            "the data are \(found); the network in '\(path)' takes \(allowed)"
        case .unfitWeights(let reason):
            reason
        case .weightsNotFinite(let place, let file):
            "'\(place)'\(file.map { " of '\($0)'" } ?? "") has values that are not finite numbers; "
                + "training cannot start from them"
        case .damagedRecord(let path, let problem):
            "'\(path)' is damaged: \(problem)"
        case .severalNetworks(let keys, let place):
            "\(place) holds the network several times, as \(Self.list(keys)); one must be chosen"
        case .classMismatch(let index, let found, let allowed, let path):
            "class \(index) of the data is \(found.quotedOnOneLine); the network in '\(path)' knows it "
                + "as \(allowed.quotedOnOneLine)"
        case .labelMismatch(let found, let allowed, let key, let place):
            "'\(key)' of \(place) names \(found.count) classes (\(Self.list(found))); they must be "
                + "the \(allowed.count) of the data (\(Self.list(allowed))), in any order"
        case .casingMismatch(let isLowerCasing, let place):
            "'data.cased' is \(isLowerCasing); it must be \(!isLowerCasing), because "
                + "'do_lower_case' of \(place) is \(isLowerCasing)"
        case .normalizationMismatch(let found, let allowed, let path):
            "the images are normalised with \(found); the network in '\(path)' takes them with "
                + "\(allowed)"
        case .missingData(let kind):
            "data of the kind '\(kind)' are read from a folder, and none was named"
        case .dataKindExists(let name):
            "there is a kind of data '\(name)' already; a new one must have another name"
        case .unknownDataKind(let name, let known):
            "there is no kind of data '\(name)'; the kinds are \(known.joined(separator: ", "))"
        case .needlessData(let folder, let kind):
            "the recipe draws its data ('data.kind' is \(kind)); the folder '\(folder)' would not be "
                + "read"
        case .unfitReference(let folder, let found, let allowed):
            "the run in '\(folder)' is \(found); to compare with, it must be \(allowed)"
        case .folderLocked(let folder, let holder):
            "the run in '\(folder)' is still going on in \(holder ?? "another process")"
        case .unknownData(let folder):
            "'\(folder)' holds neither IDX files (train-images-idx3-ubyte) "
                + "nor batches of CIFAR (data_batch_1.bin, train.bin) nor image folders (train and val) "
                + "nor sentences (train.tsv and dev.tsv)"
        case .unknownSentences(let folder, let reason):
            "'\(folder)' holds sentences, and \(reason); 'data.kind' must be one of "
                + "\(DataKinds.ofSentences.joined(separator: ", ")), or name the columns in 'data.columns'"
        case .missingVocabulary(let path, let kind):
            "'\(path)', the tokens of the sentences ('data.kind' is \(kind)), does not exist; "
                + "'data.vocabulary' must name a file vocab.txt, or the data folder hold one"
        case .unfitArrays(let place, let problem):
            "\(place) \(problem)"
        case .unfitTask(let task, let data):
            "the task '\(task)' needs targets of its own ('data.kind' \(ArrayData().name)); the data are \(data)"
        case .oneValuePerChannel(let layer, let channelCount, let batchSize, let exampleCount):
            "'batchSize' is \(batchSize), which leaves a batch with one of the \(exampleCount) "
                + "training examples, and the batch norm '\(layer)' gets one value of it for each "
                + "of its \(channelCount) channels; every batch must have at least 2 examples"
        case .noBatchNorm(let network, let key):
            "'\(key)' is true, and the network \(network) has no batch norm"
        case .noSegments(let network):
            "'gradientCheckpointing' is true, and the network \(network) has no blocks whose activations could be "
                + "computed anew"
        case .fewerExamples(let batchSize, let processCount):
            "'batchSize' is \(batchSize), and \(processCount) processes share a batch; it must be at "
                + "least \(processCount)"
        case .checkpointNotShared(let folder, let rank):
            "rank \(rank) does not find the checkpoint in '\(folder)' that rank 0 goes on from; the "
                + "folder must be the same for all processes"
        case .differentParts(let training, let test, let folder):
            "the training data in '\(folder)' are \(training) and the test data \(test); "
                + "both must have one shape"
        }
    }

    /// Whether weights do not fit a network.
    var isMisfit: Bool {
        if case .unfitWeights = self { return true }
        return false
    }

    /// The first names in quotes, and how many there are besides.
    static func list(_ names: [String]) -> String {
        let rest = names.count - 10
        return names.prefix(10).map(\.quotedOnOneLine).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}

extension RunError {
    /// What kind of error it is.
    public var category: ErrorCategory {
        switch self {
        case .interrupted: .interruption
        case .folderInUse, .folderLocked: .unwritableOutput
        case .missingData, .unknownData, .unknownSentences, .missingVocabulary: .missingInput
        case .needlessData: .wrongUsage
        case .differentRecipe, .differentData, .invalidCheckpoint, .notAModel,
            .invalidDescription, .dataMismatch, .unfitWeights, .weightsNotFinite, .damagedRecord,
            .severalNetworks, .classMismatch, .labelMismatch, .casingMismatch,
            .normalizationMismatch, .unfitReference,
            .differentParts, .oneValuePerChannel, .noBatchNorm, .noSegments, .unfitArrays,
            .unfitTask,
            .dataKindExists, .unknownDataKind, .fewerExamples:
            .badInput
        case .checkpointNotShared: .missingInput
        }
    }

    /// The option or key that helps.
    public var hint: String? {
        switch self {
        case .interrupted: "run the same command with --resume"
        case .folderInUse: "use --resume, or another folder with --out"
        case .folderLocked: "wait for its end, or use another folder with --out"
        case .missingData: "name the folder with --data"
        case .needlessData: "leave out --data, or set data.kind to auto"
        case .differentData:
            "name the data of the run with --data, or another folder with --out"
        case .unfitWeights: "set partialWeights to true to load what fits"
        case .severalNetworks(let keys, _):
            "set stateKey to one of them\(keys.first.map { ", such as \($0)" } ?? "")"
        case .labelMismatch(_, _, let key, let place):
            "take '\(key)' out of \(place) if the class layer does not have these classes"
        case .casingMismatch(let isLowerCasing, _): "set data.cased to \(!isLowerCasing)"
        case .oneValuePerChannel:
            "choose a batchSize that leaves no batch with a single example, or larger images"
        case .noBatchNorm(_, let key): "leave '\(key)' out"
        case .noSegments: "leave 'gradientCheckpointing' out"
        case .normalizationMismatch: "set data.normalization to that of the teacher"
        case .unknownData, .unknownSentences, .missingVocabulary, .differentRecipe,
            .invalidCheckpoint, .notAModel, .invalidDescription, .dataMismatch, .classMismatch,
            .unfitReference, .differentParts, .unfitArrays, .unfitTask, .dataKindExists,
            .weightsNotFinite, .damagedRecord, .unknownDataKind, .fewerExamples,
            .checkpointNotShared:
            nil
        }
    }
}
