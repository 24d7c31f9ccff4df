extension ReferenceKernels {
    /// Copies the pixels that a block of weights sees into a panel.
    public static func pack(_ patches: PatchPanel) {
        let geometry = patches.geometry
        for (index, row) in patches.rows.enumerated() {
            let (channel, tap) = row.quotientAndRemainder(dividingBy: geometry.tapCount)
            let plane = patches.input + channel * patches.channelStride
            for (lane, position) in patches.positions.enumerated() {
                let place = geometry.place(position, tap)
                patches.panel[index * patches.panelStride + lane] = place.map { plane[$0] } ?? 0
            }
        }
    }

    /// Computes one plane of a depthwise convolution or of a pooling.
    public static func slide(_ window: PlaneWindow) {
        let geometry = window.geometry
        for position in 0..<geometry.outputCount {
            var sum = window.bias
            var greatest = -Float.infinity
            for tap in 0..<geometry.tapCount {
                guard let place = geometry.place(position, tap) else { continue }
                sum += window.weights[tap] * window.input[place]
                greatest = max(greatest, window.input[place])
            }
            let result = window.function == .weightedSum ? sum : greatest
            window.output[position] = window.bounds.clamp(result)
        }
    }
}

extension WindowGeometry {
    /// The place in a plane that a tap sees at a position, nil outside.
    fileprivate func place(_ position: Int, _ tap: Int) -> Int? {
        let (y, x) = position.quotientAndRemainder(dividingBy: outputWidth)
        let (tapY, tapX) = tap.quotientAndRemainder(dividingBy: kernelWidth)
        let row = y * strideY + tapY * dilationY - paddingTop
        let column = x * strideX + tapX * dilationX - paddingLeft
        let isInside = (0..<height).contains(row) && (0..<width).contains(column)
        return isInside ? row * width + column : nil
    }
}
