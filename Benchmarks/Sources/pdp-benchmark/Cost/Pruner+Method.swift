import Layers
import Pruning

extension Pruner {
    /// A method by its name in recipes at 90 %, shared out as recipes do if nothing is said: single weights where the
    /// method has them, else 2:4 or channels.
    convenience init(of network: any Module, method name: String, startEpoch: Int = 0) throws {
        let method = try PruningMethods.named(name)
        let patterns: [any Pattern] = [.unstructured, try NOfM(2, of: 4), .outputChannels]
        let pattern =
            patterns.first { $0.family.map(method.patterns.contains) ?? false } ?? .unstructured
        let reallocation = method.defaults(for: pattern).reallocation
        let run = MethodRun(
            network: network, pattern: pattern, epochCount: 10, reallocation: reallocation)
        try self.init(
            network, sparsity: 0.9, startEpoch: startEpoch, pattern: pattern, schedule: OneShot(),
            reallocation: reallocation, method: method.make(for: run))
    }
}
