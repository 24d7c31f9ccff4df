import Files
import Graphs

/// Reads one node, with the meaning that its operator has in the opset of the file.
///
/// Source: onnx/docs/Changelog.md, ONNX 1.23, the versions of each operator.
struct NodeReader {
    let message: NodeMessage
    let name: String
    let opset: Int
    let tensors: TensorReader
    let weights: [String: TensorData]
    let attributes: NodeAttributes
    /// What was read before this node.
    var prior = Graph(inputs: [], outputs: [], nodes: [])
    /// Constants that older attributes become.
    private(set) var added: [String: TensorData] = [:]
    /// The names of all values of the file.
    var takenNames: Set<String> = []
    private var inputs: [String?]

    init(
        message: NodeMessage, name: String, opset: Int, tensors: TensorReader,
        weights: [String: TensorData]
    ) throws {
        (self.message, self.name, self.opset, self.tensors) = (message, name, opset, tensors)
        self.weights = weights
        attributes = try NodeAttributes(message)
        inputs = message.inputs.map { $0.isEmpty ? nil : $0 }
        while inputs.last == .some(nil) { inputs.removeLast() }
    }

    /// The nodes that this one becomes, mostly one.
    mutating func nodes(used: Set<String>) throws -> [Node] {
        guard ["", "ai.onnx"].contains(message.domain) else {
            throw ModelProblem("the domain \(message.domain.quotedOnOneLine) is not supported")
        }
        let operation = try operation()
        var outputs = message.outputs
        let allowed = operation.outputCount
        while let last = outputs.last, outputs.count > allowed.upperBound || last.isEmpty {
            if used.contains(last), !last.isEmpty {
                throw ModelProblem("its output \(last.quotedOnOneLine) is not supported")
            }
            outputs.removeLast()
        }
        outputs = outputs.map { $0.isEmpty ? freeName("unused") : $0 }
        let node = Node(operation, named: name, inputs: inputs, outputs: outputs)
        if case .softmax = operation, opset < 13 { return try flattened(node) }
        if case .logSoftmax = operation, opset < 13 { return try flattened(node) }
        return [node]
    }

    /// The softmax of older opsets, over all axes from one on together.
    private mutating func flattened(_ node: Node) throws -> [Node] {
        let axis = try attributes.int("axis") ?? 1
        let (flat, soft, shape) = (freeName("flat"), freeName("soft"), freeName("shape"))
        return [
            Node(.flatten(axis: axis), inputs: node.inputs, outputs: [flat]),
            Node(node.operation, inputs: [flat], outputs: [soft]),
            Node(.shape(start: 0, end: nil), inputs: node.inputs, outputs: [shape]),
            Node(
                .reshape(allowsZero: false), named: node.name, inputs: [soft, shape],
                outputs: node.outputs),
        ]
    }

    private mutating func freeName(_ role: String) -> String {
        var free = "\(name).\(role)"
        while !takenNames.insert(free).inserted { free += "_" }
        return free
    }

    /// Makes a constant input.
    mutating func add(_ data: TensorData, _ role: String) -> String {
        let name = freeName(role)
        added[name] = data
        return name
    }

    // MARK: Inputs that are constants

    /// Takes an input away that must be a constant, nil where it is left out.
    mutating func takeConstant(_ position: Int, _ what: String) throws -> TensorData? {
        guard inputs.indices.contains(position), let name = inputs[position] else { return nil }
        guard let data = weights[name] else {
            throw ModelProblem(
                "its \(what) \(name.quotedOnOneLine) are calculated; a constant is needed")
        }
        return data
    }

    mutating func keepInputs(_ count: Int) { inputs = Array(inputs.prefix(count)) }

    mutating func setInput(_ position: Int, _ name: String?) {
        while inputs.count <= position { inputs.append(nil) }
        inputs[position] = name
    }

    /// Axes that are an attribute before an opset and an input from it on.
    mutating func axes(inputSince version: Int) throws -> [Int]? {
        if opset < version { return try attributes.ints("axes") }
        let axes = try takeConstant(1, "axes")?.integers
        keepInputs(1)
        return axes
    }

    /// The number of axes of the first input, as far as the nodes before say.
    func rank() throws -> Int {
        guard let name = inputs.first ?? nil, let type = try prior.sorted().types()[name] else {
            throw ModelProblem("the number of axes of its input is not known")
        }
        return type.shape.count
    }

    /// The shape of a weight, which may be an input of the network.
    func weightShape(_ position: Int) -> [Int]? {
        guard inputs.indices.contains(position), let name = inputs[position] else { return nil }
        if let weight = weights[name] { return weight.shape }
        let input = prior.inputs.first { $0.name == name }?.type.shape
        let sizes = input?.compactMap(\.value)
        return sizes?.count == input?.count ? sizes : nil
    }

    var inputCount: Int { inputs.count }

    // MARK: Constants

    func constant() throws -> TensorData {
        if let tensor = try attributes.tensor("value") { return try tensors.read(tensor) }
        if let value = try attributes.optionalFloat("value_float") {
            return TensorData(floats: [value], shape: [])
        }
        if let value = try attributes.int("value_int") {
            return TensorData(integers: [value], shape: [])
        }
        if let values = try attributes.floats("value_floats") { return TensorData(floats: values) }
        if let values = try attributes.ints("value_ints") { return TensorData(integers: values) }
        throw ModelProblem("its value is no tensor of numbers")
    }
}
