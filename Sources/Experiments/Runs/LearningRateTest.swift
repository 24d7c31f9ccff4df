import Foundation
public import Reports
import Training

/// The loss of steps whose learning rates grow from one to the next, and what follows for training.
public struct LearningRateTest: Encodable, Equatable, Sendable {
    /// The learning rates of the steps, each the same multiple of the one before.
    public let learningRates: [Double]

    /// The loss of each step, before its update.
    public let losses: [Double]

    /// ``losses`` as exponential averages with the factor 0.9, corrected for the first steps.
    public let smoothedLosses: [Double]

    /// A learning rate to begin with: a tenth of that with the least smoothed loss. `nil` where the loss never falls,
    /// or falls still at the last rate.
    public let suggestion: Double?

    /// Looks at the losses of a test.
    ///
    /// - Parameters:
    ///   - learningRates: The rates of the steps.
    ///   - losses: Their losses, perhaps of the first steps alone. What comes after four times the least smoothed loss is
    ///     left out.
    public init(learningRates: [Double], losses: [Double]) {
        var (smoothed, average, least) = ([Double](), 0.0, Double.infinity)
        for (index, loss) in losses.enumerated() {
            average = 0.9 * average + 0.1 * loss
            let value = average / (1 - pow(0.9, Double(index + 1)))
            least = min(least, value)
            if value > 4 * least { break }
            smoothed.append(value)
        }
        self.learningRates = Array(learningRates.prefix(smoothed.count))
        self.losses = Array(losses.prefix(smoothed.count))
        smoothedLosses = smoothed
        let best = smoothed.indices.min { smoothed[$0] < smoothed[$1] }
        let isEnd = best == learningRates.indices.last
        suggestion = best.flatMap { $0 > 0 && !isEnd ? learningRates[$0] / 10 : nil }
    }

    /// The losses over the learning rates.
    public var chart: LineChart {
        func points(_ values: [Double]) -> [PlotPoint] {
            zip(learningRates, values).map { PlotPoint(x: log10($0), y: $1) }
        }
        return LineChart(
            title: "Loss over the learning rate",
            horizontal: Axis("learning rate", format: .logarithm),
            panels: [
                LineChart.Panel(
                    axis: Axis("loss of a batch"),
                    series: [
                        PlotSeries("single steps", points: points(losses), color: 1),
                        PlotSeries("smoothed", points: points(smoothedLosses), color: 0),
                    ], height: 260)
            ],
            markers: suggestion.map {
                [LineChart.Marker(x: log10($0), label: "suggested \(NumberText.measure($0))")]
            } ?? [])
    }
}

extension TrainingRun {
    /// Trains without pruning with learning rates that grow from step to step, and sees where the loss falls.
    /// Nothing is written.
    ///
    /// - Parameters:
    ///   - range: The first and the last learning rate.
    ///   - stepCount: The number of steps, two at least.
    /// - Returns: The losses, and a learning rate to begin with.
    /// - Throws: As training does.
    public func testLearningRates(
        _ range: ClosedRange<Double>, stepCount: Int
    ) throws -> LearningRateTest {
        let ratio = range.upperBound / range.lowerBound
        let last = Double(max(stepCount, 2) - 1)
        let rates = (0..<max(stepCount, 2)).map { range.lowerBound * pow(ratio, Double($0) / last) }
        return LearningRateTest(learningRates: rates, losses: try trainer.losses(at: rates))
    }
}
