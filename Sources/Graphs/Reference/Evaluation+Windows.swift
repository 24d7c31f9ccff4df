/// Which elements of the input the windows of a convolution or pooling see.
struct WindowTable {
    /// The number of elements of a window.
    let tapCount: Int
    /// For every window and every tap the place in the input, -1 outside.
    let places: [Int]

    /// Makes the table.
    ///
    /// - Parameters:
    ///   - input: The spatial sizes of the input.
    ///   - output: The spatial sizes of the output.
    ///   - kernel: The sizes of the window.
    ///   - strides: The steps of the window.
    ///   - dilations: The distances of its taps.
    ///   - before: The padding before each axis.
    init(
        input: [Int], output: [Int], kernel: [Int], strides: [Int], dilations: [Int], before: [Int]
    ) {
        let grid = Positions(input)
        var places: [Int] = []
        Positions(output).forEach { window in
            Positions(kernel).forEach { tap in
                let place = input.indices.map {
                    window[$0] * strides[$0] + tap[$0] * dilations[$0] - before[$0]
                }
                let isInside = input.indices.allSatisfy { (0..<input[$0]).contains(place[$0]) }
                places.append(isInside ? grid.position(place) : -1)
            }
        }
        self.places = places
        tapCount = kernel.reduce(1, *)
    }

    /// What the windows see of a channel: for every tap its element in every window, 0 outside.
    func columns(of channel: ArraySlice<Double>) -> [Double] {
        let windowCount = places.count / max(tapCount, 1)
        var columns = [Double](repeating: 0, count: places.count)
        for window in 0..<windowCount {
            for tap in 0..<tapCount {
                let place = places[window * tapCount + tap]
                if place >= 0 {
                    columns[tap * windowCount + window] = channel[channel.startIndex + place]
                }
            }
        }
        return columns
    }
}

extension [Double] {
    /// Adds columns, each as long as the others and times its factor, to the elements from `start` on.
    fileprivate mutating func add(
        _ columns: [Double], times factors: ArraySlice<Double>, at start: Int
    ) {
        let length = columns.count / Swift.max(factors.count, 1)
        withUnsafeMutableBufferPointer { elements in
            columns.withUnsafeBufferPointer { columns in
                let sums = UnsafeMutableBufferPointer(rebasing: elements[start..<start + length])
                for (tap, factor) in factors.enumerated() {
                    let column = UnsafeBufferPointer(
                        rebasing: columns[tap * length..<(tap + 1) * length])
                    for place in 0..<length { sums[place] += factor * column[place] }
                }
            }
        }
    }
}

extension Evaluation {
    func convolution(_ x: Tensor, _ attributes: Convolution) throws(GraphError) -> Tensor {
        let weights = try input(1)
        let bias = optional(2)?.numbers
        let (inputSizes, outputSizes) = (Array(x.shape.dropFirst(2)), Array(shape.dropFirst(2)))
        let kernel = Array(weights.shape.dropFirst(2))
        let table = WindowTable(
            input: inputSizes, output: outputSizes, kernel: kernel, strides: attributes.strides,
            dilations: attributes.dilations,
            before: attributes.padding.sizes(
                input: inputSizes, output: outputSizes, kernel: kernel, strides: attributes.strides,
                dilations: attributes.dilations
            ).before)
        let (inputCount, windowCount) = (inputSizes.reduce(1, *), outputSizes.reduce(1, *))
        let (channels, outputs, perGroup) = (x.shape[1], weights.shape[0], weights.shape[1])
        let (taps, outputsPerGroup) = (table.tapCount, outputs / attributes.groups)
        let (elements, w) = (x.numbers, weights.numbers)
        var result = (0..<x.shape[0] * outputs).flatMap {
            repeatElement(bias?[$0 % outputs] ?? 0, count: windowCount)
        }
        for plane in 0..<x.shape[0] * channels {
            let (image, channel) = (plane / channels, plane % channels)
            let columns = table.columns(of: elements[plane * inputCount..<(plane + 1) * inputCount])
            let group = channel / perGroup
            for output in group * outputsPerGroup..<(group + 1) * outputsPerGroup {
                let first = (output * perGroup + channel % perGroup) * taps
                result.add(
                    columns, times: w[first..<first + taps],
                    at: (image * outputs + output) * windowCount)
            }
        }
        return Tensor(x.elementType, shape, result)
    }

