/// Makes inputs out of valid ones: the same for the same seed and index, whatever came before.
struct Mutator {
    /// Valid files, or some that were found to matter.
    let seeds: [[UInt8]]

    /// Byte strings that mean something in the format.
    let tokens: [[UInt8]]

    /// Makes checksums and lengths right again, so that not every change is refused at once.
    let repair: ([UInt8]) -> [UInt8]

    private static let largestCount = 1 << 18

    /// The input number `index`; the first ones are the seeds themselves.
    func input(_ index: Int, seed: UInt64) -> [UInt8] {
        if index < seeds.count { return seeds[index] }
        var random = SeededNumbers(seed: seed, stream: UInt64(index))
        var bytes = seeds[random.below(seeds.count)]
        for _ in 0...random.below(1 << random.below(5)) { mutate(&bytes, &random) }
        if bytes.count > Self.largestCount { bytes.removeLast(bytes.count - Self.largestCount) }
        return random.below(2) == 0 ? repair(bytes) : bytes
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededNumbers) {
        guard !bytes.isEmpty else {
            bytes = tokens.isEmpty ? [0] : tokens[random.below(tokens.count)]
            return
        }
        let place = random.below(bytes.count)
        switch random.below(9) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = Self.edges[random.below(Self.edges.count)]
        case 2: bytes.removeLast(bytes.count - place)
        case 3: bytes.removeSubrange(place..<min(bytes.count, place + 1 + random.below(64)))
        case 4: repeatBlock(at: place, of: &bytes, &random)
        case 5: splice(at: place, of: &bytes, &random)
        case 6: overwriteNumber(at: place, of: &bytes, &random)
        case 7: rewriteDigits(from: place, of: &bytes, &random)
        default: insertToken(at: place, of: &bytes, &random)
        }
    }

    private static let edges: [UInt8] = [0, 1, 0x0A, 0x20, 0x22, 0x7F, 0x80, 0xC0, 0xFE, 0xFF]

    private func repeatBlock(
        at place: Int, of bytes: inout [UInt8], _ random: inout SeededNumbers
    ) {
        let block = bytes[place..<min(bytes.count, place + 1 + random.below(64))]
        for _ in 0...random.below(8) { bytes.insert(contentsOf: block, at: place) }
    }

    private func splice(at place: Int, of bytes: inout [UInt8], _ random: inout SeededNumbers) {
        let other = seeds[random.below(seeds.count)]
        guard !other.isEmpty else { return }
        bytes.replaceSubrange(place..., with: other[random.below(other.count)...])
    }

    /// Writes an extreme number of 2, 4 or 8 bytes, in either byte order.
    private func overwriteNumber(
        at place: Int, of bytes: inout [UInt8], _ random: inout SeededNumbers
    ) {
        let size = [2, 4, 8][random.below(3)]
        guard place + size <= bytes.count else { return }
        let extremes: [UInt64] = [0, 1, 0x7F, 0xFF, 1 << 15, 1 << 31, (1 << 31) - 1, 1 << 63, .max]
        var number = extremes[random.below(extremes.count)] &+ UInt64(random.below(3)) &- 1
        if random.below(2) == 0 { number = number.byteSwapped >> UInt64(64 - 8 * size) }
        for offset in 0..<size {
            bytes[place + offset] = UInt8(truncatingIfNeeded: number >> UInt64(8 * offset))
        }
    }

    /// Replaces the next number that is written in digits.
    private func rewriteDigits(
        from place: Int, of bytes: inout [UInt8], _ random: inout SeededNumbers
    ) {
        func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        let numbers = [
            "0", "-1", "1e999", "1e-999", "9223372036854775807", "9223372036854775808",
            "18446744073709551616", "4294967296", "0.5", "-0", "00", "1_000",
        ]
        bytes.replaceSubrange(start..<end, with: Array(numbers[random.below(numbers.count)].utf8))
    }

    private func insertToken(
        at place: Int, of bytes: inout [UInt8], _ random: inout SeededNumbers
    ) {
        guard !tokens.isEmpty else { return }
        let token = tokens[random.below(tokens.count)]
        if random.below(2) == 0 {
            bytes.insert(contentsOf: token, at: place)
        } else {
            let end = min(bytes.count, place + token.count)
            bytes.replaceSubrange(place..<end, with: token)
        }
    }
}

/// Random numbers that follow from a seed and the number of a stream.
///
/// Source: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SeededNumbers {
    private var state: UInt64

    init(seed: UInt64, stream: UInt64) {
        state = seed
        state = next() &+ stream
        state = next()
    }

    /// A number in `0..<bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
