extension NodeTypes {
    /// The elements of the first output, where they follow from sizes: the arithmetic on shapes that
    /// exporters write out.
    func integerResult() -> [Dimension]? {
        let first = integers.first ?? nil
        switch node.operation {
        case .shape(let start, let end):
            guard let range = try? axisRange(start, end) else { return nil }
            return inputs[0].map { Array($0.shape[range]) }
        case .size: return inputs[0].map { [$0.elementCount] }
        case .identity, .dropout, .reshape, .flatten, .squeeze, .unsqueeze: return first
        case .cast(let elementType): return elementType == .bool ? nil : first
        case .gather: return gathered()
        case .concat:
            guard inputs.allSatisfy({ ($0?.shape.count ?? 2) == 1 }) else { return nil }
            let parts = integers.compactMap { $0 }
            return parts.count == inputs.count ? parts.flatMap { $0 } : nil
        case .slice: return slicedIntegers()
        case .binary(let function): return binaryIntegers(function)
        case .unary(.neg): return first?.map { 0 - $0 }
        case .variadic(.min), .variadic(.max): return extremes()
        case .reduce(.product, nil, _): return first.map { [Monomial($0).dimension] }
        case .constantOfShape(let value):
            guard let count = try? made().elementCount.value, count <= TypeInference.integerLimit,
                !value.elementType.isFloatingPoint, let element = value.integers.first
            else { return nil }
            return Array(repeating: .known(element), count: max(count, 0))
        case .expand: return expanded()
        case .where: return chosenIntegers()
        case .range: return rangeIntegers()
        default: return nil
        }
    }

    private func gathered() -> [Dimension]? {
        guard let elements = integers[0], let indices = knownIntegers(1),
            inputs[0]?.shape.count == 1
        else { return nil }
        let positions = indices.map { $0 < 0 ? $0 + elements.count : $0 }
        guard positions.allSatisfy(elements.indices.contains) else { return nil }
        return positions.map { elements[$0] }
    }

    private func slicedIntegers() -> [Dimension]? {
        guard let elements = integers[0], inputs[0]?.shape.count == 1,
            let start = knownIntegers(1)?.first, let end = knownIntegers(2)?.first
        else { return nil }
        let hasSteps = inputs.count > 4 && inputs[4] != nil
        guard let step = hasSteps ? knownIntegers(4)?.first : 1, step != 0 else { return nil }
        let range = SliceRange(size: elements.count, start: start, end: end, step: step)
        return (0..<range.count).map { elements[range.start + $0 * step] }
    }

    private func binaryIntegers(_ function: BinaryOperator) -> [Dimension]? {
        guard let left = integers[0], let right = integers[1],
            left.count == right.count || left.count == 1 || right.count == 1
        else { return nil }
        var result: [Dimension] = []
        for index in 0..<(left.isEmpty || right.isEmpty ? 0 : max(left.count, right.count)) {
            let a = left[left.count == 1 ? 0 : index]
            let b = right[right.count == 1 ? 0 : index]
            guard let value = Self.apply(function, a, b) else { return nil }
            result.append(value)
        }
        return result
    }

    private static func apply(_ function: BinaryOperator, _ a: Dimension, _ b: Dimension)
        -> Dimension?
    {
        switch function {
        case .add: return a + b
        case .sub: return a - b
        case .mul: return a * b
        case .div: return quotient(a, b)
        case .mod:
            guard let x = a.value, let y = b.value, y > 0 else { return nil }
            return .known((x % y + y) % y)
        case .equal:
            if a == b { return 1 }
            // A size is never negative, so a symbol differs from -1.
            let differs = (a.value != nil && b.value != nil) || min(a.value ?? 0, b.value ?? 0) < 0
            return differs ? 0 : nil
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard let x = a.value, let y = b.value else { return nil }
            let holds =
                function == .less
                ? x < y
                : function == .lessOrEqual
                    ? x <= y
                    : function == .greater ? x > y : x >= y
            return holds ? 1 : 0
        case .pow, .pRelu, .and, .or, .xor: return nil
        }
    }

    /// ONNX's division of integers cuts off, which for sizes is rounding down.
    private static func quotient(_ a: Dimension, _ b: Dimension) -> Dimension? {
        if b == 0 { return nil }
        if let x = a.value, let y = b.value {
            return x == .min && y == -1 ? nil : .known(x / y)
        }
        return (b.value ?? 1) < 0 ? nil : a / b
    }

    private func extremes() -> [Dimension]? {
        let lists = inputs.indices.map(knownIntegers)
        guard lists.allSatisfy({ $0?.count == 1 }) else { return nil }
        let values = lists.compactMap { $0?.first }
        let result = node.operation == .variadic(.min) ? values.min() : values.max()
        return result.map { [.known($0)] }
    }

    private func expanded() -> [Dimension]? {
        guard let element = integers[0]?.first, integers[0]?.count == 1, let sizes = integers[1],
            let count = Monomial(sizes).dimension.value, count >= 0,
            count <= TypeInference.integerLimit
        else { return nil }
        return Array(repeating: element, count: count)
    }

    private func chosenIntegers() -> [Dimension]? {
        guard let conditions = knownIntegers(0), let yes = integers[1], let no = integers[2],
            let count = [conditions.count, yes.count, no.count].max(),
            [conditions.count, yes.count, no.count].allSatisfy({ $0 == count || $0 == 1 })
        else { return nil }
        return (0..<count).map { index in
            let holds = conditions[conditions.count == 1 ? 0 : index] != 0
            return holds ? yes[yes.count == 1 ? 0 : index] : no[no.count == 1 ? 0 : index]
        }
    }

    private func rangeIntegers() -> [Dimension]? {
        guard let start = knownIntegers(0)?.first, let end = knownIntegers(1)?.first,
            let step = knownIntegers(2)?.first, step != 0
        else { return nil }
        let (distance, isOverflow) = end.subtractingReportingOverflow(start)
        guard !isOverflow, distance.magnitude / step.magnitude <= UInt(TypeInference.integerLimit)
        else { return nil }
        return stride(from: start, to: end, by: step).map { .known($0) }
    }
}
