import InferenceKernels
import TestSupport
import Testing

@Suite struct WindowKernelTests {
    /// A window over a plane, the output as large as it can be.
    private static func geometry(
        _ height: Int, _ width: Int, kernel: Int, stride: Int, dilation: Int, padding: Int
    ) -> WindowGeometry? {
        let reach = (kernel - 1) * dilation + 1
        let output = [height, width].map { ($0 + 2 * padding - reach) / stride + 1 }
        guard height + 2 * padding >= reach, width + 2 * padding >= reach else { return nil }
        return WindowGeometry(
            input: (height, width), output: (output[0], output[1]), kernel: (kernel, kernel),
            stride: (stride, stride), dilation: (dilation, dilation), padding: (padding, padding))
    }

    private static let geometries: [WindowGeometry] = [1, 2, 3, 5].flatMap { kernel in
        [1, 2, 3].flatMap { stride in
            [1, 2].flatMap { dilation in
                [(1, 1), (5, 7), (7, 7), (8, 9), (14, 14), (14, 16), (17, 33), (70, 120)].compactMap
                { size in
                    geometry(
                        size.0, size.1, kernel: kernel, stride: stride, dilation: dilation,
                        padding: kernel / 2)
                }
            }
        }
    }

    @Test func planesEqualTheReference() {
        var generator = SeededGenerator(seed: 1)
        for geometry in Self.geometries {
            let (inputStride, outputStride) = (
                geometry.height * geometry.width + 5, geometry.outputCount + laneUnit
            )
            let planes = Floats(random: 2 * inputStride, &generator, room: geometry.reach)
            let weights = Floats(random: 2 * geometry.tapCount, &generator)
            let bias = Floats(random: 2, &generator)
            let layout = BandLayout(geometry)
            let offsets = layout.offsets(geometry)
            let band = Floats(
                [Float](repeating: .nan, count: PlaneWindows.scratchCount(geometry)))
            let places = (0..<2).flatMap { plane in
                (0..<geometry.outputCount).map { plane * outputStride + $0 }
            }
            for function in [PlaneWindows.Function.weightedSum, .maximum] {
                expectReference(
                    2 * outputStride, places: places, tolerance: 1e-5, "\(geometry) \(function)"
                ) { kernels, output in
                    kernels.slide(
                        PlaneWindows(
                            geometry: geometry, function: function, planeCount: 2,
                            input: planes.start, inputStride: inputStride, weights: weights.start,
                            weightStride: geometry.tapCount, bias: bias.start,
                            bounds: Bounds(lower: -1, upper: 0.5), output: output,
                            outputStride: outputStride, layout: layout, offsets: offsets,
                            band: band.start))
                }
            }
        }
    }

    /// Bits for positions that see the input, for each tap.
    private static func masks(_ geometry: WindowGeometry, _ positions: Range<Int>) -> [UInt16]? {
        guard geometry.seesStretches else { return nil }
        return (0..<geometry.tapCount).flatMap { tap in
            (0..<PatchPanel.maskCount).map { word in
                let lanes = (0..<16).filter { lane in
                    let position = positions.lowerBound + word * 16 + lane
                    guard positions.contains(position) else { return false }
                    let place = position + geometry.shift(ofTap: tap)
                    let column =
                        position % geometry.width
                        + tap % geometry.kernelWidth * geometry.dilationX - geometry.paddingLeft
                    return (0..<geometry.width).contains(column)
                        && (0..<geometry.width * geometry.height).contains(place)
                }
                return lanes.reduce(0) { $0 | 1 << UInt16($1) }
            }
        }
    }

    @Test func paddedPlanesEqualTheReference() {
        var generator = SeededGenerator(seed: 5)
        for geometry in Self.geometries {
            let layout = PaddedLayout(geometry)
            let (inputStride, outputStride) = (
                geometry.height * geometry.width + 3, layout.elementCount + PaddedPlanes.slack
            )
            let input = Floats(random: 2 * inputStride, &generator, room: geometry.reach)
            let places = (0..<2 * outputStride).filter {
                $0 % outputStride < layout.elementCount
            }
            expectReference(2 * outputStride, places: places, tolerance: 0, "\(geometry)") {
                kernels, output in
                kernels.pad(
                    PaddedPlanes(
                        geometry: geometry, layout: layout, planeCount: 2, input: input.start,
                        inputStride: inputStride, output: output, outputStride: outputStride))
            }
        }
    }

    @Test func patchesEqualTheReference() {
        var generator = SeededGenerator(seed: 2)
        for geometry in Self.geometries where geometry.outputCount < 2_000 {
            let channelStride = geometry.height * geometry.width + 3
            let input = Floats(random: 3 * channelStride, &generator, room: geometry.reach)
            let rows = 1..<3 * geometry.tapCount
            for start in Set([0, geometry.outputCount / 3]) {
                let positions = start..<min(geometry.outputCount, start + largestTile)
                let places = (0..<rows.count).flatMap { row in
                    (0..<positions.count).map { row * largestTile + $0 }
                }
                let masks = Self.masks(geometry, positions)
                for masks in Set([nil, masks]) {
                    expectReference(
                        rows.count * largestTile, places: places, tolerance: 0, "\(geometry)"
                    ) { kernels, panel in
                        pack(
                            PatchPanel(
                                geometry: geometry, input: input.start,
                                channelStride: channelStride, rows: rows, positions: positions,
                                panel: panel, panelStride: largestTile, masks: nil), masks, kernels)
                    }
                }
            }
        }
    }

    private func pack(
        _ patches: PatchPanel, _ masks: [UInt16]?, _ kernels: any KernelLevel.Type
    ) {
        guard let masks else { return kernels.pack(patches) }
        masks.withUnsafeBufferPointer { words in
            var patches = patches
            patches.masks = words.baseAddress
            kernels.pack(patches)
        }
    }

    @Test(arguments: [0, 1, 31, 32, 33, 100])
    func sumsEqualTheReference(_ count: Int) {
        var generator = SeededGenerator(seed: 3)
        let planes = Floats(random: 3 * (count + 5), &generator)
        expectReference(6, places: [0, 2, 4], tolerance: 1e-5, "\(count)") { kernels, output in
            kernels.sum(
                PlaneSums(
                    input: planes.start, planeStride: count + 5, elementCount: count,
                    planeCount: 3, scale: 0.5, output: output, outputStride: 2))
        }
    }
}
