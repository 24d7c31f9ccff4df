import Foundation

extension Evaluation {
    func gemm(_ x: Tensor, _ attributes: Gemm) throws(GraphError) -> Tensor {
        let weights = try input(1)
        let (a, b) = (x.numbers, weights.numbers)
        let (rows, columns) = (shape[0], shape[1])
        let depth = x.shape[attributes.transposesFirst ? 0 : 1]
        let bias = optional(2).map { tensor in
            let numbers = tensor.numbers
            return Positions(tensor.shape).broadcast(to: shape).map { numbers[$0] }
        }
        var result: [Double] = []
        for row in 0..<rows {
            for column in 0..<columns {
                var sum = 0.0
                for k in 0..<depth {
                    sum +=
                        a[attributes.transposesFirst ? k * rows + row : row * depth + k]
                        * b[attributes.transposesSecond ? column * depth + k : k * columns + column]
                }
                let offset =
                    bias.map { Double(attributes.biasScale) * $0[row * columns + column] } ?? 0
                result.append(Double(attributes.scale) * sum + offset)
            }
        }
        return product(of: x.elementType, result)
    }

    /// A sum of products in the type of its factors.
    private func product(of type: ElementType, _ numbers: [Double]) -> Tensor {
        type.isFloatingPoint
            ? Tensor(type, shape, numbers)
            : Tensor(type, shape, integers: numbers.map { Int(exactly: $0.rounded()) ?? 0 })
    }

    func matMul(_ x: Tensor, _ y: Tensor) throws(GraphError) -> Tensor {
        let left = x.shape.count == 1 ? [1] + x.shape : x.shape
        let right = y.shape.count == 1 ? y.shape + [1] : y.shape
        let (rows, depth, columns) = (
            left[left.count - 2], left[left.count - 1], right[right.count - 1]
        )
        let batch = Array(
            shape.prefix(shape.count - (x.shape.count > 1 ? 1 : 0) - (y.shape.count > 1 ? 1 : 0)))
        let leftPlaces = Positions(Array(left.dropLast(2))).broadcast(to: batch)
        let rightPlaces = Positions(Array(right.dropLast(2))).broadcast(to: batch)
        let (a, b) = (x.numbers, y.numbers)
        var result: [Double] = []
        result.reserveCapacity(shape.reduce(1, *))
        for (first, second) in zip(leftPlaces, rightPlaces) {
            for row in 0..<rows {
                var sums = [Double](repeating: 0, count: columns)
                for k in 0..<depth {
                    let factor = a[(first * rows + row) * depth + k]
                    let start = (second * depth + k) * columns
                    for column in 0..<columns { sums[column] += factor * b[start + column] }
                }
                result += sums
            }
        }
        return product(of: x.elementType, result)
    }

    // MARK: Along axes

    /// The elements of a tensor gathered by the place in the shape without `axes`, in order.
    private func lines(_ x: Tensor, axes: [Int]) -> (shape: [Int], places: [[Int]]) {
        let kept = x.shape.indices.filter { !axes.contains($0) }
        let lineShape = kept.map { x.shape[$0] }
        let target = Positions(lineShape)
        var places = [[Int]](repeating: [], count: target.count)
        var index = 0
        Positions(x.shape).forEach { coordinates in
            places[target.position(kept.map { coordinates[$0] })].append(index)
            index += 1
        }
        return (lineShape, places)
    }

    func reduce(_ function: ReduceOperator, _ x: Tensor, axes: [Int]?) -> Tensor {
        let axes = axes.map { $0.map { axis($0, rank: x.shape.count) } } ?? Array(x.shape.indices)
        let elements = x.numbers
        let numbers = lines(x, axes: axes).places.map { places -> Double in
            let values = places.map { elements[$0] }
            return switch function {
            case .mean: values.reduce(0, +) / Double(values.count)
            case .sum: values.reduce(0, +)
            case .max: values.reduce(-.infinity) { $0.isNaN || $0 > $1 ? $0 : $1 }
            case .min: values.reduce(.infinity) { $0.isNaN || $0 < $1 ? $0 : $1 }
            case .product: values.reduce(1, *)
            case .l1: values.reduce(0) { $0 + abs($1) }
            case .l2: values.reduce(0) { $0 + $1 * $1 }.squareRoot()
            case .sumOfSquares: values.reduce(0) { $0 + $1 * $1 }
            case .logSumExp:
                (values.max() ?? 0) + log(values.reduce(0) { $0 + exp($1 - (values.max() ?? 0)) })
            }
        }
        return x.elementType.isFloatingPoint
            ? Tensor(x.elementType, shape, numbers)
            : Tensor(
                x.elementType, shape,
                integers: numbers.map { Int(exactly: $0.rounded(.towardZero)) ?? 0 })
    }

