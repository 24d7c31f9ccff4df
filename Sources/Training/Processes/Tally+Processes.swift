import Layers
public import ProcessGroups
import Tensors

extension Tally {
    /// What a tally holds, as it goes from process to process.
    private struct Content: Codable {
        struct Sum: Codable {
            var name: String
            var shape: [Int]
            var values: [Double]
        }

        var count: Int
        var loss: Double
        var terms: Double
        var sums: [Sum]
    }

    /// The sums of all processes together, the same in each; the tally itself without processes.
    ///
    /// - Throws: `ProcessError.gaveUp`, and `TorchError`.
    public func total(over processes: ProcessGroup?) throws -> Tally {
        guard let processes else { return self }
        let all = try processes.gather(content, "adding up results")
        let device = lossSum.device ?? .cpu
        func scalar(_ value: Double) throws -> Tensor {
            try Tensor([value], shape: []).moved(to: device)
        }
        // A process without examples has no sums.
        let sums = try (all.first { !$0.sums.isEmpty }?.sums ?? []).map { sum in
            let parts = all.compactMap { $0.sums.first { $0.name == sum.name }?.values }
            let values = sum.values.indices.map { place in
                parts.reduce(0) { $0 + $1[place] }
            }
            return (sum.name, try Tensor(values, shape: sum.shape).moved(to: device))
        }
        return Tally(
            of: task, count: all.reduce(0) { $0 + $1.count },
            lossSum: try scalar(all.reduce(0) { $0 + $1.loss }),
            termCount: try scalar(all.reduce(0) { $0 + $1.terms }), sums: NamedTensors(sums))
    }

    private var content: Content {
        get throws {
            Content(
                count: count, loss: try lossSum.item(), terms: try termCount.item(),
                sums: try zip(sums.names, sums.tensors).map { name, tensor in
                    Content.Sum(
                        name: name, shape: tensor.shape,
                        values: try tensor.converted(to: .float64).elements())
                })
        }
    }
}

extension [Evaluation.ClassCounts] {
    /// The counts of all processes together; the counts themselves without processes.
    func total(over processes: ProcessGroup?) throws -> Self {
        guard let processes else { return self }
        let all = try processes.gather(
            map { [$0.correctCount, $0.count] }, "adding up results")
        guard let first = all.first(where: { !$0.isEmpty }) else { return self }
        return first.indices.map { label in
            let counts = all.filter { !$0.isEmpty }.map { $0[label] }
            return Evaluation.ClassCounts(
                correctCount: counts.reduce(0) { $0 + $1[0] },
                count: counts.reduce(0) { $0 + $1[1] })
        }
    }
}
