/// A point of the unit square: x to the right, y downwards, both 0...1.
typealias Point = SIMD2<Float>

/// The pen strokes of one class of glyphs, each a polyline in the unit square.
struct GlyphShape: Sendable {
    let name: String
    let strokes: [[Point]]

    /// Returns a stroke through the given points.
    private static func line(_ points: (Float, Float)...) -> [Point] {
        points.map { Point($0.0, $0.1) }
    }

    /// Returns an elliptic arc as a polyline with a corner about every 30 degrees.
    ///
    /// - Parameters:
    ///   - center: The ellipse's centre.
    ///   - radii: Half its width and half its height.
    ///   - degrees: Where the arc starts and ends; 0 points right and 90 down. The end may lie
    ///     below the start.
    /// - Returns: The corners, both ends included.
    private static func arc(
        _ center: (Float, Float), radii: (Float, Float), degrees: (from: Float, to: Float)
    ) -> [Point] {
        let span = degrees.to - degrees.from
        let pieces = max(2, Int((span.magnitude / 30).rounded(.up)))
        return (0...pieces).map { piece in
            let angle = (degrees.from + span * Float(piece) / Float(pieces)) * Float.pi / 180
            return Point(
                center.0 + radii.0 * cosine(angle), center.1 + radii.1 * sine(angle))
        }
    }

    /// The shapes of all classes, neighbours alike in one trait: a network that is too coarse
    /// takes one for the next.
    static let all: [GlyphShape] = [
        GlyphShape(
            name: "ring",
            strokes: [arc((0.5, 0.5), radii: (0.34, 0.36), degrees: (0, 360))]),
        GlyphShape(
            name: "open ring",
            strokes: [arc((0.5, 0.5), radii: (0.34, 0.36), degrees: (40, 320))]),
        GlyphShape(
            name: "barred ring",
            strokes: [
                arc((0.5, 0.5), radii: (0.34, 0.36), degrees: (0, 360)),
                line((0.2, 0.5), (0.8, 0.5)),
            ]),
        GlyphShape(
            name: "tailed ring",
            strokes: [
                arc((0.5, 0.45), radii: (0.32, 0.32), degrees: (0, 360)),
                line((0.58, 0.6), (0.86, 0.92)),
            ]),
        GlyphShape(
            name: "hook",
            strokes: [
                line((0.62, 0.12), (0.62, 0.66)),
                arc((0.43, 0.66), radii: (0.19, 0.2), degrees: (0, 170)),
            ]),
        GlyphShape(
            name: "barred hook",
            strokes: [
                line((0.62, 0.12), (0.62, 0.66)),
                arc((0.43, 0.66), radii: (0.19, 0.2), degrees: (0, 170)),
                line((0.4, 0.34), (0.84, 0.34)),
            ]),
        GlyphShape(
            name: "zigzag",
            strokes: [line((0.18, 0.18), (0.8, 0.18), (0.22, 0.82), (0.84, 0.82))]),
        GlyphShape(
            name: "barred zigzag",
            strokes: [
                line((0.18, 0.18), (0.8, 0.18), (0.22, 0.82), (0.84, 0.82)),
                line((0.3, 0.5), (0.74, 0.5)),
            ]),
        GlyphShape(
            name: "fork",
            strokes: [line((0.18, 0.14), (0.5, 0.5), (0.82, 0.14)), line((0.5, 0.5), (0.5, 0.9))]),
        GlyphShape(
            name: "trident",
            strokes: [line((0.18, 0.14), (0.5, 0.56), (0.82, 0.14)), line((0.5, 0.1), (0.5, 0.9))]),
        GlyphShape(
            name: "wave",
            strokes: [
                arc((0.5, 0.32), radii: (0.26, 0.19), degrees: (-20, -270)),
                arc((0.5, 0.7), radii: (0.28, 0.19), degrees: (-90, 160)),
            ]),
        GlyphShape(
            name: "double ring",
            strokes: [
                arc((0.5, 0.31), radii: (0.24, 0.19), degrees: (0, 360)),
                arc((0.5, 0.7), radii: (0.28, 0.2), degrees: (0, 360)),
            ]),
        GlyphShape(
            name: "gate",
            strokes: [line((0.2, 0.88), (0.2, 0.16), (0.8, 0.16), (0.8, 0.88))]),
        GlyphShape(
            name: "ladder",
            strokes: [
                line((0.2, 0.12), (0.2, 0.88)), line((0.8, 0.12), (0.8, 0.88)),
                line((0.2, 0.4), (0.8, 0.4)),
            ]),
        GlyphShape(
            name: "tent",
            strokes: [line((0.14, 0.86), (0.5, 0.14), (0.86, 0.86))]),
        GlyphShape(
            name: "closed tent",
            strokes: [line((0.14, 0.86), (0.5, 0.14), (0.86, 0.86), (0.14, 0.86))]),
    ]
}
