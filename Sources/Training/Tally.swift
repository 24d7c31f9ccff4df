public import Tensors

/// Sums of loss and correct answers, kept on the device so that adding to them waits for nothing.
public final class Tally {
    /// The number of images that have been counted.
    public private(set) var count: Int

    let lossSum: Tensor
    let correctSum: Tensor

    /// Creates sums of zero on `device`.
    public convenience init(device: Device) throws {
        self.init(
            count: 0, lossSum: try Tensor.zeros([], type: .float64, device: device),
            correctSum: try Tensor.zeros([], type: .int64, device: device))
    }

    init(count: Int, lossSum: Tensor, correctSum: Tensor) {
        self.count = count
        self.lossSum = lossSum
        self.correctSum = correctSum
    }

    /// The same sums on `device`.
    func moved(to device: Device) throws -> Tally {
        Tally(
            count: count, lossSum: try lossSum.moved(to: device),
            correctSum: try correctSum.moved(to: device))
    }

    /// Counts a batch with logits `[batch, classes]`, labels `[batch]` and its mean loss.
    public func add(logits: Tensor, labels: Tensor, loss: Tensor) throws {
        try withoutGradients {
            let batchCount = labels.count
            try lossSum.add(loss, scale: Double(batchCount))
            try correctSum.add(logits.indexOfMaximum(along: 1).isEqual(to: labels).sum())
            count += batchCount
        }
    }

    /// The mean loss of the images so far. Waits for the device.
    public var meanLoss: Double {
        get throws { try lossSum.item() / Double(max(count, 1)) }
    }

    /// The correct answers so far. Waits for the device.
    public var correctCount: Int {
        get throws { Int(try correctSum.item()) }
    }

    /// The share of correct answers so far, in `0...1`. Waits for the device.
    public var accuracy: Double {
        get throws { Double(try correctCount) / Double(max(count, 1)) }
    }
}
