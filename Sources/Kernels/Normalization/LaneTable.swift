/// Numbers of channels, each in all lanes that belong to its channel: rows of as many vectors as a layout
/// has slots.
struct LaneTable: Sendable {
    private let rowLength: Int
    private let values: [Float]

    /// - Parameters:
    ///   - layout: The layout with the channels.
    ///   - rows: Each one number for each channel.
    init(_ layout: ImageLayout, _ rows: [[Float]]) {
        let lanes = 0..<layout.slotCount * laneCount
        rowLength = lanes.count
        values = rows.flatMap { row in lanes.map { row[layout.channel(ofLane: $0)] } }
    }

    /// The numbers in the lanes of a slot.
    @inline(__always)
    func lanes(_ row: Int, ofSlot slot: Int) -> Lanes {
        values.withUnsafeBufferPointer { values in
            guard let start = values.baseAddress else { return .zero }
            return load(start + row * rowLength + slot * laneCount)
        }
    }
}
