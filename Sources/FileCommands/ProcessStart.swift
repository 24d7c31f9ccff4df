package import Foundation

/// Starts a program, which gets the variables of this process.
///
/// - Parameters:
///   - program: Its path, or a name without a slash, which is looked for in the search path.
///   - arguments: What it gets behind its name.
///   - added: Variables that are added.
///   - prepare: Says with which signals, group and files it begins.
/// - Returns: The number of the process.
/// - Throws: ``Failure`` if the system cannot start it.
package func startProcess(
    _ program: String, _ arguments: [String], environment added: [String: String] = [:],
    _ prepare: (inout posix_spawnattr_t, inout posix_spawn_file_actions_t) -> Void
) throws -> pid_t {
    var attributes = posix_spawnattr_t.empty
    var actions = posix_spawn_file_actions_t.empty
    posix_spawnattr_init(&attributes)
    posix_spawn_file_actions_init(&actions)
    defer {
        posix_spawnattr_destroy(&attributes)
        posix_spawn_file_actions_destroy(&actions)
    }
    prepare(&attributes, &actions)
    let environment = ProcessInfo.processInfo.environment.merging(added) { $1 }
        .map { "\($0)=\($1)" }
    var id = pid_t()
    let code = withCStrings([program] + arguments) { arguments in
        withCStrings(environment) {
            posix_spawnp(&id, program, &actions, &attributes, arguments, $0)
        }
    }
    guard code == 0 else {
        throw Failure(.failed, "cannot start '\(program)': \(String(cString: strerror(code)))")
    }
    return id
}

/// Calls `body` with `strings` as C has them: pointers, and `nil` at the end.
private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    var pointers = copies + [nil]
    return pointers.withUnsafeMutableBufferPointer { buffer in
        guard let start = buffer.baseAddress else {
            preconditionFailure("a list with a nil at its end is not empty")
        }
        return body(start)
    }
}

#if os(Linux)
    extension posix_spawnattr_t {
        fileprivate static var empty: Self { Self() }
    }
    extension posix_spawn_file_actions_t {
        fileprivate static var empty: Self { Self() }
    }
#else
    extension Optional where Wrapped == UnsafeMutableRawPointer {
        fileprivate static var empty: Self { nil }
    }
#endif
