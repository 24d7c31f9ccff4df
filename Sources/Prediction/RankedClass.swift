import Foundation

/// A class and how sure a network is of it.
public struct RankedClass: Equatable, Sendable {
    /// The place of the class among the outputs.
    public let index: Int

    /// Its name.
    public let name: String

    /// Its share, 0…1; those of all classes add up to 1.
    public let probability: Double
}

extension RankedClass {
    /// The classes by their outputs, the surest first; of equal ones that which comes first.
    ///
    /// - Parameters:
    ///   - outputs: A number for each class.
    ///   - names: The names of the classes.
    ///   - areProbabilities: Whether the outputs are shares already, and no logits.
    /// - Returns: As many as there are names.
    package static func ranking(
        _ outputs: [Double], names: [String], areProbabilities: Bool
    ) -> [RankedClass] {
        let largest = outputs.max() ?? 0
        let weights = areProbabilities ? outputs : outputs.map { exp($0 - largest) }
        let sum = areProbabilities ? 1 : weights.reduce(0, +)
        return zip(names, weights).enumerated().map { index, pair in
            RankedClass(index: index, name: pair.0, probability: pair.1 / sum)
        }.sorted { ($1.probability, $0.index) < ($0.probability, $1.index) }
    }
}
