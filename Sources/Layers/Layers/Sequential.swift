public import Tensors

/// Layers applied one after the other, numbered from 0 in paths.
public final class Sequential: Layer {
    @Named private var layers: [any Layer]

    /// Whether each segment keeps its input alone while training.
    public var isCheckpointed = false

    /// The places of the layers that are computed anew together.
    private let segments: [Range<Int>]

    /// Creates a chain of `layers`.
    public init(_ layers: [any Layer]) {
        _layers = Named("", layers)
        segments = layers.segments
    }

    /// Applies the layers in order; a batch norm with the ReLU after it.
    public func callAsFunction(_ input: Tensor) throws -> Tensor { try self(input, adding: nil) }

    /// Applies the layers in order and adds `residual`; a batch norm at the end adds it itself.
    package func callAsFunction(_ input: Tensor, adding residual: Tensor?) throws -> Tensor {
        guard isCheckpointed, let last = segments.last else {
            return try apply(layers.indices, to: input, adding: residual)
        }
        let value = try segments.dropLast().reduce(input) { value, places in
            try segment([value]) { try self.apply(places, to: $0[0], adding: nil) }
        }
        return try segment([value] + (residual.map { [$0] } ?? [])) {
            try self.apply(last, to: $0[0], adding: $0.count > 1 ? $0[1] : nil)
        }
    }

    private func apply(
        _ places: Range<Int>, to input: Tensor, adding residual: Tensor?
    ) throws -> Tensor {
        var value = input
        var rest = layers[places]
        while let layer = rest.popFirst() {
            guard let norm = layer as? BatchNorm2D else {
                value = try layer(value)
                continue
            }
            if let next = rest.first as? any NormActivation {
                value = try norm(value, activation: next.activation)
                rest.removeFirst()
            } else if rest.isEmpty, residual != nil {
                return try norm(value, adding: residual, activation: .identity)
            } else {
                value = try norm(value)
            }
        }
        return try residual.map { try value + $0 } ?? value
    }
}

extension Sequential: GradientCheckpointing {
    /// Each layer that has parts is a segment; of a chain of plain layers about √n together are.
    public var segmentCount: Int { segments.count }
}

extension [any Layer] {
    /// The places of the segments: each layer with parts, and of the plain layers between them some at a time.
    fileprivate var segments: [Range<Int>] {
        var segments: [Range<Int>] = []
        var plain: [Range<Int>] = []
        for place in indices {
            if self[place].hasParts {
                segments += plain.joinedInRoot + [place..<place + 1]
                plain = []
            } else if place > 0, self[place] is any NormActivation, self[place - 1] is BatchNorm2D,
                let norm = plain.popLast()
            {
                plain.append(norm.lowerBound..<place + 1)
            } else {
                plain.append(place..<place + 1)
            }
        }
        return segments + plain.joinedInRoot
    }
}

extension [Range<Int>] {
    /// These n neighbours, about √n at a time joined to one.
    fileprivate var joinedInRoot: [Range<Int>] {
        let partCount = Int(Double(count).squareRoot().rounded())
        return (0..<partCount).map { part in
            let (first, last) = (count * part / partCount, count * (part + 1) / partCount - 1)
            return self[first].lowerBound..<self[last].upperBound
        }
    }
}

extension Module {
    fileprivate var hasParts: Bool {
        members.contains { if case .module = $0.member { true } else { false } }
    }
}
