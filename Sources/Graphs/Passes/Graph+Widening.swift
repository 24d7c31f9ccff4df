extension Graph {
    /// The graph with all numbers of 16 bits in single precision, in which networks are trained.
    ///
    /// - Returns: A graph whose weights, inputs and casts of 16 bits have 32; the same graph where there
    ///   are none.
    /// - Throws: ``GraphError`` if a weight cannot be read.
    public func widened() throws(GraphError) -> Graph {
        try convertingNumbers { $0 == .float16 || $0 == .bfloat16 ? .float32 : $0 }
    }

    /// The graph with all numbers in double precision, to compare graphs by.
    ///
    /// - Returns: A graph whose weights, inputs and casts of numbers have 64 bits.
    /// - Throws: ``GraphError`` if a weight cannot be read.
    public func inDoublePrecision() throws(GraphError) -> Graph {
        try convertingNumbers { $0.isFloatingPoint ? .float64 : $0 }
    }

    private func convertingNumbers(
        _ type: (ElementType) -> ElementType
    ) throws(GraphError) -> Graph {
        var graph = self
        for (name, weight) in weights { graph.weights[name] = try weight.converted(type) }
        for index in inputs.indices {
            graph.inputs[index].type.elementType = type(inputs[index].type.elementType)
        }
        for index in nodes.indices {
            switch nodes[index].operation {
            case .cast(let target): graph.nodes[index].operation = .cast(to: type(target))
            case .constantOfShape(let value):
                graph.nodes[index].operation = .constantOfShape(value: try value.converted(type))
            default: break
            }
        }
        return graph
    }
}

extension TensorData {
    /// The same numbers in the type that `type` gives for theirs.
    func converted(_ type: (ElementType) -> ElementType) throws(GraphError) -> TensorData {
        let target = type(elementType)
        return target == elementType
            ? self : try TensorData(target, numbers: numbers, shape: shape)
    }
}
