import Foundation

/// Runs `body` on threads of their own, one for each number in `0..<count`, and waits for all.
///
/// - Returns: What each has returned, or the description of what it has thrown.
public func onThreads<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (_ number: Int) throws -> Value
) -> [Outcome<Value>] {
    let results = Results<Value>(count: count)
    let group = DispatchGroup()
    for number in 0..<count {
        group.enter()
        let thread = Thread {
            do {
                results[number] = .value(try body(number))
            } catch {
                results[number] = .error("\(error)")
            }
            group.leave()
        }
        thread.stackSize = 16 << 20
        thread.start()
    }
    group.wait()
    return results.all
}

/// What a function has returned or thrown.
public enum Outcome<Value: Sendable>: Sendable {
    /// It has returned.
    case value(Value)
    /// It has thrown an error of this description.
    case error(String)

    /// The value; `nil` after an error.
    public var value: Value? {
        if case .value(let value) = self { return value }
        return nil
    }

    /// The description of the error; `nil` where there was none.
    public var error: String? {
        if case .error(let text) = self { return text }
        return nil
    }
}

private final class Results<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var stored: [Outcome<Value>]

    init(count: Int) { stored = Array(repeating: .error("it has not ended"), count: count) }

    var all: [Outcome<Value>] { lock.withLock { stored } }

    subscript(number: Int) -> Outcome<Value> {
        get { lock.withLock { stored[number] } }
        set { lock.withLock { stored[number] = newValue } }
    }
}