    /// Every input element is added, times the kernel, to the outputs whose window of the forward
    /// convolution would see it.
    func transposedConvolution(
        _ x: Tensor, _ attributes: TransposedConvolution
    ) throws(GraphError) -> Tensor {
        let weights = try input(1)
        let bias = optional(2)?.numbers
        let convolution = attributes.convolution
        let (inputSizes, outputSizes) = (Array(x.shape.dropFirst(2)), Array(shape.dropFirst(2)))
        let kernel = Array(weights.shape.dropFirst(2))
        let table = WindowTable(
            input: outputSizes, output: inputSizes, kernel: kernel, strides: convolution.strides,
            dilations: convolution.dilations,
            before: convolution.padding.sizes(
                input: outputSizes, output: inputSizes, kernel: kernel,
                strides: convolution.strides,
                dilations: convolution.dilations
            ).before)
        let (inputCount, outputCount) = (inputSizes.reduce(1, *), outputSizes.reduce(1, *))
        let (channels, perGroup, taps) = (x.shape[1], weights.shape[1], table.tapCount)
        let (elements, w) = (x.numbers, weights.numbers)
        var result: [Double] = []
        for image in 0..<x.shape[0] {
            for output in 0..<shape[1] {
                let group = output / perGroup
                var sums = [Double](repeating: bias?[output] ?? 0, count: outputCount)
                for channel in group * (channels / convolution.groups)..<(group + 1)
                    * (channels / convolution.groups)
                {
                    let source = (image * channels + channel) * inputCount
                    let first = (channel * perGroup + output % perGroup) * taps
                    for place in 0..<inputCount {
                        for tap in 0..<taps {
                            let target = table.places[place * taps + tap]
                            if target >= 0 {
                                sums[target] += elements[source + place] * w[first + tap]
                            }
                        }
                    }
                }
                result += sums
            }
        }
        return Tensor(x.elementType, shape, result)
    }

    func maxPool(_ x: Tensor, _ pooling: Pooling) -> Tensor {
        pooled(x, pooling) { values, _ in
            values.reduce(-.infinity) { $0.isNaN || $0 > $1 ? $0 : $1 }
        }
    }

    func averagePool(_ x: Tensor, _ pooling: Pooling) -> Tensor {
        pooled(x, pooling) { values, count in
            values.reduce(0, +) / Double(pooling.countsPadding ? count : values.count)
        }
    }

    /// Applies a function to the elements of every window; it also gets how many there are with the
    /// padding, but without what a window that was rounded up takes beyond it.
    private func pooled(
        _ x: Tensor, _ pooling: Pooling, _ function: ([Double], Int) -> Double
    ) -> Tensor {
        let (inputSizes, outputSizes) = (Array(x.shape.dropFirst(2)), Array(shape.dropFirst(2)))
        let padding = pooling.padding.sizes(
            input: inputSizes, output: outputSizes, kernel: pooling.kernel,
            strides: pooling.strides,
            dilations: pooling.dilations)
        func table(_ sizes: [Int], _ before: [Int]) -> WindowTable {
            WindowTable(
                input: sizes, output: outputSizes, kernel: pooling.kernel, strides: pooling.strides,
                dilations: pooling.dilations, before: before)
        }
        let inside = table(inputSizes, padding.before)
        let padded = table(
            inputSizes.indices.map { inputSizes[$0] + padding.before[$0] + padding.after[$0] },
            inputSizes.map { _ in 0 })
        let (inputCount, windowCount) = (inputSizes.reduce(1, *), outputSizes.reduce(1, *))
        let (elements, taps) = (x.numbers, inside.tapCount)
        var result: [Double] = []
        for plane in 0..<x.shape[0] * x.shape[1] {
            for window in 0..<windowCount {
                let range = window * taps..<(window + 1) * taps
                let values = inside.places[range].filter { $0 >= 0 }.map {
                    elements[plane * inputCount + $0]
                }
                result.append(function(values, padded.places[range].count { $0 >= 0 }))
            }
        }
        return Tensor(x.elementType, shape, result)
    }
}
