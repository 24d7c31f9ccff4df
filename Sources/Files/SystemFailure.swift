import Foundation

/// The error number of a failed system call, before the caller says what it was doing.
struct SystemFailure: Error {
    let code: Int32
}

/// Opens `path` and returns its descriptor.
///
/// A path with a NUL character is refused: C would end it there and open another file.
func openDescriptor(_ path: String, flags: Int32) throws(SystemFailure) -> Int32 {
    try openDescriptor(FilePath(path), flags: flags)
}

/// Opens `path` and returns its descriptor.
func openDescriptor(_ path: FilePath, flags: Int32) throws(SystemFailure) -> Int32 {
    if path.bytes.contains(0) { throw SystemFailure(code: EINVAL) }
    while true {
        let descriptor = path.withCString { open($0, flags | O_CLOEXEC, 0o666) }
        if descriptor >= 0 { return descriptor }
        if errno != EINTR { throw SystemFailure(code: errno) }
    }
}

/// Returns the path of the folder that holds `path`.
func parentFolder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
