// swift-format-ignore-file: AlwaysUseLowerCamelCase
// The functions of `pdp.h`, called as there.

public import CRuntime

/// Prepares the network in a file.
///
/// - Parameters:
///   - path: An ONNX file, a model that carries its graph, or a prepared network.
///   - options: Threads and sizes; may be null.
///   - message: Where a sentence is written on failure; may be null.
///   - size: The bytes of `message`.
/// - Returns: The model; null on failure.
@c @implementation
public func pdp_open(
    _ path: UnsafePointer<CChar>?, _ options: UnsafePointer<pdp_options>?,
    _ message: UnsafeMutablePointer<CChar>?, _ size: Int
) -> OpaquePointer? {
    reporting(to: message, size) {
        guard let path else { throw InterfaceError("the path is a null pointer") }
        let options = options?.pointee ?? pdp_options()
        guard 0...4096 ~= options.threads else {
            throw InterfaceError(
                "threads is \(options.threads); it must be in 1...4096, or 0 for 1")
        }
        let model = try OpenModel(
            path: String(cString: path), threads: max(1, Int(options.threads)),
            sizes: options.namedSizes)
        return OpaquePointer(Unmanaged.passRetained(model).toOpaque())
    }
}

/// Frees a model; null is allowed.
@c @implementation
public func pdp_close(_ model: OpaquePointer?) {
    guard let model else { return }
    Unmanaged<OpenModel>.fromOpaque(UnsafeRawPointer(model)).release()
}

/// How many inputs the network has.
///
/// - Returns: The number; 0 for null.
@c @implementation
public func pdp_input_count(_ model: OpaquePointer?) -> Int { opened(model)?.inputs.count ?? 0 }

/// How many outputs the network has.
///
/// - Returns: The number; 0 for null.
@c @implementation
public func pdp_output_count(_ model: OpaquePointer?) -> Int { opened(model)?.outputs.count ?? 0 }

/// What the network takes.
///
/// - Returns: An input, alive as long as the model; without a name where there is none of the index.
@c @implementation
public func pdp_input(_ model: OpaquePointer?, _ index: Int) -> pdp_value {
    value(opened(model)?.inputs, index)
}

/// What the network gives.
///
/// - Returns: An output, alive as long as the model; without a name where there is none of the index.
@c @implementation
public func pdp_output(_ model: OpaquePointer?, _ index: Int) -> pdp_value {
    value(opened(model)?.outputs, index)
}

/// Computes the outputs.
///
/// - Parameters:
///   - model: The model.
///   - inputs: A pointer to the elements of each input.
///   - outputs: A pointer to the room for the elements of each output.
///   - message: Where a sentence is written on failure; may be null.
///   - size: The bytes of `message`.
/// - Returns: 0, or 1 on failure.
@c @implementation
public func pdp_predict(
    _ model: OpaquePointer?, _ inputs: UnsafePointer<UnsafeRawPointer?>?,
    _ outputs: UnsafePointer<UnsafeMutableRawPointer?>?, _ message: UnsafeMutablePointer<CChar>?,
    _ size: Int
) -> Int32 {
    let done: Void? = reporting(to: message, size) {
        guard let model = opened(model), let inputs, let outputs else {
            throw InterfaceError("the model, the inputs or the outputs are a null pointer")
        }
        try model.predict(inputs, into: outputs)
    }
    return done == nil ? 1 : 0
}

/// What a caller did wrong.
private struct InterfaceError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

private func opened(_ model: OpaquePointer?) -> OpenModel? {
    model.map { Unmanaged<OpenModel>.fromOpaque(UnsafeRawPointer($0)).takeUnretainedValue() }
}

private func value(_ values: [ValueText]?, _ index: Int) -> pdp_value {
    guard let values, values.indices.contains(index) else { return pdp_value() }
    return values[index].value
}

/// Calls `body`, and writes what it throws where C reads it.
private func reporting<Value>(
    to message: UnsafeMutablePointer<CChar>?, _ size: Int, _ body: () throws -> Value
) -> Value? {
    do {
        return try body()
    } catch {
        guard let message, size > 0 else { return nil }
        let bytes = "\(error)".utf8.prefix(size - 1)
        for (index, byte) in bytes.enumerated() { message[index] = CChar(bitPattern: byte) }
        message[bytes.count] = 0
        return nil
    }
}

extension pdp_options {
    /// The sizes by name; those without one, or that no array has room for, are left out.
    fileprivate var namedSizes: [String: Int] {
        var result: [String: Int] = [:]
        for size in UnsafeBufferPointer(
            start: sizes, count: sizes == nil ? 0 : Int(max(0, size_count)))
        {
            if let name = size.name { result[String(cString: name)] = Int(size.value) }
        }
        return result
    }
}
