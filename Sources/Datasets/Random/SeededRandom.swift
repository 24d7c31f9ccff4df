/// A deterministic generator of random numbers with independent streams.
///
/// Numbers come from xoshiro256**, whose four state words are drawn from SplitMix64. Streams are
/// derived, not split off: with mix(x) the output function of SplitMix64 and γ its increment, the
/// key starts as k = mix(seed + γ), every stream word *w* in turn makes it k = mix((k ⊕ w) + γ), and
/// the state is the next four outputs of SplitMix64 from *k*. So the numbers of sample *i* in epoch
/// *e* need no generator that has run up to there, and equal arguments give equal numbers on every
/// machine and with every version of the standard library.
///
/// Source: Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators", 2021,
/// arXiv:1805.01407; Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014.
public struct SeededRandom: RandomNumberGenerator, Sendable, Hashable {
    private var word0: UInt64
    private var word1: UInt64
    private var word2: UInt64
    private var word3: UInt64

    /// Creates the generator of one stream of `seed`; streams with different words are independent.
    public init(seed: UInt64, stream: UInt64...) {
        var key = Self.mix(seed &+ Self.increment)
        for word in stream {
            key = Self.mix((key ^ word) &+ Self.increment)
        }
        word0 = Self.mix(key &+ Self.increment)
        word1 = Self.mix(key &+ 2 &* Self.increment)
        word2 = Self.mix(key &+ 3 &* Self.increment)
        word3 = Self.mix(key &+ 4 &* Self.increment)
    }

    /// Returns the next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotate(word1 &* 5, by: 7) &* 9
        let shifted = word1 << 17
        word2 ^= word0
        word3 ^= word1
        word1 ^= word2
        word0 ^= word3
        word2 ^= shifted
        word3 = Self.rotate(word3, by: 45)
        return result
    }

    /// The golden ratio's 64 fractional bits, the increment of SplitMix64.
    private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private static func rotate(_ value: UInt64, by count: UInt64) -> UInt64 {
        (value << count) | (value >> (64 - count))
    }
}
