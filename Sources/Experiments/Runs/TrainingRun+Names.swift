import Layers
import Models
import Pruning
import Tensors
import Training

extension TrainingRun {
    /// The names by which the model is saved: those that the initial weights came with, where they
    /// are another library's and every tensor has one; `nil` for the network's own.
    var modelNames: ForeignNames? {
        get throws {
            guard let names = weightNames else { return nil }
            let own = try trainer.network.withoutRestoredNorms {
                try trainer.network.stateDictionary().tensors.map(\.name)
            }
            return names.missing(among: own).isEmpty ? names : nil
        }
    }

    /// What is to be said of the names of the model.
    var nameNotes: [String] {
        guard let weightNames else { return [] }
        guard let names = try? modelNames else {
            return [
                "the initial weights have the names of \(weightNames.library), but not for every "
                    + "tensor of the network; the model is saved by the network's own names"
            ]
        }
        return ["the model is saved by the names of \(names.library), as the initial weights are"]
    }
}

extension ForeignNames {
    /// `promise` of the tensors that are written.
    ///
    /// - Parameters:
    ///   - promise: By the names of the network.
    ///   - zeroCount: The zeros of a tensor that is written, of which a weight has several; given its
    ///     name.
    /// - Returns: The same promise by the names of the file.
    func named(
        _ promise: SparsityPromise, zeroCount: (String) throws -> Int
    ) rethrows -> SparsityPromise {
        var named = promise
        named.zeroCounts = [:]
        named.channelAxes = promise.channelAxes.map { _ in [:] }
        for (path, count) in promise.zeroCounts {
            let names = names(of: path)
            for name in names {
                named.zeroCounts[name] = names.count == 1 ? count : try zeroCount(name)
                named.channelAxes?[name] = promise.channelAxes?[path]
            }
        }
        return named
    }

    /// `promise` by the names of the network, as it was before ``named(_:zeroCount:)``.
    func ownNamed(_ promise: SparsityPromise) -> SparsityPromise {
        var own = promise
        own.zeroCounts = [:]
        own.channelAxes = promise.channelAxes.map { _ in [:] }
        for (name, count) in promise.zeroCounts {
            let path = ownName(of: name) ?? name
            own.zeroCounts[path, default: 0] += count
            own.channelAxes?[path] = promise.channelAxes?[name]
        }
        return own
    }
}

extension StateDictionary {
    /// The number of exact zeros of the tensor called `name`. Waits for the device.
    func zeroCount(of name: String) throws -> Int {
        guard let tensor = self[name], tensor.count > 0 else { return 0 }
        return try withoutGradients { Int(try tensor.isEqual(to: 0).sum().item()) }
    }
}
