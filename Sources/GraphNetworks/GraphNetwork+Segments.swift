import Graphs
public import Layers
import Tensors

extension GraphNetwork: GradientCheckpointing {
    /// The runs of about √n nodes between places where a single value is needed behind.
    public var segmentCount: Int { segments.count }

    /// Computes all steps from the values of the inputs.
    func compute(_ values: inout [String: GraphValue], on device: Device) throws {
        var start = 0
        if isCheckpointed {
            for segment in segments { try compute(segment, &values, on: device) }
            start = segments.last?.steps.upperBound ?? 0
        }
        try compute(start..<schedule.steps.count, &values, on: device)
    }

    private func compute(
        _ part: GraphSegment, _ values: inout [String: GraphValue], on device: Device
    ) throws {
        let given = values.filter { !part.inputs.contains($0.key) }
        let inputs = try part.inputs.map { name in
            guard let value = values[name] else {
                throw GraphError.undefined(value: name, user: "a segment of the network")
            }
            return try value.tensor(on: device)
        }
        let rest = ValuesBehind()
        let output = try segment(inputs) { inputs in
            var values = given
            for (name, input) in zip(part.inputs, inputs) { values[name] = .tensor(input) }
            try self.compute(part.steps, &values, on: device)
            guard let output = values.removeValue(forKey: part.output) else {
                throw GraphError.undefined(value: part.output, user: "the network")
            }
            // The next segment asks for its weights itself, or they would get no gradients there.
            rest.values = values.filter { name, _ in
                self.graph.weights[name] == nil
                    && self.schedule.isNeeded(name, from: part.steps.upperBound)
            }
            return try output.tensor(on: device)
        }
        values = rest.values
        values[part.output] = .tensor(output)
    }
}

/// What a segment leaves besides its output: values without gradients, such as sizes and masks.
private final class ValuesBehind {
    var values: [String: GraphValue] = [:]
}
