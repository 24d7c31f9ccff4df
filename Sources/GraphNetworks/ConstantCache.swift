import Graphs
import Tensors

/// The weights of a graph that are not trained, copied to a device when they are first needed there.
final class ConstantCache {
    private let weights: [String: TensorData]
    private var values: [String: GraphValue] = [:]
    private var device: Device?

    init(_ weights: [String: TensorData]) { self.weights = weights }

    /// The constant called `name`: whole numbers in memory, for they are sizes and places as a rule.
    func value(_ name: String, on device: Device) throws -> GraphValue {
        if self.device != device { (values, self.device) = ([:], device) }
        if let value = values[name] { return value }
        guard let data = weights[name] else {
            throw GraphError.undefined(value: name, user: "the network")
        }
        let value: GraphValue =
            data.elementType.isFloatingPoint && data.elementCount > 1
            ? .tensor(try data.tensor().moved(to: device)) : .host(Graphs.Tensor(data))
        values[name] = value
        return value
    }
}
