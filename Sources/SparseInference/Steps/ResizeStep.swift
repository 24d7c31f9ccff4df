import Graphs

/// Planes made larger or smaller.
struct ResizeStep: Step {
    let layer: LayerDescription
    let input: PlaneLayout
    let output: PlaneLayout
    private let inputWidth: Int
    private let rows: [Pair]
    private let columns: [Pair]
    /// Whether every element is one of the input.
    private let isNearest: Bool

    /// Two elements along an axis and their shares in an element of the output.
    private struct Pair: Equatable {
        let first: Int
        let second: Int
        let firstShare: Float
        let secondShare: Float

        /// A single tap is taken twice by halves: with a share of 0 an infinity would not stay one.
        init(_ taps: [Resize.Tap]) {
            first = taps[0].place
            second = taps[taps.count - 1].place
            let isSingle = taps.count == 1
            firstShare = isSingle ? 0.5 : Float(taps[0].weight)
            secondShare = isSingle ? 0.5 : Float(taps[1].weight)
        }
    }

    /// Makes the step.
    ///
    /// - Parameters:
    ///   - layer: What is said of it.
    ///   - input: The planes.
    ///   - width: The elements of a row of them.
    ///   - output: Where the results go.
    ///   - rows: For each row of the output what it is made of.
    ///   - columns: For each column the same.
    init(
        _ layer: LayerDescription, from input: PlaneLayout, width: Int, to output: PlaneLayout,
        rows: [[Resize.Tap]], columns: [[Resize.Tap]]
    ) {
        self.layer = layer
        self.input = input
        self.output = output
        inputWidth = width
        self.rows = rows.map { Pair($0) }
        self.columns = columns.map { Pair($0) }
        isNearest = (rows + columns).allSatisfy { $0.count == 1 }
    }

    var scratchCount: Int { inputWidth }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let channelCount = input.channelCount
        pool.run(input.imageCount * channelCount) { number, thread in
            let (image, channel) = number.quotientAndRemainder(dividingBy: channelCount)
            resize(
                UnsafePointer(workspace.pointer(input.view))
                    + (input.offset(ofImage: image) + channel * input.channelStride),
                to: workspace.pointer(output.view)
                    + (output.offset(ofImage: image) + channel * output.channelStride),
                workspace.scratch(ofThread: thread))
        }
    }

    private func resize(
        _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>,
        _ scratch: UnsafeMutablePointer<Float>
    ) {
        let width = columns.count
        for y in rows.indices {
            let result = target + y * width
            if y > 0, rows[y] == rows[y - 1] {
                result.update(from: result - width, count: width)
            } else if isNearest {
                let row = source + rows[y].first * inputWidth
                columns.withUnsafeBufferPointer { columns in
                    for x in 0..<width { result[x] = row[columns[x].first] }
                }
            } else {
                blend(rows[y], source, scratch)
                columns.withUnsafeBufferPointer { columns in
                    for x in 0..<width {
                        let pair = columns[x]
                        result[x] =
                            scratch[pair.first] * pair.firstShare
                            + scratch[pair.second] * pair.secondShare
                    }
                }
            }
        }
    }

    /// Mixes two rows.
    private func blend(
        _ pair: Pair, _ source: UnsafePointer<Float>, _ result: UnsafeMutablePointer<Float>
    ) {
        let (first, second) = (source + pair.first * inputWidth, source + pair.second * inputWidth)
        for x in 0..<inputWidth {
            result[x] = first[x] * pair.firstShare + second[x] * pair.secondShare
        }
    }
}
