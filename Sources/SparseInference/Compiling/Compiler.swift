import Graphs
import InferenceKernels

/// Makes the steps of a graph, one node after another, and plans their memory.
struct Compiler {
    let facts: GraphFacts
    let options: InferenceOptions
    let kernels: Kernels
    let costs: KernelCosts
    /// Where values are kept that have been computed so far.
    private(set) var values: [String: Value] = [:]
    /// For each step the ways to compute it.
    private(set) var steps: [[any Step]] = []
    /// The weights that elementwise steps read.
    private(set) var constants: [Memory<Float>] = []
    /// The values that are no floats, as far as they are constants.
    private(set) var tensors: [Tensor?] = []
    /// The planned buffers.
    private(set) var requests: [MemoryPlan.Request] = []
    /// The elements before and behind planned memory that windows may read.
    private(set) var reach = 64
    /// The weights that were laid out before, in a file; nil where all are laid out now.
    let stored: StoredProducts?
    /// The steps that multiply weights that are a tensor of the network, and the node.
    private(set) var products: [(step: Int, tensor: String, node: Node)] = []
    /// Whether weights are written to a file or come from one: then what a file does not have is not measured.
    let isForFile: Bool
    /// The threads that parts of weights are made for.
    let layoutThreads: Int
    /// The nodes that other steps compute.
    private var fusedNodes: Set<Int> = []

    /// Prepares all nodes of a graph whose sizes are known.
    ///
    /// - Parameters:
    ///   - graph: The graph; weights that are stored are inputs of it.
    ///   - options: How it is prepared.
    ///   - stored: The weights that were laid out before.
    ///   - isForFile: Whether weights are written to a file, or come from one.
    /// - Throws: `GraphError` and ``InferenceError``.
    init(
        _ graph: Graph, _ options: InferenceOptions, stored: StoredProducts? = nil,
        isForFile: Bool = false
    ) throws {
        facts = try GraphFacts(graph, laidOut: stored?.weights ?? [])
        try facts.checkSizes()
        self.isForFile = isForFile
        self.options = options
        self.stored = stored
        layoutThreads = stored?.table.threads ?? options.threads
        kernels = options.instructionSet.kernels
        costs = options.costs ?? .current(for: options.instructionSet)
        for input in inputs { values[input.name] = try newValue(input.name) }
        fuse(facts.softmaxes.nodes)
        for index in graph.nodes.indices where !fusedNodes.contains(index) {
            let node = graph.nodes[index]
            if let value = facts.softmaxes.moved[index], let view = view(value) {
                define(node.outputs[0], view)
                continue
            }
            let isDone = try addStep(for: node, at: index)
            if !isDone { try addReferenceStep(for: node) }
        }
        for view in graph.outputs.compactMap({ view($0) }) { touch(view, at: steps.count) }
    }

    /// The inputs of a call.
    var inputs: [Graph.Input] {
        facts.graph.inputs.filter { stored?.shape(of: $0.name) == nil }
    }

    /// Adds the step of a node, if there is a kernel for it.
    private mutating func addStep(for node: Node, at index: Int) throws -> Bool {
        switch node.operation {
        case .convolution(let attributes): try addConvolution(node, at: index, attributes)
        case .transposedConvolution(let attributes):
            try addTransposedConvolution(node, at: index, attributes)
        case .gemm(let attributes): try addGemm(node, at: index, attributes)
        case .matMul: try addProduct(node, at: index)
        case .maxPool(let pooling): addPooling(node, pooling, .maximum)
        case .averagePool(let pooling): addPooling(node, pooling, .weightedSum)
        case .globalAveragePool: addPlaneMean(node)
        case .globalMaxPool: addPlaneMaximum(node)
        case .reduce(let function, let axes, let keepsAxes):
            function == .mean && isPlaneMean(node, axes: axes) && addPlaneMean(node)
                || addReduction(node, function, axes: axes, keepsAxes: keepsAxes)
        case .binary(.pow): addPower(node)
        case .binary, .variadic: addBinary(node)
        case .softmax(let axis): addSoftmax(node, at: index, axis: axis)
        case .logSoftmax(let axis): addLogSoftmax(node, axis: axis)
        case .layerNormalization(let axis, let epsilon):
            addLayerNorm(node, axis: axis, epsilon: epsilon)
        case .batchNormalization(let epsilon, _, false): addBatchNorm(node, epsilon: epsilon)
        case .where: addChoice(node)
        case .cast(let elementType): addCast(node, to: elementType)
        case .gather(let axis): addGather(node, axis: axis)
        case .concat(let axis): addConcat(node, axis: axis)
        case .split(let axis, _): addSplit(node, axis: axis)
        case .pad(.constant): addPad(node)
        case .resize(let resize): addResize(node, resize)
        case .depthToSpace(let blockSize, let columnRowDepth):
            addDepthToSpace(node, blockSize, columnRowDepth)
        case .spaceToDepth(let blockSize): addSpaceToDepth(node, blockSize)
        case .reshape, .flatten, .squeeze, .unsqueeze, .transpose, .identity, .dropout, .slice,
            .expand:
            addMove(node)
        default: addUnary(node)
        }
    }

