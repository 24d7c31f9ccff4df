/// Disjoint sets of elements that can only be removed together.
///
/// An element stands for one index of one axis. Uniting two sets unites what is known of them: why
/// they may not be removed, and whether anything but a repeated or filled-in value is in them.
struct ElementSets {
    private var parents: [Int] = []
    private var obstacles: [Int: String] = [:]
    /// Whether the set of a root holds only values that are repeated or filled in.
    private var areVirtual: [Bool] = []

    /// Makes new elements, each in a set of its own.
    mutating func make(_ count: Int, areVirtual isVirtual: Bool = false) -> [Int] {
        let elements = Array(parents.count..<parents.count + count)
        parents += elements
        areVirtual += Array(repeating: isVirtual, count: count)
        return elements
    }

    /// The element that stands for the set.
    mutating func root(of element: Int) -> Int {
        var element = element
        while parents[element] != element {
            parents[element] = parents[parents[element]]
            element = parents[element]
        }
        return element
    }

    mutating func unite(_ first: Int, _ second: Int) {
        let (a, b) = (root(of: first), root(of: second))
        if a == b { return }
        // The older element stays the root, so that the result does not depend on chance.
        let (kept, joined) = (min(a, b), max(a, b))
        parents[joined] = kept
        areVirtual[kept] = areVirtual[kept] && areVirtual[joined]
        if let reason = obstacles.removeValue(forKey: joined), obstacles[kept] == nil {
            obstacles[kept] = reason
        }
    }

    mutating func unite(_ first: [Int], _ second: [Int]) {
        for (a, b) in zip(first, second) { unite(a, b) }
    }

    /// Says that a set may not be removed; the first reason counts.
    mutating func block(_ element: Int, _ reason: @autoclosure () -> String) {
        let root = root(of: element)
        if obstacles[root] == nil { obstacles[root] = reason() }
    }

    mutating func obstacle(of element: Int) -> String? { obstacles[root(of: element)] }

    mutating func isVirtual(_ element: Int) -> Bool { areVirtual[root(of: element)] }

    /// The root of every element.
    mutating func roots() -> [Int] { parents.indices.map { root(of: $0) } }
}
