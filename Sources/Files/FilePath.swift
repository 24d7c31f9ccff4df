import Foundation

/// A path as the system knows it: bytes, which need not be text.
///
/// Two paths are equal where their bytes are. Strings are equal where they look alike, so that a
/// dictionary of strings mixes up two names of which one writes é as e and an accent.
public struct FilePath: Hashable, Sendable {
    /// The path, without the zero at its end.
    public let bytes: [UInt8]

    /// A path that somebody has typed.
    public init(_ path: String) {
        bytes = Array(path.utf8)
    }

    /// A path that the system has given.
    public init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    /// The path of what is called `name` in the folder at this path.
    public func appending(_ name: FilePath) -> FilePath {
        FilePath(bytes: bytes + [UInt8(ascii: "/")] + name.bytes)
    }

    /// The path of what is called `name` in the folder at this path.
    public func appending(_ name: String) -> FilePath {
        appending(FilePath(name))
    }

    /// The path from the root folder on, without `.` and `..`.
    public var absolute: FilePath {
        let slash = UInt8(ascii: "/")
        let start =
            bytes.first == slash ? [] : Array(FileManager.default.currentDirectoryPath.utf8)
        var names: [ArraySlice<UInt8>] = []
        for name in (start + [slash] + bytes).split(separator: slash) {
            switch "\(FilePath(bytes: name))" {
            case ".": break
            case "..": _ = names.popLast()
            default: names.append(name)
            }
        }
        return FilePath(bytes: [slash] + names.joined(separator: [slash]))
    }

    /// Calls `body` with the path as C wants it; the pointer is valid only inside it.
    func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
        (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { buffer in
            // The buffer is never empty: it ends in the zero.
            buffer.baseAddress.map(body) ?? "".withCString(body)
        }
    }
}

extension FilePath: Comparable {
    /// Whether the bytes of the first path come before those of the second.
    public static func < (first: FilePath, second: FilePath) -> Bool {
        first.bytes.lexicographicallyPrecedes(second.bytes)
    }
}

extension FilePath: CustomStringConvertible {
    /// The path as text on one line. Bytes that are no UTF-8, and characters that cannot be seen,
    /// are written as `\xE9`.
    public var description: String {
        text { scalar in
            let category = scalar.properties.generalCategory
            return category != .control && category != .format
        }
    }

    /// The path in visible ASCII: all other bytes, and the backslash, are written as `\xE9`, so no two
    /// paths look alike.
    public var inASCII: String {
        text { (0x20..<0x7F).contains($0.value) && $0 != "\\" }
    }

    /// The path with the characters for which `isPlain` holds, and the bytes of all others escaped.
    private func text(where isPlain: (Unicode.Scalar) -> Bool) -> String {
        var text = ""
        var parser = UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var position = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                let scalar = UTF8.decode(encoded)
                if isPlain(scalar) {
                    text.unicodeScalars.append(scalar)
                } else {
                    text += Self.escaped(encoded)
                }
                position += encoded.count
            case .error(let length):
                text += Self.escaped(bytes[position..<position + length])
                position += length
            case .emptyInput:
                return text
            }
        }
    }

    private static func escaped(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return "\\x" + (digits.count == 1 ? "0" : "") + digits
        }.joined()
    }
}
