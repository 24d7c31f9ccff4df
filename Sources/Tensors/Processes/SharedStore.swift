import CTorch

/// Keys and values that processes share, in the memory of one of them: PyTorch's `TCPStore`.
///
/// `@unchecked Sendable`: the store does one call of a process at a time.
package final class SharedStore: @unchecked Sendable {
    let handle: ctorch_store

    /// Connects to a store, or serves one.
    ///
    /// - Parameters:
    ///   - host: The name or address of the host that serves.
    ///   - port: Its port; 0 to serve at one that is free.
    ///   - serves: Whether the store lives in this process.
    ///   - timeout: How long to try.
    /// - Throws: `TorchError`, with `EADDRINUSE` in its message where the port is taken.
    package init(host: String, port: Int, serves: Bool, timeout: Duration) throws {
        var result: ctorch_store?
        try check(
            ctorch_store_make(
                host, UInt16(truncatingIfNeeded: port), serves, timeout.milliseconds, &result),
            "store")
        guard let result else {
            throw TorchError(operation: "store", message: "returned no store")
        }
        handle = result
    }

    deinit { ctorch_store_release(handle) }

    /// The port of the store.
    package var port: Int { Int(ctorch_store_port(handle)) }

    /// Sets the value of a key.
    package func set(_ value: [UInt8], for key: String) throws {
        try check(ctorch_store_set(handle, key, value, value.count), "store")
    }

    /// The value of a key; `nil` where it has none.
    package func value(for key: String) throws -> [UInt8]? {
        var result: ctorch_tensor?
        try check(ctorch_store_get(handle, key, &result), "store")
        return try result.map { try Tensor(owning: $0).elements(as: UInt8.self) }
    }

    /// Adds to the number at a key, 0 at first, and returns the sum.
    @discardableResult
    package func add(_ amount: Int, to key: String) throws -> Int {
        var result: Int64 = 0
        try check(ctorch_store_add(handle, key, Int64(amount), &result), "store")
        return Int(result)
    }
}

extension Duration {
    /// Whole milliseconds, at least 1.
    var milliseconds: Int64 {
        max(1, Int64(components.seconds) * 1000 + components.attoseconds / 1_000_000_000_000_000)
    }
}
