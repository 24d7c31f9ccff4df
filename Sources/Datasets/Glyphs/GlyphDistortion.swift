import Foundation

/// A random map from the unit square to the pixels of a canvas: affine, then bent by a wave.
struct GlyphDistortion {
    private let center: Point
    private let columnX: Point
    private let columnY: Point
    private let waveAmplitude: Point
    private let waveDirection: Point
    private let wavePhase: Float
    private let jitter: Float

    /// Draws a distortion.
    ///
    /// - Parameters:
    ///   - difficulty: How large it may be.
    ///   - side: The canvas' rows and columns; an undistorted glyph fills three quarters of them.
    ///   - random: The source of the draws.
    init(difficulty: GlyphDifficulty, side: Int, random: inout SeededRandom) {
        let size = 0.75 * Float(side)
        let angle = random.spread(difficulty.rotation)
        let shear = random.spread(difficulty.shear)
        let width = size * (1 + random.spread(difficulty.scale))
        let height = size * (1 + random.spread(difficulty.scale))
        let shift = Point(random.spread(difficulty.shift), random.spread(difficulty.shift))
        center = Point(repeating: Float(side) / 2) + shift * size
        columnX = Point(cosine(angle), sine(angle)) * width
        columnY =
            Point(shear * cosine(angle) - sine(angle), shear * sine(angle) + cosine(angle)) * height
        waveAmplitude =
            Point(random.spread(difficulty.wobble), random.spread(difficulty.wobble)) * size
        waveDirection = Point(random.uniform(in: -5...5), random.uniform(in: -5...5))
        wavePhase = random.uniform(in: 0...(2 * Float.pi))
        jitter = difficulty.jitter
    }

    /// Returns a stroke of the unit square in pixels, each of its corners jittered.
    func applied(to stroke: [Point], random: inout SeededRandom) -> [Point] {
        var result: [Point] = []
        result.reserveCapacity(stroke.count)
        for point in stroke {
            let moved = point + Point(random.spread(jitter), random.spread(jitter)) - 0.5
            let wave = sine((moved * waveDirection).sum() + wavePhase)
            result.append(center + moved.x * columnX + moved.y * columnY + wave * waveAmplitude)
        }
        return result
    }
}

extension SeededRandom {
    /// Returns a number in `-amount...amount`.
    mutating func spread(_ amount: Float) -> Float {
        uniform(in: -amount...amount)
    }
}

/// The sine of an angle in radians, rounded from double precision so that platforms agree.
func sine(_ angle: Float) -> Float { Float(Foundation.sin(Double(angle))) }

/// The cosine of an angle in radians, rounded from double precision so that platforms agree.
func cosine(_ angle: Float) -> Float { Float(Foundation.cos(Double(angle))) }
