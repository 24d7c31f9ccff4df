import Foundation

/// The times of one network with a method and without.
struct CostRow {
    let network: TrainingNetwork
    let batch: Int
    let method: String
    private var dense: [Double] = []
    private var differences: [Double] = []
    private var alone: [Double] = []

    init(network: TrainingNetwork, batch: Int, method: String) {
        self.network = network
        self.batch = batch
        self.method = method
    }

    /// Adds the seconds of one turn.
    mutating func add(dense: Double, pruned: Double, alone: Double) {
        self.dense.append(dense)
        differences.append(pruned - dense)
        self.alone.append(alone)
    }

    /// The head of the table, in Markdown.
    static let header = """
        | network | batch | dense step | method | adds | quartiles | share | alone | share | goal |
        |---|---|---|---|---|---|---|---|---|---|
        """

    /// The row, in Markdown: the medians of the steps, of the paired differences and of the method alone, and
    /// between which values the middle half of the differences lies.
    var line: String {
        let cells = [
            network.rawValue, "\(batch)", milliseconds(median(dense)), method,
            milliseconds(median(differences)), quartiles(of: differences),
            share(median(differences)),
            milliseconds(median(alone)), share(median(alone)),
            [.resNet18, .resNet20].contains(network) ? "at most 1 %" : "",
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }

    private func quartiles(of samples: [Double]) -> String {
        let sorted = samples.sorted()
        let quarter = sorted.count / 4
        return [sorted[quarter], sorted[sorted.count - 1 - quarter]].map(milliseconds)
            .joined(separator: " to ")
    }

    private func share(_ seconds: Double) -> String {
        String(format: "%.2f %%", 100 * seconds / median(dense))
    }
}
