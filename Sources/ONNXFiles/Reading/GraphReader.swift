import Files
import Graphs

/// Makes a graph of the messages of a model, collecting everything that is not supported.
struct GraphReader {
    let tensors: TensorReader
    /// The version of the standard operators.
    let opset: Int
    private(set) var graph = Graph(inputs: [], outputs: [], nodes: [])
    private(set) var problems: [String] = []
    private(set) var damages: [String] = []
    private var names: Set<String> = []
    private var nodeNames: Set<String> = []
    private var used: Set<String> = []

    init(tensors: TensorReader, opset: Int) {
        self.tensors = tensors
        self.opset = opset
    }

    /// Reads a network; what is not supported stands in `problems`, and what contradicts itself in `damages`.
    mutating func read(_ message: GraphMessage) throws {
        graph.name = message.name
        for tensor in message.initializers {
            try define(tensor.name)
            graph.weights[tensor.name] = try attempt { [tensors] in try tensors.read(tensor) }
        }
        for tensor in message.sparseInitializers {
            let name = tensor.values?.name ?? ""
            try define(name)
            graph.weights[name] = try attempt { [tensors] in try tensors.read(tensor) }
        }
        for input in message.inputs where graph.weights[input.name] == nil {
            try define(input.name)
            if let input = try attempt({ try Self.input(input) }) { graph.inputs.append(input) }
        }
        used = Set(message.nodes.flatMap(\.inputs)).union(message.outputs.map(\.name))
        names.formUnion(message.nodes.flatMap(\.outputs))
        graph.outputs = message.outputs.map(\.name)
        for node in message.nodes { try read(node) }
        // Constants that became attributes, or that nothing used, are no weights of the network.
        let needed = Set(graph.nodes.flatMap(\.inputs)).union(graph.outputs)
        graph.weights = graph.weights.filter { needed.contains($0.key) }
    }

    private mutating func define(_ name: String) throws {
        if !names.insert(name).inserted {
            throw ModelProblem("the value \(name.quotedOnOneLine) is defined twice")
        }
    }

    /// The result of `body`, or nil and one problem more. A file that cannot be read ends it: there
    /// may be a thousand tensors in it.
    private mutating func attempt<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try body()
        } catch let problem as ModelProblem {
            add(problem)
        } catch let error as GraphError {
            problems.append("\(error)")
        }
        return nil
    }

    private mutating func add(_ problem: ModelProblem, of node: String = "") {
        if problem.isDamage {
            damages.append(node + problem.text)
        } else {
            problems.append(node + problem.text)
        }
    }

    private static func input(_ message: ValueInfoMessage) throws -> Graph.Input {
        let what = "input \(message.name.quotedOnOneLine)"
        guard let tensor = message.type?.tensor, let shape = tensor.shape else {
            throw ModelProblem("\(what) is no tensor with a shape")
        }
        guard let elementType = ElementType(onnx: tensor.elementType) else {
            throw ModelProblem(
                "\(what) has the element type \(tensor.elementType), which is not supported")
        }
        let sizes = shape.dimensions.enumerated().map { axis, size -> Dimension in
            if let value = size.value, value >= 0 { return .known(Int(value)) }
            // Names without a letter, such as "?", stand for any size and not for equal ones.
            let isName = size.parameter.contains { $0.isLetter }
            return .symbol(isName ? size.parameter : "\(message.name).\(axis)")
        }
        return Graph.Input(message.name, TensorType(elementType, sizes))
    }

    private mutating func read(_ message: NodeMessage) throws {
        var name = message.name.isEmpty ? message.outputs.first ?? "" : message.name
        while !nodeNames.insert(name).inserted { name += "_" }
        let node = "node \(name.quotedOnOneLine) (\(message.operatorType.onOneLine)): "
        do {
            var reader = try NodeReader(
                message: message, name: name, opset: opset, tensors: tensors, weights: graph.weights
            )
            reader.prior = graph
            if message.operatorType == "Constant" {
                guard let output = message.outputs.first else { return }
                graph.weights[output] = try reader.constant()
                return
            }
            reader.takenNames = names
            let nodes = try reader.nodes(used: used)
            if let attribute = reader.attributes.unknown.first {
                throw ModelProblem("attribute \(attribute.quotedOnOneLine) is not supported")
            }
            names.formUnion(reader.takenNames)
            graph.weights.merge(reader.added) { first, _ in first }
            graph.nodes += nodes
        } catch let problem as ModelProblem {
            add(problem, of: node)
        } catch let error as GraphError {
            problems.append(node + "\(error)")
        }
    }
}
