/// The content of a file and what its reader says about it.
struct DamagedText: Sendable {
    let bytes: [UInt8]
    let reason: String

    init(_ text: String, _ reason: String) {
        self.init(bytes: Array(text.utf8), reason)
    }

    init(bytes: [UInt8], _ reason: String) {
        self.bytes = bytes
        self.reason = reason
    }
}
