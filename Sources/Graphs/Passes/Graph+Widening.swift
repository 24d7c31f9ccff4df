extension Graph {
    /// The graph with all numbers of 16 bits in single precision, in which networks are trained.
    ///
    /// - Returns: A graph whose weights, inputs and casts of 16 bits have 32; the same graph where there
    ///   are none.
    /// - Throws: ``GraphError`` if a weight cannot be read.
    public func widened() throws(GraphError) -> Graph {
        var graph = self
        for (name, weight) in weights { graph.weights[name] = try weight.widened() }
        for index in inputs.indices {
            graph.inputs[index].type.elementType = inputs[index].type.elementType.widened
        }
        for index in nodes.indices {
            switch nodes[index].operation {
            case .cast(let type): graph.nodes[index].operation = .cast(to: type.widened)
            case .constantOfShape(let value):
                graph.nodes[index].operation = .constantOfShape(value: try value.widened())
            default: break
            }
        }
        return graph
    }
}

extension ElementType {
    /// Single precision for numbers of 16 bits, else the same.
    fileprivate var widened: ElementType {
        self == .float16 || self == .bfloat16 ? .float32 : self
    }
}

extension TensorData {
    func widened() throws(GraphError) -> TensorData {
        let type = elementType.widened
        return type == elementType ? self : try TensorData(type, numbers: numbers, shape: shape)
    }
}
