import ArgumentParser
import Layers
import Models
import Pruning

/// A network whose memory is measured.
enum MemoryNetwork: String, CaseIterable, ExpressibleByArgument {
    case oneLayer = "one-layer"
    case fourLayers = "four-layers"
    case resNet20 = "resnet20"

    var description: String {
        switch self {
        case .oneLayer: "one linear layer of 24 million weights, batch 8"
        case .fourLayers: "four linear layers of 6 million weights, batch 8"
        case .resNet20: "ResNet-20, 3 × 32 × 32, batch 128"
        }
    }

    var batch: Int { self == .resNet20 ? 128 : 8 }

    var imageShape: [Int] {
        switch self {
        case .oneLayer: [4900]
        case .fourLayers: [2450]
        case .resNet20: [3, 32, 32]
        }
    }

    func make() throws -> any Layer {
        switch self {
        case .oneLayer: try Linear(4900, 4900)
        case .fourLayers: try Sequential((0..<4).map { _ in try Linear(2450, 2450) })
        case .resNet20: try ImageNetwork.named("resnet20").make(3, 10)
        }
    }
}

/// What is done beside dense training.
enum MemoryPruning: String, CaseIterable, ExpressibleByArgument {
    /// Nothing.
    case dense

    /// PDP at 90 % from the second epoch on, with the same sparsity in every layer: the steps alone.
    case uniform

    /// The same with PDP's own allocation, which compares all weights of the network once.
    case global

    func pruner(of network: any Layer) throws -> Pruner? {
        switch self {
        case .dense: nil
        case .uniform:
            try Pruner(
                network, sparsity: 0.9, startEpoch: 1, schedule: OneShot(), allocation: .uniform,
                method: PDP.paper())
        case .global:
            try Pruner(
                network, sparsity: 0.9, startEpoch: 1, schedule: OneShot(), method: PDP.paper())
        }
    }
}
