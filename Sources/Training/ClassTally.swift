import Tensors

/// Sums of examples and correct answers of each class, kept on the device.
final class ClassTally {
    private let classCount: Int
    private let totals: Tensor
    private let correct: Tensor

    init(count: Int, device: Device) throws {
        classCount = count
        totals = try Tensor.zeros([count], type: .int64, device: device)
        correct = try Tensor.zeros([count], type: .int64, device: device)
    }

    /// Counts a batch with logits `[batch, classes]` and labels `[batch]`.
    func add(logits: Tensor, labels: Tensor) throws {
        let isCorrect = try logits.indexOfMaximum(along: 1).isEqual(to: labels)
        try totals.add(labels.binCounts(binCount: classCount))
        try correct.add(
            labels.binCounts(weights: isCorrect.converted(to: .float64), binCount: classCount)
                .converted(to: .int64))
    }

    /// The counts so far. Waits for the device.
    var counts: [Evaluation.ClassCounts] {
        get throws {
            try zip(correct.elements(as: Int64.self), totals.elements(as: Int64.self)).map {
                Evaluation.ClassCounts(correctCount: Int($0), count: Int($1))
            }
        }
    }
}
