// "PDP: Parameter-free Differentiable Pruning is All You Need", Cho, Adya and Naik, NeurIPS 2023,
// arXiv:2305.11203. No code was published; docs/paper-notes.md says what is the paper's and what
// is a decision of this package.

import Kernels
import Layers
public import Tensors

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
    public private(set) var temperature: Temperature

    /// How wide the soft zone is now; ``temperature`` unless it is cooled.
    public private(set) var currentTemperature: Temperature

    /// How the mask rises with the magnitude.
    let curve: MaskCurve

    private var cooling: Cooling?
    private var followsPattern = false

    /// Creates the method with the temperatures that the studies in `docs/results` support for a run of
    /// `epochCount` epochs: 3·t² at first, 0.065·t² in the end, or in epoch `freezeEpoch`, counted from 0,
    /// if the masks are fixed there. For channels they are those of ``forChannels()``.
    public convenience init(epochCount: Int, freezeEpoch: Int? = nil) throws {
        try self.init(
            temperature: .relative(Self.firstFactor),
            cooling: Cooling(
                factor: Self.finalFactor / Self.firstFactor, epochCount: epochCount,
                freezeEpoch: freezeEpoch))
        followsPattern = true
    }

    /// Creates the method as the paper runs it: τ = 10⁻⁴ for every layer, all the time.
    ///
    /// It is behind ``init(epochCount:freezeEpoch:)`` where weights are large beside √τ, as in small
    /// networks; docs/design/0007 says why. The paper's ramp is ``LinearRamp``.
    public static func paper() throws -> PDP { try PDP(temperature: .fixed(1e-4)) }

    /// Creates the method with the temperature that the studies in `docs/results` support for channels:
    /// 10⁻⁴·t² all the time, so that a channel is in or out from the beginning: a batch norm after it gives a
    /// channel that is half in its full size again, and the network relies on it to the end.
    public static func forChannels() throws -> PDP {
        try PDP(temperature: .relative(channelFactor))
    }

    /// Creates the method with its mask centred: ŵ = max(0, 2m − 1)·w, which is 0 for all weights below the
    /// threshold and rises from 0 above it, so that the network that is trained has the zeros of the one
    /// that is written.
    ///
    /// Gradients are those of the formula above the threshold; pruned weights are trained as if they were
    /// not masked. Not in the paper; docs/design/0046 says why.
    ///
    /// - Parameter temperature: τ; by default 0.3·t².
    /// - Returns: The method.
    /// - Throws: ``PruningError/invalidTemperature(_:)``
    public static func centred(
        temperature: Temperature = .relative(centredFactor)
    ) throws -> PDP {
        try PDP(temperature: temperature, curve: .centred)
    }

    /// Creates the method with a mask that rises steeply from 0 at the threshold: ŵ = (2m − 1)^⅓·w for |w| > t, 0
    /// below.
    ///
    /// The centred mask holds weights down that are a little above the threshold, and its gradient pushes them
    /// away from there. This one lets them reach half of their size at a magnitude of 1.12 t and nine tenths at
    /// 1.69 t with τ = t². Gradients reach kept weights as they are and pruned ones with the factor 2m, which is 1 at
    /// the threshold and 0.54 at 0. Not in the paper; docs/design/0059 says why.
    ///
    /// - Parameter temperature: τ; by default t².
    /// - Returns: The method.
    /// - Throws: ``PruningError/invalidTemperature(_:)``
    public static func steep(
        temperature: Temperature = .relative(steepFactor)
    ) throws -> PDP {
        try PDP(temperature: temperature, curve: .steep)
    }

    static let firstFactor = 3.0
    static let finalFactor = 0.065
    static let channelFactor = 1e-4

    /// τ of a centred mask as a multiple of the squared threshold.
    public static let centredFactor = 0.3

    /// τ of a steep mask as a multiple of the squared threshold.
    public static let steepFactor = 1.0

    /// Creates the method with temperatures of one's own.
    ///
    /// - Throws: ``PruningError/invalidTemperature(_:)`` if the temperature is not finite and above 0,
    ///   or ``PruningError/invalidSetting(name:found:allowed:)`` for an impossible cooling.
    public convenience init(temperature: Temperature, cooling: Cooling? = nil) throws {
        try self.init(temperature: temperature, cooling: cooling, curve: .soft)
    }

    private init(temperature: Temperature, cooling: Cooling? = nil, curve: MaskCurve) throws {
        switch temperature {
        case .fixed(let number), .relative(let number):
            guard number > 0, number.isFinite else {
                throw PruningError.invalidTemperature(number)
            }
        }
        try cooling?.check()
        self.temperature = temperature
        self.cooling = cooling
        self.curve = curve
        currentTemperature = temperature
    }

    /// `pdp`, `pdp-centred` or `pdp-steep`.
    public var name: String {
        switch curve {
        case .soft: "pdp"
        case .centred: "pdp-centred"
        case .steep: "pdp-steep"
        }
    }

    /// The threshold follows from the number in every step.
    public var allowsReallocation: Bool { true }

    /// τ for a layer with the given threshold.
    public func tau(threshold: Double) -> Double {
        switch currentTemperature {
        case .fixed(let number): number
        case .relative(let factor): factor * threshold * threshold
        }
    }

    /// Lets every parameter of `layers` compute with its soft-masked weights.
    public func attach(to layers: [PrunedLayer]) throws {
        if followsPattern, layers.allSatisfy({ $0.pattern.family == .channels }) {
            (temperature, cooling) = (.relative(Self.channelFactor), nil)
            currentTemperature = temperature
        }
        for layer in layers {
            layer.setTransforms { SoftMasking($0, of: layer.link, method: self) }
        }
    }

    /// The stored weights that are kept; with a mask that is 0 at the threshold their products with it, as it is
    /// by the weights after the last step.
    public func hardWeights(of layer: PrunedLayer) throws -> [Tensor] {
        let kept = try layer.masked(by: layer.hardMask())
        guard curve != .soft, layer.prunedUnitCount > 0 else { return kept }
        return try withoutGradients {
            let mask = try unitMask(of: layer.link).clamped(to: leastFactor...1)
            return try zip(kept, layer.allMembers).map { kept, member in
                try kept * member.pattern.spread(mask, overShape: kept.shape)
            }
        }
    }
}

extension PDP {
    /// Sets the temperature that belongs to `moment`.
    public func prepareStep(_ layers: [PrunedLayer], at moment: TrainingMoment) throws {
        guard let factor = cooling?.factor(at: moment) else { return }
        switch temperature {
        case .fixed(let number): currentTemperature = .fixed(number * factor)
        case .relative(let number): currentTemperature = .relative(number * factor)
        }
    }
}
