extension ReferenceKernels {
    /// Copies planes with their padding.
    public static func pad(_ planes: PaddedPlanes) {
        let (geometry, layout) = (planes.geometry, planes.layout)
        for plane in 0..<planes.planeCount {
            let source = planes.input + plane * planes.inputStride
            let target = planes.output + plane * planes.outputStride
            for place in 0..<layout.elementCount {
                let (row, rest) = place.quotientAndRemainder(dividingBy: layout.rowPitch)
                let (part, index) = rest.quotientAndRemainder(dividingBy: layout.partPitch)
                let y = row - geometry.paddingTop
                let x = index * geometry.strideX + part - geometry.paddingLeft
                let isInside =
                    (0..<geometry.height).contains(y) && (0..<geometry.width).contains(x)
                target[place] = isInside ? source[y * geometry.width + x] : 0
            }
        }
    }

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

    /// Computes planes of a depthwise convolution or of a pooling.
    public static func slide(_ windows: PlaneWindows) {
        for plane in 0..<windows.planeCount {
            for position in 0..<windows.geometry.outputCount {
                windows.output[plane * windows.outputStride + position] =
                    windows.result(plane, position)
            }
        }
    }
}

extension PlaneWindows {
    /// What the window makes of what it sees at a position.
    fileprivate func result(_ plane: Int, _ position: Int) -> Float {
        var sum = bias.map { $0[plane] } ?? 0
        var greatest = -Float.infinity
        for tap in 0..<geometry.tapCount {
            guard let place = geometry.place(position, tap) else { continue }
            let element = input[plane * inputStride + place]
            sum += weights[plane * weightStride + tap] * element
            greatest = max(greatest, element)
        }
        return bounds.clamp(function == .weightedSum ? sum : greatest)
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
