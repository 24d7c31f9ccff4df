public import Layers
import Reports
public import Tensors

/// Sums of the loss and of what metrics need, kept on the device so that adding to them waits for
/// nothing.
public final class Tally {
    /// What is learned.
    public let task: any LearningTask

    /// The number of examples that have been counted.
    public private(set) var count: Int

    /// The sum of the loss over all terms, a scalar.
    let lossSum: Tensor

    /// The number of terms of the loss, a scalar.
    let termCount: Tensor

    /// The sums of the task by name; empty before the first batch.
    private(set) var sums: NamedTensors

    /// Creates sums of zero for `task` on `device`.
    public convenience init(of task: any LearningTask, device: Device) throws {
        self.init(
            of: task, count: 0, lossSum: try Tensor.zeros([], type: .float64, device: device),
            termCount: try Tensor.zeros([], type: .float64, device: device), sums: [:])
    }

    init(
        of task: any LearningTask, count: Int, lossSum: Tensor, termCount: Tensor,
        sums: NamedTensors
    ) {
        self.task = task
        self.count = count
        self.lossSum = lossSum
        self.termCount = termCount
        self.sums = sums
    }

    /// Counts a batch.
    ///
    /// - Parameters:
    ///   - outputs: What the network gives.
    ///   - batch: What it was given and is to give.
    ///   - loss: The mean loss, a scalar.
    /// - Throws: What the task throws, and `TorchError`.
    public func add(outputs: NamedTensors, batch: Batch, loss: Tensor) throws {
        try withoutGradients {
            let batchCount = batch.count
            if let terms = try task.termCount(of: batch.targets)?.converted(to: .float64) {
                try lossSum.add(loss.converted(to: .float64) * terms)
                try termCount.add(terms)
            } else {
                try lossSum.add(loss, scale: Double(batchCount))
                try termCount.add(batchCount)
            }
            let found = try task.sums(of: outputs, targets: batch.targets)
            if sums.names.isEmpty {
                sums = try found.mapTensors { try $0.converted(to: .float64).clone() }
            } else {
                for name in sums.names {
                    try sums[name]?.add(found.tensor(name, role: "sums"))
                }
            }
            count += batchCount
        }
    }

    /// The mean loss so far. Waits for the device.
    public var meanLoss: Double {
        get throws { try lossSum.item() / max(termCount.item(), 1) }
    }

    /// The metrics of the task so far, and the loss. Waits for the device.
    public var values: [String: Double] {
        get throws {
            var values = ["loss": try meanLoss]
            guard count > 0 else { return values }
            let elements = try zip(sums.names, sums.tensors).map { name, tensor in
                (name, try tensor.elements(as: Double.self))
            }
            values.merge(
                task.values(from: Dictionary(uniqueKeysWithValues: elements), count: count)
            ) { _, value in value }
            return values
        }
    }

    /// The value of the metric that counts most so far; not a number before the first batch. Waits
    /// for the device.
    public var score: Double {
        get throws { try values[task.metric.name] ?? .nan }
    }
}

extension Tally {
    /// The tensors to store, without what ``init(of:stored:count:device:)`` is given besides.
    package var stored: [(name: String, tensor: Tensor)] {
        [("loss", lossSum), ("terms", termCount)]
            + zip(sums.names, sums.tensors).map { ("sum." + $0, $1) }
    }

    /// Goes on from stored sums; `nil` where one is missing.
    package convenience init?(
        of task: any LearningTask, stored: [(name: String, tensor: Tensor)], count: Int,
        device: Device
    ) throws {
        let tensors = try NamedTensors(stored).mapTensors { try $0.moved(to: device) }
        guard let loss = tensors["loss"], let terms = tensors["terms"] else { return nil }
        let sums = zip(tensors.names, tensors.tensors).filter { $0.0.hasPrefix("sum.") }
        self.init(
            of: task, count: count, lossSum: loss, termCount: terms,
            sums: NamedTensors(sums.map { (String($0.dropFirst(4)), $1) }))
    }
}
