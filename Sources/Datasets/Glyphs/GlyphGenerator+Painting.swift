extension GlyphGenerator {
    /// Draws one picture.
    ///
    /// - Parameters:
    ///   - index: Which picture of the split.
    ///   - split: Which of the two sequences.
    ///   - pixels: `[side, side]`.
    func paint(index: Int, split: DatasetSplit, into pixels: UnsafeMutableBufferPointer<UInt8>) {
        let splitWord: UInt64 = split == .training ? 0 : 1
        var random = SeededRandom(seed: seed, stream: splitWord, UInt64(index))
        var canvas = GlyphCanvas(side: Self.side)
        let label = index % classCount
        if random.occurs(withProbability: difficulty.intruderProbability) {
            drawIntruder(besides: label, on: &canvas, random: &random)
        }
        drawGlyph(label, offset: .zero, on: &canvas, random: &random)
        drawStrayStrokes(on: &canvas, random: &random)
        if random.occurs(withProbability: difficulty.gapProbability) {
            canvas.erase(
                Self.randomSegment(random: &random), thickness: random.uniform(in: 1...2.5))
        }
        canvas.blur(amount: random.uniform(in: 0...0.25))
        develop(canvas, into: pixels, random: &random)
    }

    /// Draws the distorted shape of a class, moved by `offset` pixels.
    private func drawGlyph(
        _ label: Int, offset: Point, on canvas: inout GlyphCanvas, random: inout SeededRandom
    ) {
        let distortion = GlyphDistortion(
            difficulty: difficulty, side: Self.side, random: &random)
        let thickness = random.uniform(in: 1.2...3.2)
        for stroke in GlyphShape.all[label].strokes {
            let points = distortion.applied(to: stroke, random: &random).map { $0 + offset }
            canvas.draw(points, thickness: thickness, strength: random.uniform(in: 0.75...1))
        }
    }

    /// Draws another class's glyph so far to one side that only a part of it can be seen.
    private func drawIntruder(
        besides label: Int, on canvas: inout GlyphCanvas, random: inout SeededRandom
    ) {
        let other = (label + 1 + random.integer(below: classCount - 1)) % classCount
        let distance = Float(Self.side) * random.uniform(in: 0.62...0.85)
        let along = Float(Self.side) * random.spread(0.4)
        let offsets = [
            Point(distance, along), Point(-distance, along), Point(along, distance),
            Point(along, -distance),
        ]
        let offset = offsets[random.integer(below: offsets.count)]
        drawGlyph(other, offset: offset, on: &canvas, random: &random)
    }

    /// Draws short strokes anywhere, as thick and as dark as those of a glyph.
    private func drawStrayStrokes(on canvas: inout GlyphCanvas, random: inout SeededRandom) {
        for _ in 0..<random.integer(below: difficulty.strayStrokeCount + 1) {
            let points = Self.randomSegment(random: &random)
            canvas.draw(
                points, thickness: random.uniform(in: 1...2.6),
                strength: random.uniform(in: 0.4...1))
        }
    }

    /// Returns a short segment at a random place and angle.
    private static func randomSegment(random: inout SeededRandom) -> [Point] {
        let side = Float(Self.side)
        let start = Point(random.uniform(in: 0...side), random.uniform(in: 0...side))
        let angle = random.uniform(in: 0...(2 * Float.pi))
        let length = side * random.uniform(in: 0.15...0.4)
        return [start, start + length * Point(cosine(angle), sine(angle))]
    }

    /// Turns ink into bytes with faded contrast and noise.
    private func develop(
        _ canvas: GlyphCanvas, into pixels: UnsafeMutableBufferPointer<UInt8>,
        random: inout SeededRandom
    ) {
        let contrast = 1 - random.uniform(in: 0...difficulty.fading)
        let ground = random.uniform(in: 0...1) * (1 - contrast)
        let deviation = random.uniform(in: 0...difficulty.noise)
        for position in pixels.indices {
            let clean = ground + contrast * canvas.ink[position]
            let value = clean + deviation * random.roughlyNormal()
            pixels[position] = UInt8(min(max(value, 0), 1) * 255 + 0.5)
        }
    }
}
