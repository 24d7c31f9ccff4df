// "PDP: Parameter-free Differentiable Pruning is All You Need", Cho, Adya and Naik, NeurIPS 2023,
// arXiv:2305.11203. No code was published; docs/paper-notes.md says what is the paper's and what
// is a decision of this package.

import Layers
import Tensors

/// Parameter-free differentiable pruning: a soft mask computed from the weights alone.
///
/// In every forward pass a layer uses ŵ = m(w)·w, where m is ``softMask(of:threshold:temperature:)``
/// with the threshold between the largest magnitude on its way out and the smallest that stays. The
/// stored weights stay dense and are all trained, so a pruned weight can come back. Nothing is
/// added to what the optimizer trains or keeps.
public final class PDP: PruningMethod {
    /// How wide the soft zone around the threshold is.
    public enum Temperature: Equatable, Sendable {
        /// τ, in squared units of the weights, the same for every layer.
        case fixed(Double)

        /// τ as a multiple of the squared threshold of the layer.
        case relative(Double)
    }

    /// How wide the soft zone is.
    public let temperature: Temperature

    /// Creates the method; τ = 10⁻⁴ by default.
    ///
    /// - Throws: ``PruningError/invalidTemperature(_:)`` if the number is not finite and above 0.
    public init(temperature: Temperature = .fixed(1e-4)) throws {
        switch temperature {
        case .fixed(let number), .relative(let number):
            guard number > 0, number.isFinite else {
                throw PruningError.invalidTemperature(number)
            }
        }
        self.temperature = temperature
    }

    /// `pdp`.
    public var name: String { "pdp" }

    /// τ for a layer with the given threshold.
    public func tau(threshold: Double) -> Double {
        switch temperature {
        case .fixed(let number): number
        case .relative(let factor): factor * threshold * threshold
        }
    }

    /// Lets every parameter of `layers` compute with its soft-masked weights.
    public func attach(to layers: [PrunedLayer]) throws {
        for layer in layers {
            for parameter in layer.parameters {
                parameter.transform = SoftMasking(layer: layer, temperature: temperature)
            }
        }
    }
}

/// Multiplies the weights of one parameter with the soft mask of its layer.
private final class SoftMasking: WeightTransform {
    private unowned let layer: PrunedLayer
    private let temperature: PDP.Temperature

    init(layer: PrunedLayer, temperature: PDP.Temperature) {
        self.layer = layer
        self.temperature = temperature
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        let prunedCount = layer.prunedUnitCount
        guard prunedCount > 0 else { return weight }
        if let fused = try layer.fusedSoftMasked(weight, temperature: temperature) { return fused }
        return try composed(weight, prunedCount: prunedCount)
    }

    /// The formulas by LibTorch's operators, for every device, type and pattern.
    private func composed(_ weight: Tensor, prunedCount: Int) throws -> Tensor {
        let magnitudes = try layer.magnitudes()
        let threshold = try threshold(of: magnitudes, prunedCount: prunedCount)
        let mask = try softMask(
            of: magnitudes, threshold: threshold, temperature: tau(threshold: threshold))
        return try layer.pattern.spread(mask, overShape: weight.shape) * weight
    }

    private func tau(threshold: Tensor) throws -> Tensor {
        switch temperature {
        case .fixed(let number):
            return try threshold.zerosLike() + number
        case .relative(let factor):
            let smallest = Double(Float.leastNormalMagnitude)
            return try (threshold.squared() * factor)
                .clamped(to: smallest...Double(Float.greatestFiniteMagnitude))
        }
    }
}

private let temperatureOption = MethodOption(
    "temperature", in: 1e-12...1e6, default: nil,
    "τ in squared units of the weights; 0.0001 if no temperature is given")
private let relativeTemperatureOption = MethodOption(
    "relative-temperature", in: 1e-12...1e6, default: nil,
    "τ as a multiple of the squared threshold of the layer")

extension MethodDescription {
    static let pdp = MethodDescription(
        "pdp", "parameter-free differentiable pruning: a soft mask from the weights alone",
        options: [temperatureOption, relativeTemperatureOption]
    ) { settings in
        let fixed = settings.given(temperatureOption)
        guard let factor = settings.given(relativeTemperatureOption) else {
            return try fixed.map { try PDP(temperature: .fixed($0)) } ?? PDP()
        }
        guard fixed == nil else {
            throw PruningError.invalidOption(
                relativeTemperatureOption.name, method: "pdp", found: "\(factor)",
                allowed: "left out where 'temperature' is given")
        }
        return try PDP(temperature: .relative(factor))
    }
}
