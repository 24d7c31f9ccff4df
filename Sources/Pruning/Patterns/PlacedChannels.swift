import Sparsity
import Tensors

/// Channels at some places of an axis; the weights at other places are in no unit, and stay.
struct PlacedChannels: ChannelPattern, PartialPattern {
    let places: ChannelPlaces

    init(_ places: ChannelPlaces) { self.places = places }

    /// As for whole output channels, which is what the zeros of a file show.
    var description: String { OutputChannels().description }

    var family: PatternFamily? { .channels }

    var axis: Int { places.axis }

    var positions: [Int] { Array(places.positions.joined()) }

    func obstacle(toShape shape: [Int]) -> String? {
        OutputChannels().obstacle(toShape: shape) ?? places.obstacle(toShape: shape)
    }

    func unitCounts(ofShape shape: [Int]) -> (groups: Int, unitsPerGroup: Int) {
        (1, places.positions.count)
    }

    func zeroCount(ofShape shape: [Int], prunedUnitCount: Int) -> Int {
        self.shape(within: shape).reduce(1, *) / max(places.positions.count, 1) * prunedUnitCount
    }

    func part(of tensor: Tensor) throws -> Tensor { try rows(of: tensor) }

    func magnitudes(of weight: Tensor) throws -> Tensor { try norms(of: weight) }

    func rows(of weight: Tensor) throws -> Tensor {
        let index = try index(positions, for: weight)
        let axes = weight.shape.indices
        // What has one number for each channel has no other axis.
        let axis = axes.count > 1 ? places.axis : 0
        let first = try axis == 0 ? weight : weight.permuted([axis] + axes.filter { $0 != axis })
        return try first.selecting(index, along: 0).reshaped([places.positions.count, -1])
    }

    /// `[outputs, 1, …]` along the axis, with 1 at other places.
    func spread(_ mask: Tensor, overShape shape: [Int]) throws -> Tensor {
        var units = [Int](repeating: places.positions.count, count: shape[places.axis])
        for (unit, positions) in places.positions.enumerated() {
            for position in positions { units[position] = unit }
        }
        let row = try mask.reshaped([-1])
        let one = try withoutGradients { try row.narrowed(0, to: 0..<1).onesLike() }
        let wide = try Tensor.concatenating([row, one], along: 0)
            .selecting(index(units, for: mask), along: 0)
        return try wide.reshaped(shape.indices.map { $0 == places.axis ? shape[$0] : 1 })
    }

    private func index(_ places: [Int], for tensor: Tensor) throws -> Tensor {
        try Tensor(places.map { Int64($0) }, shape: [places.count])
            .moved(to: tensor.device ?? .cpu)
    }
}