    private mutating func addReferenceStep(for node: Node) throws {
        let inputs = try node.inputs.map { name in try name.map { try value($0) } }
        let outputs = try node.outputs.map { try newValue($0) }
        for (name, value) in zip(node.outputs, outputs) { values[name] = value }
        add(
            ReferenceStep(
                layer: description(node, "reference"), node: node, inputs: inputs, outputs: outputs),
            reads: inputs.compactMap { $0?.view }, writes: outputs.compactMap(\.view))
    }

    // MARK: Values

    /// The place of a value that is known, or of a weight.
    mutating func value(_ name: String) throws -> Value {
        if let value = values[name] { return value }
        guard let weight = facts.graph.weights[name] else {
            throw GraphError.undefined(value: name, user: "the compiler")
        }
        guard weight.elementType.isKeptAsFloats else {
            tensors.append(Tensor(weight))
            values[name] = .tensor(tensors.count - 1)
            return .tensor(tensors.count - 1)
        }
        constants.append(constantMemory(weight))
        let value = Value(
            weight.elementType,
            View(
                buffer: .constant(constants.count - 1), shape: weight.shape,
                strides: View.packedStrides(weight.shape)))
        values[name] = value
        return value
    }

    /// The elements of a constant: those of a prepared file stay where they are.
    func constantMemory(_ weight: TensorData) -> Memory<Float> {
        if stored != nil, weight.elementType == .float32, let place = weight.place {
            return .inPlace(place.file, place.range, filler: 0)
        }
        return Memory(weight.floats, filler: 0)
    }

    /// The floats of a value, or its truth values as floats; nil for other values.
    mutating func view(_ name: String?) -> View? { name.flatMap { try? value($0) }?.view }

    /// A place for a result: planes for images, else memory without gaps.
    private mutating func newValue(_ name: String) throws -> Value {
        guard let type = facts.types[name] else {
            throw GraphError.undefined(value: name, user: "the compiler")
        }
        let shape = type.shape.compactMap(\.value)
        guard shape.count == type.shape.count else {
            throw InferenceError.unknownSize(value: name, type: type.description)
        }
        guard type.elementType.isKeptAsFloats else {
            tensors.append(nil)
            return .tensor(tensors.count - 1)
        }
        return Value(
            type.elementType,
            shape.count == 4
                ? newPlanes(shape, channels: 1, positions: 2..<4)
                : newView(shape, strides: View.packedStrides(shape)))
    }

    /// Numbers of the network, one for each place along an axis of a shape, the same along all
    /// others.
    mutating func newConstant(_ numbers: [Float], along axis: Int, of shape: [Int]) -> View {
        constants.append(Memory(numbers, filler: 0))
        return View(
            buffer: .constant(constants.count - 1), shape: shape,
            strides: shape.indices.map { $0 == axis ? 1 : 0 })
    }

    /// New memory whose axes lie in the order of given distances.
    mutating func newView(_ shape: [Int], strides: [Int]) -> View {
        let last = zip(shape, strides).reduce(0) { $0 + max(0, $1.0 - 1) * $1.1 }
        requests.append(
            MemoryPlan.Request(
                elementCount: last + 1 + laneUnit, firstStep: steps.count, lastStep: steps.count))
        return View(buffer: .planned(requests.count - 1), shape: shape, strides: strides)
    }

