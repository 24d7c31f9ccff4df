import CRuntime
import Graphs
import ModelFiles
import SparseInference

/// A model behind the C interface, with what C programs read of it.
final class OpenModel: Sendable {
    let model: InferenceModel
    let inputs: [ValueText]
    let outputs: [ValueText]

    /// The largest number for a size that is free.
    private static let largestSize = 1 << 20

    /// Prepares the network at `path`.
    init(path: String, threads: Int, sizes: [String: Int]) throws {
        if let size = sizes.first(where: { !(1...Self.largestSize).contains($0.value) }) {
            throw InferenceError.wrongInput(
                name: size.key,
                problem: "its size is \(size.value); it must be in 1...\(Self.largestSize)")
        }
        let model = try Self.model(path, InferenceOptions(threads: threads, sizes: sizes))
        self.model = model
        inputs = model.inputs.map { ValueText(name: $0.name, type: $0.type) }
        outputs = model.outputs.compactMap { name in
            model.outputTypes[name].map { ValueText(name: name, type: $0) }
        }
    }

    /// Prepares a network, 1 being the size of the free first axes of inputs, or takes a prepared one.
    private static func model(
        _ path: String, _ options: InferenceOptions
    ) throws -> InferenceModel {
        if let file = try PreparedFile.recognized(at: path) {
            return try InferenceModel(file, options: options)
        }
        let graph = try ModelGraph.read(at: path)
        var options = options
        for input in graph.inputs {
            if case .symbol(let name) = input.type.shape.first, options.sizes[name] == nil {
                options.sizes[name] = 1
            }
        }
        return try InferenceModel(graph, options: options)
    }

    /// Computes the outputs into memory of the caller.
    func predict(
        _ given: UnsafePointer<UnsafeRawPointer?>,
        into results: UnsafePointer<UnsafeMutableRawPointer?>
    ) throws {
        var tensors: [String: TensorData] = [:]
        for (index, input) in model.inputs.enumerated() {
            guard let start = given[index] else {
                throw InferenceError.wrongInput(name: input.name, problem: "it is a null pointer")
            }
            let bytes = UnsafeRawBufferPointer(start: start, count: inputs[index].byteCount)
            tensors[input.name] = try TensorData(
                input.type.elementType, shape: input.type.shape.compactMap(\.value),
                bytes: Array(bytes))
        }
        let computed = try model.predict(tensors)
        for (index, name) in model.outputs.enumerated() {
            guard let room = results[index] else {
                throw InferenceError.wrongInput(
                    name: name, problem: "the room for this output is a null pointer")
            }
            computed[name]?.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                room.copyMemory(from: start, byteCount: bytes.count)
            }
        }
    }
}

/// Name, type and sizes of a value in memory that C can read.
final class ValueText: Sendable {
    let byteCount: Int
    private nonisolated(unsafe) let name: UnsafeMutablePointer<CChar>
    private nonisolated(unsafe) let type: UnsafeMutablePointer<CChar>
    private nonisolated(unsafe) let shape: UnsafeMutableBufferPointer<Int64>

    init(name: String, type: TensorType) {
        let sizes = type.shape.compactMap { $0.value.map { Int64($0) } }
        byteCount = sizes.reduce(type.elementType.byteCount) { $0 * Int($1) }
        self.name = Self.copy(name)
        self.type = Self.copy(type.elementType.rawValue)
        shape = .allocate(capacity: sizes.count)
        _ = shape.initialize(from: sizes)
    }

    deinit {
        name.deallocate()
        type.deallocate()
        shape.deallocate()
    }

    /// The value as C sees it.
    var value: pdp_value {
        pdp_value(
            name: name, type: type, byte_count: byteCount, rank: shape.count,
            shape: shape.baseAddress)
    }

    private static func copy(_ text: String) -> UnsafeMutablePointer<CChar> {
        let bytes = text.utf8CString
        let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
        bytes.withUnsafeBufferPointer {
            copy.initialize(from: $0.baseAddress ?? UnsafePointer(copy), count: bytes.count)
        }
        return copy
    }
}
