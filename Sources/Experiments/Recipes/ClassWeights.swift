import Reports
import Yams

/// How much an example of a class, or a position, counts in the loss.
public enum ClassWeights: Equatable, Sendable {
    /// As much as makes all classes count the same together.
    case balanced

    /// So much, by the name of the class, or its number where it has none; others count 1.
    case named([String: Double])
}

extension ClassWeights {
    private static let allowed =
        "'balanced', or a mapping from names of classes to numbers from 0 to 1,000,000"

    /// Reads what stands under `key`; `nil` where nothing does.
    init?(_ section: RecipeSection, key: String) throws {
        guard let node = section.node(key), section.says(key) else { return nil }
        if node.scalar?.string == "balanced" {
            self = .balanced
        } else if node.mapping != nil, let names = try section.section(key) {
            let numbers = try names.numbersInOrder(.within(0, 1e6))
            guard !numbers.isEmpty else {
                throw section.refusal(
                    of: key, allowed: "'balanced', or numbers of one class or more")
            }
            self = .named(Dictionary(numbers.map { ($0.key, $0.value) }) { first, _ in first })
        } else {
            throw section.refusal(of: key, allowed: Self.allowed)
        }
    }

    /// The value in the form in which it is read again.
    var node: Node {
        switch self {
        case .balanced: "balanced".recipeNode
        case .named(let weights):
            .ordered(weights.sorted { $0.key < $1.key }.map { ($0.key, $0.value.recipeNode) })
        }
    }

    /// A number for each class of `data`.
    ///
    /// - Throws: ``RecipeError/invalidValue(key:found:allowed:place:)`` for names that are no classes, and
    ///   where the classes of the data are not counted.
    func numbers(for data: any DataSource) throws -> [Double] {
        switch self {
        case .balanced:
            guard let counts = data.trainingClassCounts else {
                throw Self.refusal(
                    "'balanced'", allowed: "a mapping for data whose classes are not counted")
            }
            let total = Double(counts.reduce(0, +))
            return counts.map { $0 > 0 ? total / Double(counts.count * $0) : 0 }
        case .named(let weights):
            let names = Self.classNames(of: data)
            if let unknown = weights.keys.sorted().first(where: { !names.contains($0) }) {
                throw Self.refusal(
                    "of the class '\(unknown)'",
                    allowed: "of the classes of the data, such as '\(names.first ?? "")'")
            }
            return names.map { weights[$0] ?? 1 }
        }
    }

    /// The names of the classes, or their numbers where they have none.
    private static func classNames(of data: any DataSource) -> [String] {
        guard data.classNames.isEmpty else { return data.classNames }
        return (data.trainingClassCounts ?? []).indices.map { "\($0)" }
    }

    private static func refusal(_ found: String, allowed: String) -> RecipeError {
        .invalidValue(key: "classWeights", found: found, allowed: allowed, place: "the recipe")
    }
}
