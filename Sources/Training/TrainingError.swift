import Files

/// A run that cannot go on.
public enum TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The loss has become infinite or not a number.
    case diverged(epoch: Int, learningRate: Double)

    /// The run was asked to stop; it can be resumed from its checkpoint.
    case interrupted(folder: String)

    /// The folder already holds a run.
    case folderInUse(String)

    /// The recipe of the run to resume is another one.
    case differentRecipe(folder: String)

    /// A checkpoint does not fit the run.
    case invalidCheckpoint(path: String, reason: String)

    /// The file does not say what network it holds.
    case notAModel(path: String, missing: String)

    /// What the file says about its network cannot be understood.
    case invalidDescription(path: String, key: String)

    /// A name that means no pruned weight of a model.
    case noSuchTensor(glob: String, path: String)

    /// The data do not fit the network.
    case dataMismatch(found: String, allowed: String, path: String)

    /// The initial weights are not those of the network, or not of all of it.
    case unfitWeights(reason: String)

    /// A class of the data has not the name that the network knows.
    case classMismatch(index: Int, found: String, allowed: String, path: String)

    /// The pixels of the data are not normalised as a teacher wants them.
    case normalizationMismatch(found: String, allowed: String, path: String)

    /// The test data hold no example that can be used.
    case nothingToEvaluate

    /// A data set that is read from a folder, without a folder.
    case missingData(kind: String)

    /// A folder, where the recipe draws its data.
    case needlessData(folder: String)

    /// A folder that holds no known data set.
    case unknownData(folder: String)

    /// Another process is running in the folder; `holder` names it where that is known.
    case folderLocked(folder: String, holder: String?)

    /// One sentence: what is wrong, what was found, what is allowed, where.
    public var description: String {
        switch self {
        case .diverged(let epoch, let learningRate):
            "training diverged in epoch \(epoch + 1): the loss is not a finite number; "
                + "the learning rate is \(learningRate)"
        case .interrupted(let folder):
            "interrupted; the run in '\(folder)' can be resumed"
        case .folderInUse(let folder):
            "the output folder '\(folder)' already holds a run"
        case .differentRecipe(let folder):
            "the recipe is not the one of the run in '\(folder)'"
        case .invalidCheckpoint(let path, let reason):
            "the checkpoint '\(path)' cannot be used: \(reason)"
        case .notAModel(let path, let missing):
            "'\(path)' is not a model of this program: its metadata have no '\(missing)'"
        case .invalidDescription(let path, let key):
            "'\(path)' is not a model of this program: its metadata have a '\(key)' that says "
                + "nothing of a network"
        case .noSuchTensor(let glob, let path):
            "no pruned weight of '\(path)' is called '\(glob)'"
        case .dataMismatch(let found, let allowed, let path):
            "the data are \(found); the network in '\(path)' takes \(allowed)"
        case .unfitWeights(let reason):
            reason
        case .classMismatch(let index, let found, let allowed, let path):
            "class \(index) of the data is \(found.quotedOnOneLine); the network in '\(path)' knows it "
                + "as \(allowed.quotedOnOneLine)"
        case .normalizationMismatch(let found, let allowed, let path):
            "the images are normalised with \(found); the network in '\(path)' takes them with "
                + "\(allowed)"
        case .nothingToEvaluate:
            "the test data hold no example that can be used; at least 1 is needed"
        case .missingData(let kind):
            "data of the kind '\(kind)' are read from a folder, and none was named"
        case .needlessData(let folder):
            "the recipe draws its data ('data.kind' is glyphs); the folder '\(folder)' would not be "
                + "read"
        case .folderLocked(let folder, let holder):
            "the run in '\(folder)' is still going on in \(holder ?? "another process")"
        case .unknownData(let folder):
            "'\(folder)' holds neither IDX files (train-images-idx3-ubyte) "
                + "nor CIFAR-10 batches (data_batch_1.bin) nor image folders (train and val)"
        }
    }
}
