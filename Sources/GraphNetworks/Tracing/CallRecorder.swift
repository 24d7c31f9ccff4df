import Layers
import Tensors

/// The operators that a network calls for one example of its inputs, with the values between them
/// named.
final class CallRecorder {
    /// One argument of a call, with tensors by name.
    enum Item {
        case none
        case value(String)
        case values([String?])
        case int(Int)
        case ints([Int])
        case double(Double)
        case doubles([Double])
        case bool(Bool)
        case string(String)
    }

    /// One call of an operator.
    struct Call {
        /// The name without `aten::`.
        let name: String
        let arguments: [Item]
        let results: [String]
    }

    /// A tensor that came to be known.
    struct Known {
        let name: String
        let tensor: Tensor
    }

    private(set) var calls: [Call] = []
    /// Everything that was seen; kept alive so that identities stay true.
    private(set) var known: [Known] = []
    /// What tensors are called now, by identity.
    private var names: [UInt: String] = [:]
    /// Tensors that no operator has made and that are no weights.
    private(set) var constants: [String: Tensor] = [:]
    /// What was written in place though the network needs it.
    private(set) var overwritten: [String] = []

    /// Names a tensor that is given.
    func define(_ name: String, _ tensor: Tensor) {
        known.append(Known(name: name, tensor: tensor))
        names[tensor.identity] = name
    }

    /// The name of a tensor; one that is not known yet becomes a constant.
    func name(of tensor: Tensor) -> String {
        if let name = names[tensor.identity] { return name }
        let name = "constant_\(constants.count)"
        constants[name] = tensor
        define(name, tensor)
        return name
    }

    /// Runs `body` and writes down what it calls.
    func record<Result>(_ body: () throws -> Result) rethrows -> Result {
        let observer = OperatorObserver { [self] name, arguments, results in
            add(name, arguments, results)
        }
        return try observer.observe(body)
    }

    private func add(_ name: String, _ arguments: [Argument], _ results: [Tensor]) {
        let name = String(name.dropFirst("aten::".count))
        let items = arguments.map(item)
        if name.hasSuffix("_"), case .value(let target)? = items.first {
            overwritten.append(target)
            return
        }
        // An operator that has nothing to do gives its argument back; that of dropout is its own.
        if results.allSatisfy({ names[$0.identity] != nil }), name != "dropout" { return }
        let resultNames = results.enumerated().map { index, tensor in
            let name = "\(name)_\(calls.count)" + (results.count > 1 ? "_\(index)" : "")
            define(name, tensor)
            return name
        }
        calls.append(Call(name: name, arguments: items, results: resultNames))
    }

    private func item(_ argument: Argument) -> Item {
        switch argument {
        case .none, .schemaDefault, .device: .none
        case .tensor(let tensor): .value(name(of: tensor))
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .bool(let value): .bool(value)
        case .string(let value): .string(value)
        case .ints(let values): .ints(values)
        case .doubles(let values): .doubles(values)
        case .tensors(let tensors): .values(tensors.map { name(of: $0) })
        case .optionalTensors(let tensors): .values(tensors.map { $0.map { name(of: $0) } })
        }
    }
}