    func argMax(_ x: Tensor, axis: Int) -> Tensor {
        let elements = x.numbers
        let indices = lines(x, axes: [self.axis(axis, rank: x.shape.count)]).places.map { places in
            places.indices.reduce(0) { elements[places[$1]] > elements[places[$0]] ? $1 : $0 }
        }
        return Tensor(.int64, shape, integers: indices)
    }

    func softmax(_ x: Tensor, axis: Int, isLogarithmic: Bool) -> Tensor {
        let elements = x.numbers
        var result = elements
        for places in lines(x, axes: [self.axis(axis, rank: x.shape.count)]).places {
            let largest = places.map { elements[$0] }.max() ?? 0
            let sum = places.reduce(0) { $0 + exp(elements[$1] - largest) }
            for place in places {
                let shifted = elements[place] - largest
                result[place] = isLogarithmic ? shifted - log(sum) : exp(shifted) / sum
            }
        }
        return Tensor(x.elementType, shape, result)
    }

    // MARK: Norms

    private func moments(_ elements: [Double], _ places: [Int]) -> (mean: Double, variance: Double)
    {
        let mean = places.reduce(0) { $0 + elements[$1] } / Double(places.count)
        let variance = places.reduce(0) { $0 + (elements[$1] - mean) * (elements[$1] - mean) }
        return (mean, variance / Double(places.count))
    }

    func batchNormalization(
        _ x: Tensor, _ epsilon: Double, _ momentum: Double, _ isTraining: Bool
    ) throws(GraphError) -> [Tensor] {
        let (scale, bias) = (try input(1).numbers, try input(2).numbers)
        let (oldMean, oldVariance) = (try input(3), try input(4))
        var (means, variances) = (oldMean.numbers, oldVariance.numbers)
        let elements = x.numbers
        var result = elements
        let axes = x.shape.indices.filter { $0 != 1 }
        for (channel, places) in lines(x, axes: axes).places.enumerated() {
            var (mean, variance) = (means[channel], variances[channel])
            if isTraining {
                (mean, variance) = moments(elements, places)
                means[channel] = means[channel] * momentum + mean * (1 - momentum)
                variances[channel] = variances[channel] * momentum + variance * (1 - momentum)
            }
            let factor = scale[channel] / (variance + epsilon).squareRoot()
            for place in places {
                result[place] = (elements[place] - mean) * factor + bias[channel]
            }
        }
        let statistics = [
            Tensor(oldMean.elementType, oldMean.shape, means),
            Tensor(oldVariance.elementType, oldVariance.shape, variances),
        ]
        return [Tensor(x.elementType, shape, result)] + statistics.prefix(node.outputs.count - 1)
    }

    func layerNormalization(_ x: Tensor, axis: Int, _ epsilon: Double) throws(GraphError) -> Tensor
    {
        let start = self.axis(axis, rank: x.shape.count)
        let normalized = Array(x.shape[start...])
        let scale = try broadcastNumbers(try input(1), to: normalized)
        let bias = try optional(2).map { tensor throws(GraphError) in
            try broadcastNumbers(tensor, to: normalized)
        }
        let elements = x.numbers
        var result = elements
        for places in lines(x, axes: Array(start..<x.shape.count)).places {
            let (mean, variance) = moments(elements, places)
            for (index, place) in places.enumerated() {
                result[place] =
                    (elements[place] - mean) / (variance + epsilon).squareRoot()
                    * scale[index] + (bias?[index] ?? 0)
            }
        }
        return Tensor(x.elementType, shape, result)
    }

    private func broadcastNumbers(_ tensor: Tensor, to shape: [Int]) throws(GraphError) -> [Double]
    {
        let numbers = tensor.numbers
        return Positions(tensor.shape).broadcast(to: shape).map { numbers[$0] }
    }

    func instanceNormalization(_ x: Tensor, _ epsilon: Double) throws(GraphError) -> Tensor {
        let (scale, bias) = (try input(1).numbers, try input(2).numbers)
        let elements = x.numbers
        var result = elements
        for (index, places) in lines(x, axes: Array(2..<x.shape.count)).places.enumerated() {
            let channel = index % x.shape[1]
            let (mean, variance) = moments(elements, places)
            for place in places {
                result[place] =
                    (elements[place] - mean) / (variance + epsilon).squareRoot()
                    * scale[channel] + bias[channel]
            }
        }
        return Tensor(x.elementType, shape, result)
    }

    func lrn(_ x: Tensor, _ size: Int, _ alpha: Double, _ beta: Double, _ bias: Double) -> Tensor {
        let grid = Positions(x.shape)
        let (channels, step) = (x.shape[1], grid.strides[1])
        let elements = x.numbers
        let result = elements.indices.map { place -> Double in
            let channel = place / step % channels
            let range = max(0, channel - (size - 1) / 2)...min(channels - 1, channel + size / 2)
            let sum = range.reduce(0) { sum, other in
                let value = elements[place + (other - channel) * step]
                return sum + value * value
            }
            return elements[place] / pow(bias + alpha / Double(size) * sum, beta)
        }
        return Tensor(x.elementType, shape, result)
    }
}