    /// New memory with a plane of positions for each channel.
    mutating func newPlanes(_ shape: [Int], channels: Int, positions: Range<Int>) -> View {
        var strides = View.packedStrides(shape)
        var stride = 1
        for axis in positions.reversed() {
            strides[axis] = stride
            stride *= shape[axis]
        }
        strides[channels] = PlaneLayout.pitch(stride)
        stride = strides[channels] * shape[channels]
        for axis in shape.indices.reversed() where axis != channels && !positions.contains(axis) {
            strides[axis] = stride
            stride *= shape[axis]
        }
        return newView(shape, strides: strides)
    }

    /// New memory in which axes lie in the same order as those of another view of that shape.
    mutating func newView(like view: View) -> View {
        let order = view.shape.indices.sorted {
            (view.strides[$0], $1) < (view.strides[$1], $0)
        }
        var strides = view.strides
        var stride = 1
        var isRun = true
        for axis in order {
            if isRun, view.shape[axis] > 1, view.strides[axis] != stride {
                // Behind the run of neighbours is room as behind a plane.
                isRun = false
                stride = stride == 1 ? 1 : PlaneLayout.pitch(stride)
            }
            strides[axis] = stride
            stride *= max(view.shape[axis], 1)
        }
        return newView(view.shape, strides: strides)
    }

    /// Says where a result is kept.
    mutating func define(_ name: String, _ view: View) {
        values[name] = Value(facts.types[name]?.elementType ?? .float32, view)
    }

    // MARK: Steps

    /// Adds a step that can be computed in several ways.
    mutating func add(_ ways: [any Step], reads: [View], writes: [View]) {
        for view in reads + writes { touch(view, at: steps.count) }
        steps.append(ways)
    }

    /// Adds a step.
    mutating func add(_ step: any Step, reads: [View], writes: [View]) {
        add([step], reads: reads, writes: writes)
    }

    /// Notes that the last step multiplies weights.
    mutating func note(_ weights: ProductWeights, of node: Node) {
        if let tensor = weights.tensor { products.append((steps.count - 1, tensor, node)) }
    }

    /// Marks nodes as computed by another step.
    mutating func fuse(_ nodes: some Sequence<Int>) { fusedNodes.formUnion(nodes) }

    /// Copies a value into new memory.
    mutating func copy(_ view: View, to target: View, for node: Node) {
        add(
            CopyStep(
                LayerDescription(name: node.name, operation: "Copy", algorithm: "copy"), kernels,
                from: view, to: target),
            reads: [view], writes: [target])
    }

    /// A value as planes that a window sees; copied where it does not lie so, or not in planned
    /// memory, which has room around it.
    mutating func planes(_ view: View, _ geometry: WindowGeometry, for node: Node) -> PlaneLayout? {
        reach = max(reach, geometry.reach)
        var view = view
        if case .constant = view.buffer {
            let target = newView(like: view)
            copy(view, to: target, for: node)
            view = target
        }
        return planes(view, channels: 1, positions: 2..<view.shape.count, for: node)
    }

    /// A value as planes; copied where it does not lie so.
    mutating func planes(
        _ view: View, channels: Int, positions: Range<Int>, for node: Node
    ) -> PlaneLayout? {
        if let layout = PlaneLayout(view, channels: channels, positions: positions) {
            return layout
        }
        let target = newPlanes(view.shape, channels: channels, positions: positions)
        copy(view, to: target, for: node)
        return PlaneLayout(target, channels: channels, positions: positions)
    }

    /// What is said of a step in tables.
    func description(_ node: Node, _ algorithm: String) -> LayerDescription {
        LayerDescription(name: node.name, operation: node.operation.name, algorithm: algorithm)
    }

    private mutating func touch(_ view: View, at step: Int) {
        guard case .planned(let index) = view.buffer else { return }
        requests[index].firstStep = min(requests[index].firstStep, step)
        requests[index].lastStep = max(requests[index].lastStep, step)
    }
}
