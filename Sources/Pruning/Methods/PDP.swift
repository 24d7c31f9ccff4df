// "PDP: Parameter-free Differentiable Pruning is All You Need", Cho, Adya and Naik, NeurIPS 2023,
// arXiv:2305.11203. No code was published; docs/paper-notes.md says what is the paper's and what
// is a decision of this package.

import Foundation
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

    /// How wide the soft zone is at first.
    public let temperature: Temperature

    /// How wide the soft zone is now; ``temperature`` unless it is cooled.
    public private(set) var currentTemperature: Temperature

    private let cooling: Cooling?

    /// A temperature that falls while the network trains, so that the mask ends hard.
    ///
    /// Not in the paper. A wide soft zone lets more weights change sides while the network still
    /// learns; a narrow one at the end leaves no gap between the soft and the hard network. τ falls
    /// geometrically and has reached its final value after `share` of the run.
    public struct Cooling: Equatable, Sendable {
        /// The final τ as a multiple of the first, above 0 and at most 1.
        public var factor: Double

        /// The epochs of the whole run.
        public var epochCount: Int

        /// The share of the run after which τ stays the same, above 0 and at most 1.
        public var share: Double

        /// Describes a cooling over a run of `epochCount` epochs.
        public init(factor: Double, epochCount: Int, share: Double = 0.8) {
            self.factor = factor
            self.epochCount = epochCount
            self.share = share
        }
    }

    /// Creates the method with the temperature that the studies in `docs/results` support for a run of
    /// `epochCount` epochs: 3·t² at first, 0.03·t² in the end.
    public convenience init(epochCount: Int) throws {
        try self.init(
            temperature: .relative(Self.firstFactor),
            cooling: Cooling(factor: Self.finalFactor / Self.firstFactor, epochCount: epochCount))
    }

    fileprivate static let firstFactor = 3.0
    fileprivate static let finalFactor = 0.03

    /// Creates the method; τ = 10⁻⁴ all the time by default, as in the paper.
    ///
    /// - Throws: ``PruningError/invalidTemperature(_:)`` if a temperature is not finite and above 0.
    public init(temperature: Temperature = .fixed(1e-4), cooling: Cooling? = nil) throws {
        switch temperature {
        case .fixed(let number), .relative(let number):
            guard number > 0, number.isFinite else {
                throw PruningError.invalidTemperature(number)
            }
        }
        if let factor = cooling?.factor, !(factor > 0 && factor <= 1) {
            throw PruningError.invalidTemperature(factor)
        }
        self.temperature = temperature
        self.cooling = cooling
        currentTemperature = temperature
    }

    /// `pdp`.
    public var name: String { "pdp" }

    /// τ for a layer with the given threshold.
    public func tau(threshold: Double) -> Double {
        switch currentTemperature {
        case .fixed(let number): number
        case .relative(let factor): factor * threshold * threshold
        }
    }

    /// Lets every parameter of `layers` compute with its soft-masked weights.
    public func attach(to layers: [PrunedLayer]) throws {
        for layer in layers {
            for parameter in layer.parameters {
                parameter.transform = SoftMasking(layer: layer, method: self)
            }
        }
    }
}

extension PDP {
    /// Sets the temperature that belongs to `moment`.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        guard let cooling else { return }
        let passed = moment.epochs / (Double(max(cooling.epochCount, 1)) * cooling.share)
        let factor = pow(cooling.factor, min(1, passed))
        switch temperature {
        case .fixed(let number): currentTemperature = .fixed(number * factor)
        case .relative(let number): currentTemperature = .relative(number * factor)
        }
    }
}

/// Multiplies the weights of one parameter with the soft mask of its layer.
private final class SoftMasking: WeightTransform {
    private unowned let layer: PrunedLayer
    private let method: PDP

    init(layer: PrunedLayer, method: PDP) {
        self.layer = layer
        self.method = method
    }

    func callAsFunction(_ weight: Tensor) throws -> Tensor {
        let prunedCount = layer.prunedUnitCount
        guard prunedCount > 0 else { return weight }
        if let fused = try layer.fusedSoftMasked(
            weight, temperature: method.currentTemperature)
        {
            return fused
        }
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
        switch method.currentTemperature {
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
    "τ in squared units of the weights")
private let relativeTemperatureOption = MethodOption(
    "relative-temperature", in: 1e-12...1e6, default: nil,
    "τ as a multiple of the squared threshold of the layer; 3, falling to 0.03, if no temperature "
        + "is given")
private let finalTemperatureOption = MethodOption(
    "final-temperature", in: 1e-12...1e6, default: nil,
    "what the temperature falls to over the first 80 % of the run; constant if left out")

extension MethodDescription {
    static let pdp = MethodDescription(
        "pdp", "parameter-free differentiable pruning: a soft mask from the weights alone",
        options: [temperatureOption, relativeTemperatureOption, finalTemperatureOption],
        defaults: MethodDefaults(fixesMasks: true)
    ) { settings in
        let fixed = settings.given(temperatureOption)
        let factor = settings.given(relativeTemperatureOption)
        if let factor, fixed != nil {
            throw PruningError.invalidOption(
                relativeTemperatureOption.name, method: "pdp", found: "\(factor)",
                allowed: "left out where 'temperature' is given")
        }
        let final = settings.given(finalTemperatureOption)
        if fixed == nil, factor == nil, final == nil {
            return try PDP(epochCount: settings.run.epochCount)
        }
        let first = factor ?? fixed ?? PDP.firstFactor
        let cooling = try final.map { final in
            guard final <= first else {
                throw PruningError.invalidOption(
                    finalTemperatureOption.name, method: "pdp", found: "\(final)",
                    allowed: "at most the first temperature, \(first)")
            }
            return PDP.Cooling(factor: final / first, epochCount: settings.run.epochCount)
        }
        return try PDP(
            temperature: fixed == nil ? .relative(first) : .fixed(first), cooling: cooling)
    }
}
