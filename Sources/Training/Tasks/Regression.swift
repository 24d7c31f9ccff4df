public import Layers
public import Reports
public import Tensors

/// Numbers for each example.
public struct Regression: LearningTask {
    /// What is minimised.
    public enum Loss: String, CaseIterable, Sendable {
        /// The mean of squared errors.
        case squared
        /// The mean of absolute errors.
        case absolute
        /// Squared errors below 1 and absolute ones above, of Huber.
        case huber
    }

    /// What is minimised.
    public let minimized: Loss

    private let output: String?
    private let target: String?

    /// Describes the task.
    ///
    /// - Parameters:
    ///   - minimized: What is minimised.
    ///   - output: The output `[batch, …]`; `nil` for the only one.
    ///   - target: The target, of the same shape but for axes of length 1; `nil` for the only one.
    public init(_ minimized: Loss = .squared, output: String? = nil, target: String? = nil) {
        self.minimized = minimized
        self.output = output
        self.target = target
    }

    /// `regression`.
    public var name: String { "regression" }

    /// The root of the mean squared error, the mean absolute error and the coefficient of determination.
    public var metrics: [Metric] {
        [
            Metric(
                "rootMeanSquaredError", title: "root mean squared error", isBetterLarger: false),
            Metric("meanAbsoluteError", title: "mean absolute error", isBetterLarger: false),
            Metric("r2", title: "R²"),
        ]
    }

    /// The mean loss over all numbers.
    public func loss(of outputs: NamedTensors, targets: NamedTensors) throws -> Tensor {
        let (output, target) = try pair(outputs, targets)
        switch minimized {
        case .squared: return try (output - target).squared().mean()
        case .absolute: return try (output - target).magnitude().mean()
        case .huber: return try output.huberLoss(to: target)
        }
    }

    /// Sums of errors, of targets and of their squares, in double precision.
    public func sums(of outputs: NamedTensors, targets: NamedTensors) throws -> NamedTensors {
        let (output, target) = try pair(outputs, targets)
        let exact = try target.converted(to: .float64)
        let errors = try output.converted(to: .float64) - exact
        return [
            "squaredErrors": try errors.squared().sum(),
            "absoluteErrors": try errors.magnitude().sum(),
            "targets": try exact.sum(), "squaredTargets": try exact.squared().sum(),
            "numbers": try exact.isEqual(to: exact).sum(),
        ]
    }

    /// R² = 1 − Σe² / Σ(y − ȳ)², 0 where all targets are equal.
    public func values(from sums: [String: [Double]], count: Int) -> [String: Double] {
        func sum(_ name: String) -> Double { sums[name]?.first ?? 0 }
        let numbers = max(sum("numbers"), 1)
        let spread = sum("squaredTargets") - sum("targets") * sum("targets") / numbers
        return [
            "rootMeanSquaredError": (sum("squaredErrors") / numbers).squareRoot(),
            "meanAbsoluteError": sum("absoluteErrors") / numbers,
            "r2": spread > 0 ? 1 - sum("squaredErrors") / spread : 0,
        ]
    }

    /// Output and target in one shape and type: `[batch]` and `[batch, 1]` mean the same.
    private func pair(
        _ outputs: NamedTensors, _ targets: NamedTensors
    ) throws -> (output: Tensor, target: Tensor) {
        let output = try outputs.tensor(output, role: "outputs")
        let target = try targets.tensor(target, role: "targets").converted(
            to: output.scalarType ?? .float32)
        guard target.shape != output.shape else { return (output, target) }
        guard target.shape.filter({ $0 != 1 }) == output.shape.filter({ $0 != 1 }) else {
            throw TrainingError.unlikeShapes(output: output.shape, target: target.shape)
        }
        return (output, try target.reshaped(output.shape))
    }
}
