import Graphs

/// Whole numbers compared pair by pair: their truth values as floats.
struct IntegerComparisonStep: Step {
    let layer: LayerDescription
    let function: BinaryOperator
    /// The places of the numbers among the values that are no floats.
    let first: Int, second: Int
    let output: View
    private let loop: StridedLoop

    /// Takes tensors of shapes that are broadcast to that of the output.
    init(
        _ layer: LayerDescription, _ function: BinaryOperator, first: (slot: Int, shape: [Int]),
        second: (slot: Int, shape: [Int]), output: View
    ) {
        self.layer = layer
        self.function = function
        self.first = first.slot
        self.second = second.slot
        self.output = output
        func strides(_ shape: [Int]) -> [Int] {
            View(buffer: .planned(0), shape: shape, strides: View.packedStrides(shape))
                .broadcast(to: output.shape).strides
        }
        loop = StridedLoop(
            output.shape, [strides(first.shape), strides(second.shape), output.strides])
    }

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let target = workspace.pointer(output)
        let left = workspace.tensors[first]?.integers ?? []
        let right = workspace.tensors[second]?.integers ?? []
        loop.forEachRow { places, count, steps in
            for index in 0..<count {
                let holds = holds(
                    left[places[0] + index * steps[0]], right[places[1] + index * steps[1]])
                target[places[2] + index * steps[2]] = holds ? 1 : 0
            }
        }
    }

    private func holds(_ a: Int, _ b: Int) -> Bool {
        switch function {
        case .less: a < b
        case .lessOrEqual: a <= b
        case .greater: a > b
        case .greaterOrEqual: a >= b
        default: a == b
        }
    }
}

/// Whole numbers as floats.
struct IntegerCastStep: Step {
    let layer: LayerDescription
    /// The place of the numbers among the values that are no floats.
    let integers: Int
    /// Whether all that is not 0 becomes 1.
    let givesTruthValues: Bool
    let output: View

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let floats = (workspace.tensors[integers]?.integers ?? []).map { integer in
            givesTruthValues ? (integer == 0 ? 0 : 1) : Float(integer)
        }
        floats.withUnsafeBufferPointer { buffer in
            if let start = buffer.baseAddress { workspace.write(start, to: output) }
        }
    }
}
