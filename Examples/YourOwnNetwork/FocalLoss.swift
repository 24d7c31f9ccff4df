import Layers
import Reports
import Tensors
import Training

// "Focal Loss for Dense Object Detection", Lin, Goyal, Girshick, He and Dollár, ICCV 2017, arXiv:1708.02002, with γ = 2:
// examples that the network is sure of count for little.
extension TaskKind {
    static let focal = TaskKind(
        name: "focal", summary: "one class for each example, the hard ones first",
        outputs: .classes
    ) { _ in
        CustomTask("focal", metrics: [.accuracy]) { outputs, targets in
            let labels = try targets.tensor(nil, role: "targets").reshaped([-1, 1])
            let logarithms = try outputs.tensor(nil, role: "outputs").logSoftmax(along: 1)
                .gathered(1, at: labels)
            let doubts = try (1 - logarithms.exponential()).squared()
            return try (doubts * logarithms).mean() * -1
        } sums: { outputs, targets in
            let answers = try outputs.tensor(nil, role: "outputs").indexOfMaximum(along: 1)
            let labels = try targets.tensor(nil, role: "targets")
            return ["correct": try answers.isEqual(to: labels).sum()]
        } values: { sums, count in
            ["accuracy": (sums["correct"]?.first ?? 0) / Double(count)]
        }
    }
}
