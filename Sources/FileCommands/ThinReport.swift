import Foundation
import Graphs
import ModelFiles
import Reports

/// What thinning has taken out, for people and as JSON.
struct ThinReport: Encodable {
    let model: String
    let out: String
    let parametersBefore: Int
    let parametersAfter: Int
    /// For one example; `nil` where a size is free.
    let multiplyAddsBefore: Int?
    let multiplyAddsAfter: Int?
    /// Between the outputs of both networks for random inputs, in double precision.
    let largestDifference: Double
    /// The same of the written network, whose new biases have the precision of the file.
    let largestRoundedDifference: Double
    let largestOutput: Double
    let layers: [Layer]

    /// What became of the channels of a layer.
    struct Layer: Encodable {
        let name: String
        let channelsBefore: Int
        let channelsAfter: Int
        let kept: [Kept]
    }

    /// Empty channels that stayed.
    struct Kept: Encodable {
        let channels: Int
        let reason: String
    }

    init(_ request: ThinRequest, _ thinned: ModelThinning) {
        model = request.model
        out = request.out
        (parametersBefore, multiplyAddsBefore) = Self.counts(of: thinned.whole)
        (parametersAfter, multiplyAddsAfter) = Self.counts(of: thinned.thinning.graph)
        largestDifference = thinned.comparison.largestDifference
        largestRoundedDifference = thinned.roundedDifference
        largestOutput = thinned.comparison.largestOutput
        layers = thinned.thinning.results.map { result in
            Layer(
                name: result.name, channelsBefore: result.channelCountBefore,
                channelsAfter: result.channelCountAfter,
                kept: result.kept.map { Kept(channels: $0.channelCount, reason: $0.reason) })
        }
    }

    private static func counts(of graph: Graph) -> (Int, Int?) {
        let names = Set(
            graph.inputs.compactMap { input -> String? in
                if case .symbol(let name)? = input.type.shape.first { name } else { nil }
            })
        let bound = graph.binding(Dictionary(names.map { ($0, 1) }) { first, _ in first })
        let statistics = graph.runningStatistics
        let parameters = graph.weights.reduce(0) { sum, weight in
            let counts =
                weight.value.elementType.isFloatingPoint && !statistics.contains(weight.key)
            return sum + (counts ? weight.value.elementCount : 0)
        }
        return (parameters, try? bound.count().multiplyAdds)
    }

    /// Prints a line for each layer that has lost channels or kept empty ones.
    func write() throws {
        var table = TextTable(columns: [
            .init("layer"), .init("channels", alignment: .right), .init("left", alignment: .right),
            .init("empty, but kept", dropOrder: 1),
        ])
        for layer in layers where layer.channelsAfter < layer.channelsBefore || !layer.kept.isEmpty
        {
            table.append([
                layer.name, NumberText.count(layer.channelsBefore),
                NumberText.count(layer.channelsAfter),
                layer.kept.map { "\($0.channels): \($0.reason)" }.joined(separator: "; "),
            ])
        }
        try Console.printDocument(table.rendered(maximumWidth: Console.outputWidth))
        try Console.printResult(
            "parameters: \(Self.change(parametersBefore, parametersAfter))")
        if let multiplyAddsBefore, let multiplyAddsAfter {
            try Console.printResult(
                "multiply-adds: \(Self.change(multiplyAddsBefore, multiplyAddsAfter))")
        }
        try Console.printResult(
            "\(out): computes the same; two outputs differ by at most \(Self.text(largestDifference)) "
                + "in double precision and \(Self.text(largestRoundedDifference)) as written, the largest "
                + "is \(NumberText.decimal(largestOutput, places: 3))")
    }

    private static func text(_ difference: Double) -> String { String(format: "%.1e", difference) }

    private static func change(_ before: Int, _ after: Int) -> String {
        let share = before > 0 ? Double(after) / Double(before) : 1
        return "\(NumberText.count(before)) before, \(NumberText.count(after)) after "
            + "(\(NumberText.decimal(100 * share, places: 1)) %)"
    }
}
