import Layers
import Tensors

/// Where numbers that are not finite were first seen in training.
public struct Divergence: Equatable, Sendable, CustomStringConvertible {
    /// What the numbers belong to.
    public enum Place: Equatable, Sendable {
        /// The loss of a step, computed with finite weights from finite examples.
        case loss

        /// The examples of a step, under the name that inputs or targets have.
        case examples(String)

        /// The gradients of the parameter at a path: the loss was finite, and the step made numbers
        /// of its values that are none.
        case gradients(String)

        /// The gradients of one step after the other, with a loss that was scaled less and less.
        case scaledGradients

        /// The values of the parameter at a path, which the step made infinite.
        case weights(String)

        /// The running statistics at a path; weights and loss are finite.
        case statistics(String)

        /// The loss on the test data; weights and statistics are finite.
        case evaluation

        /// The path in the network; `nil` for what has none.
        package var path: String? {
            switch self {
            case .gradients(let path), .weights(let path), .statistics(let path): path
            case .loss, .examples, .scaledGradients, .evaluation: nil
            }
        }
    }

    /// What the numbers belong to.
    public var place: Place

    /// The epoch, counted from 0.
    public var epoch: Int

    /// The step in the epoch, counted from 0; `nil` where it is not known.
    public var step: Int?

    /// The largest learning rate of the run.
    public var learningRate: Double

    /// Describes where numbers that are not finite were seen.
    public init(_ place: Place, epoch: Int, step: Int? = nil, learningRate: Double) {
        self.place = place
        self.epoch = epoch
        self.step = step
        self.learningRate = learningRate
    }

    /// What was found and where.
    public var description: String {
        let event = if case .examples = place { "training stopped" } else { "training diverged" }
        return "\(event) in epoch \(epoch + 1)\(step.map { ", step \($0 + 1)" } ?? ""): \(finding)"
    }

    private var finding: String {
        switch place {
        case .loss: "the loss is not a finite number\(rateText)"
        case .examples(let name):
            "the examples of this step have values of '\(name)' that are not finite numbers"
        case .gradients(let path): "the gradients of '\(path)' are not finite numbers\(rateText)"
        case .scaledGradients:
            "the gradients are not finite numbers in float16, not even with a loss scale of 1"
                + rateText
        case .weights(let path): "the weights of '\(path)' are not finite numbers\(rateText)"
        case .statistics(let path):
            "the running statistics '\(path)' are not finite numbers, with finite weights"
        case .evaluation:
            "the loss on the test data is not a finite number, with finite weights and statistics"
                + rateText
        }
    }

    private var rateText: String { "; the learning rate is \(learningRate)" }
}

extension Module {
    /// The first of the parameters, or else of the running statistics, whose values are not all finite;
    /// `nil` if all are. Waits for the device.
    ///
    /// A step that begins with finite numbers can make a value infinite, but only gradients that are
    /// not finite make one that is no number.
    package func firstPlaceNotFinite() throws -> Divergence.Place? {
        for named in namedParameters.distinct {
            let largest = try named.parameter.tensor.largestMagnitude()
            if largest.isNaN { return .gradients(named.path) }
            if largest.isInfinite { return .weights(named.path) }
        }
        for (path, buffer) in namedBuffers where buffer.tensor.isFloatingPoint {
            guard try buffer.tensor.largestMagnitude().isFinite else { return .statistics(path) }
        }
        return nil
    }
}

extension NamedTensors {
    /// The name of the first whose values are not all finite.
    func firstNameNotFinite() throws -> String? {
        try zip(names, tensors).first {
            try $1.isFloatingPoint && !$1.largestMagnitude().isFinite
        }?.0
    }
}

extension Tensor {
    fileprivate func largestMagnitude() throws -> Double {
        guard count > 0 else { return 0 }
        return try withoutGradients { try magnitude().maximum().item() }
    }
}
