/// The 64-bit FNV-1a hash of bytes (Fowler, Noll and Vo, RFC 9923).
package struct Checksum: Equatable {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Starts with no bytes.
    package init() {}

    /// Takes in all bytes of a file.
    package init(ofFile path: String) throws {
        try MappedFile(path: path).withUnsafeBytes { add($0) }
    }

    /// Takes in more bytes.
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// Takes in more bytes, as fast as they can be read.
    package mutating func add(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// Takes in a text and a zero byte after it, so that two texts are not one.
    package mutating func add(text: String) {
        add(name: text.utf8)
    }

    /// Takes in the bytes of a name and a zero byte after it, so that two names are not one.
    package mutating func add(name: some Sequence<UInt8>) {
        add(name)
        add(CollectionOfOne(0))
    }

    /// The hash in sixteen digits.
    package var digits: String {
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
