/// How many weights of a layer fall into each of a row of bins.
public struct WeightHistogram: Codable, Sendable, Equatable {
    /// The borders of the bins, increasing: bin *i* runs from edge *i* to edge *i* + 1.
    public let edges: [Double]
    /// The number of weights in each bin.
    public let counts: [Int]

    private enum CodingKeys: String, CodingKey { case edges, counts }

    /// Makes a histogram from counts made elsewhere.
    ///
    /// - Throws: ``ReportsError/edgeCount(found:counts:)`` unless there is one edge more than there
    ///   are counts; ``ReportsError/edgeOrder(found:index:)`` unless the edges are finite and
    ///   increase.
    public init(edges: [Double], counts: [Int]) throws {
        guard edges.count == counts.count + 1 else {
            throw ReportsError.edgeCount(found: edges.count, counts: counts.count)
        }
        for (index, edge) in edges.enumerated() {
            guard edge.isFinite, index == 0 || edge > edges[index - 1] else {
                throw ReportsError.edgeOrder(found: edge, index: index)
            }
        }
        self.edges = edges
        self.counts = counts
    }

    /// Counts `weights` in bins of equal width around zero, as wide as the largest magnitude.
    ///
    /// Weights that are not finite are left out. Without any other weight than zero the bins span
    /// −1…1. An even number of bins makes zero an edge.
    ///
    /// - Precondition: `binCount` is at least 1.
    /// - Complexity: O(*n*), where *n* is the number of weights.
    public init(of weights: [Float], binCount: Int = 60) {
        precondition(binCount > 0, "number of bins is \(binCount); it must be at least 1")
        let largest = weights.reduce(Float(0)) { $1.isFinite ? max($0, abs($1)) : $0 }
        let reach = largest > 0 ? Double(largest) : 1
        let width = 2 * reach / Double(binCount)
        var counts = [Int](repeating: 0, count: binCount)
        for weight in weights where weight.isFinite {
            let bin = Int(((Double(weight) + reach) / width).rounded(.down))
            counts[min(max(bin, 0), binCount - 1)] += 1
        }
        edges = (0...binCount).map { -reach + Double($0) * width }
        self.counts = counts
    }

    /// Reads a histogram and checks it as ``init(edges:counts:)`` does.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            edges: container.decode([Double].self, forKey: .edges),
            counts: container.decode([Int].self, forKey: .counts))
    }
}
