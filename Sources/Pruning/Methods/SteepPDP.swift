// PDP's mask m = sigmoid((w² − t²)/τ) is that of Cho, Adya and Naik, NeurIPS 2023, arXiv:2305.11203; its form
// here is this package's own, docs/design/0059.

import Layers
import Tensors

/// PDP with a mask that rises steeply from 0 at the threshold: ŵ = (2m − 1)^⅓·w for |w| > t, 0 below.
///
/// The centred mask, ``PDP/centred(temperature:)``, holds weights down that are a little above the threshold,
/// and its gradient pushes them away from there. This one lets them reach half of their size at a magnitude of
/// 1.12 t and nine tenths at 1.69 t with τ = t², and gradients reach all stored weights as they are. A unit
/// of several weights is scaled by the same rule for its norm.
///
/// The pruner has to be advanced before every step.
public final class SteepPDP: ShrinkingMethod {
    /// τ as a multiple of the squared threshold.
    public let relativeTemperature: Double

    var shrinkage = ParameterShrinkage()

    /// Creates the method.
    ///
    /// - Parameter relativeTemperature: τ/t².
    /// - Throws: ``PruningError/invalidOption(_:method:found:allowed:)`` if it is not in `1e-12...1e6`.
    public init(relativeTemperature: Double = 1) throws {
        self.relativeTemperature = try temperatureOption.checked(
            relativeTemperature, of: "pdp-steep")
    }

    /// `pdp-steep`.
    public var name: String { "pdp-steep" }

    /// (2m − 1)^⅓ for magnitudes above the threshold.
    func factors(of magnitudes: Tensor, threshold: Tensor) throws -> Tensor {
        let temperature = PDP.Temperature.relative(relativeTemperature)
        let mask = try softMask(
            of: magnitudes, threshold: threshold, temperature: temperature.tau(threshold: threshold)
        )
        return try ((mask * 2 - 1).relu().logarithm() / 3).exponential()
    }
}

private let temperatureOption = MethodOption(
    "relative-temperature", in: 1e-12...1e6, default: 1,
    "τ as a multiple of the squared threshold")

extension MethodDescription {
    static let steepPDP = MethodDescription(
        "pdp-steep",
        "PDP with a mask that rises steeply from 0 at the threshold, and gradients as they are",
        options: [temperatureOption], defaults: MethodDefaults(reallocation: .step)
    ) { try SteepPDP(relativeTemperature: $0[temperatureOption]) }
}
