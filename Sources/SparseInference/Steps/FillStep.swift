/// One number in all places of a value.
struct FillStep: Step {
    let layer: LayerDescription
    let value: Float
    let output: View

    func run(_ workspace: Workspace, _ pool: WorkerPool) {
        let target = workspace.pointer(output)
        StridedLoop(output.shape, [output.strides]).forEachRow { places, count, steps in
            for index in 0..<count { target[places[0] + index * steps[0]] = value }
        }
    }
}
