import InferenceKernels

/// A function of every element.
struct UnaryStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let function: UnaryKernel
    let input: View
    let output: View
    private let rows: WorkRows

    init(
        _ layer: LayerDescription, _ kernels: Kernels, _ function: UnaryKernel, from input: View,
        to output: View
    ) {
        self.layer = layer
        self.kernels = kernels
        self.function = function
        self.input = input
        self.output = output
        rows = WorkRows(StridedLoop(output.shape, [input.strides, output.strides]))
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        pool.run(rows.partCount) { part, _ in
            let source = UnsafePointer(workspace.pointer(input))
            let target = workspace.pointer(output)
            rows.forEachRow(ofPart: part) { places, elements in
                kernels.map(
                    function,
                    UnaryRow(
                        input: source + (places[0] + elements.lowerBound),
                        output: target + (places[1] + elements.lowerBound),
                        count: elements.count))
            }
        }
    }
}

/// A function of each pair of elements.
struct BinaryStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    let function: BinaryKernel
    let first: View
    let second: View
    let output: View
    let bounds: Bounds
    private let rows: WorkRows

    /// Takes operands that have been broadcast to the shape of the output, and whose elements along a
    /// row of it are neighbours or one and the same.
    init(
        _ layer: LayerDescription, _ kernels: Kernels, _ function: BinaryKernel, first: View,
        second: View, output: View, bounds: Bounds
    ) {
        self.layer = layer
        self.kernels = kernels
        self.function = function
        self.first = first
        self.second = second
        self.output = output
        self.bounds = bounds
        rows = WorkRows(
            StridedLoop(output.shape, [first.strides, second.strides, output.strides]))
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let loop = rows.loop
        let (firstStep, secondStep) = (loop.rowStride(0), loop.rowStride(1))
        pool.run(rows.partCount) { part, _ in
            let left = UnsafePointer(workspace.pointer(first))
            let right = UnsafePointer(workspace.pointer(second))
            let target = workspace.pointer(output)
            rows.forEachRow(ofPart: part) { places, elements in
                let start = elements.lowerBound
                kernels.map(
                    function,
                    BinaryRow(
                        first: left + (places[0] + start * firstStep),
                        repeatsFirst: firstStep == 0,
                        second: right + (places[1] + start * secondStep),
                        repeatsSecond: secondStep == 0,
                        output: target + (places[2] + start),
                        count: elements.count, bounds: bounds))
            }
        }
    }
}

/// A choice between the elements of two values.
struct ChoiceStep: Step {
    let layer: LayerDescription
    let kernels: Kernels
    /// Truth values as floats.
    let condition: View
    /// What is taken where they are true.
    let first: View
    /// What is taken where they are false.
    let second: View
    let output: View
    private let rows: WorkRows

    /// Takes operands as ``BinaryStep`` does.
    init(
        _ layer: LayerDescription, _ kernels: Kernels, condition: View, first: View, second: View,
        output: View
    ) {
        self.layer = layer
        self.kernels = kernels
        self.condition = condition
        self.first = first
        self.second = second
        self.output = output
        rows = WorkRows(
            StridedLoop(output.shape, [condition, first, second, output].map(\.strides)))
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let steps = (0..<3).map { rows.loop.rowStride($0) }
        pool.run(rows.partCount) { part, _ in
            let conditions = UnsafePointer(workspace.pointer(condition))
            let left = UnsafePointer(workspace.pointer(first))
            let right = UnsafePointer(workspace.pointer(second))
            let target = workspace.pointer(output)
            rows.forEachRow(ofPart: part) { places, elements in
                let start = elements.lowerBound
                kernels.choose(
                    ChoiceRow(
                        condition: conditions + (places[0] + start * steps[0]),
                        repeatsCondition: steps[0] == 0,
                        first: left + (places[1] + start * steps[1]), repeatsFirst: steps[1] == 0,
                        second: right + (places[2] + start * steps[2]),
                        repeatsSecond: steps[2] == 0,
                        output: target + (places[3] + start), count: elements.count))
            }
        }
    }
}
