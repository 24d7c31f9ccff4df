/// A hash table from the bytes of tokens to their numbers, made for looking up every prefix of a
/// word: the hash of a prefix is that of the prefix before it and one byte more.
///
/// Open addressing with linear probing; at most half of the slots are taken, so that every search
/// ends. The hash is FNV-1a with 64 bits.
///
/// Source: Fowler, Noll, Vo and Eastlake, "The FNV Non-Cryptographic Hash Algorithm",
/// draft-eastlake-fnv.
struct TokenTable: Sendable {
    private struct Slot {
        var hash: UInt64 = 0
        var start = 0
        var count = 0
        var id: Int32 = -1
    }

    /// The hash of no bytes.
    static let emptyHash: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The most bytes that a token has.
    private(set) var longestCount = 0

    private var slots: [Slot]
    private var bytes: [UInt8] = []
    private var count = 0

    /// Creates a table with room for `capacity` tokens.
    init(capacity: Int) {
        var size = 16
        while size < 2 * (capacity + 1) { size *= 2 }
        slots = Array(repeating: Slot(), count: size)
    }

    /// Returns the hash of bytes that go on with `byte` after bytes with the hash `hash`.
    static func hash(_ hash: UInt64, appending byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    /// Inserts a token of at least one byte, at most as many as the table has room for.
    ///
    /// - Returns: The number under which it is there already, in which case it keeps that number.
    mutating func insert(_ token: [UInt8], id: Int32) -> Int32? {
        precondition(2 * count < slots.count, "the table has room for \(slots.count / 2) tokens")
        let hash = token.reduce(Self.emptyHash) { Self.hash($0, appending: $1) }
        let place = token.withUnsafeBufferPointer { slot(of: $0, hash: hash) }
        guard slots[place].count == 0 else { return slots[place].id }
        slots[place] = Slot(hash: hash, start: bytes.count, count: token.count, id: id)
        bytes += token
        count += 1
        longestCount = max(longestCount, token.count)
        return nil
    }

    /// Returns the number of a token, `nil` where it is not there.
    func id(of token: [UInt8]) -> Int32? {
        let hash = token.reduce(Self.emptyHash) { Self.hash($0, appending: $1) }
        return token.withUnsafeBufferPointer { id(of: $0, hash: hash) }
    }

    /// Returns the number of a token whose hash is known, `nil` where it is not there.
    func id(of token: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int32? {
        let found = slots[slot(of: token, hash: hash)]
        return found.count == 0 ? nil : found.id
    }

    /// Returns the slot that holds the token, or the free one where it would go.
    private func slot(of token: UnsafeBufferPointer<UInt8>, hash: UInt64) -> Int {
        var place = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[place].count > 0 {
            if slots[place].hash == hash, holds(token, at: slots[place]) { break }
            place = (place + 1) & (slots.count - 1)
        }
        return place
    }

    private func holds(_ token: UnsafeBufferPointer<UInt8>, at slot: Slot) -> Bool {
        slot.count == token.count
            && token.indices.allSatisfy { token[$0] == bytes[slot.start + $0] }
    }
}
