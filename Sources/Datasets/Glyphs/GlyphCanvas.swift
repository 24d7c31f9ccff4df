/// A square grey picture that strokes are drawn on, 0 is ground and 1 is ink.
struct GlyphCanvas {
    /// Rows and columns.
    let side: Int

    /// `[side, side]`.
    private(set) var ink: [Float]

    /// Creates an empty canvas.
    init(side: Int) {
        self.side = side
        ink = [Float](repeating: 0, count: side * side)
    }

    /// Draws a polyline with smooth edges; where strokes cross, the darker one stays.
    ///
    /// - Parameters:
    ///   - points: Corners in pixels; the centre of the first pixel is (0.5, 0.5).
    ///   - thickness: The pen's diameter in pixels.
    ///   - strength: The ink of the stroke's middle, 0...1.
    mutating func draw(_ points: [Point], thickness: Float, strength: Float) {
        forEachCovered(by: points, thickness: thickness) { value, coverage in
            value = max(value, coverage * strength)
        }
    }

    /// Rubs out what lies under a polyline.
    mutating func erase(_ points: [Point], thickness: Float) {
        forEachCovered(by: points, thickness: thickness) { value, coverage in
            value = min(value, 1 - coverage)
        }
    }

    /// Replaces each pixel by a mean of its 3 × 3 neighbourhood with the weights
    /// [a, 1 − 2a, a] ⊗ [a, 1 − 2a, a]; beyond the border lies ground.
    ///
    /// - Parameter amount: *a*, 0 for no change to ⅓ for the plain mean.
    mutating func blur(amount: Float) {
        blurLines(amount: amount, step: 1, lineStep: side)
        blurLines(amount: amount, step: side, lineStep: 1)
    }

    private mutating func blurLines(amount: Float, step: Int, lineStep: Int) {
        let middle = 1 - 2 * amount
        let side = self.side
        ink.withUnsafeMutableBufferPointer { ink in
            for line in 0..<side {
                var before: Float = 0
                for position in 0..<side {
                    let index = line * lineStep + position * step
                    let here = ink[index]
                    let after = position + 1 < side ? ink[index + step] : 0
                    ink[index] = middle * here + amount * (before + after)
                    before = here
                }
            }
        }
    }

    /// Calls `change` with every pixel that a stroke touches and the share it covers.
    ///
    /// A pixel's share falls from 1 to 0 over the one pixel around the stroke's edge.
    private mutating func forEachCovered(
        by points: [Point], thickness: Float, _ change: (inout Float, Float) -> Void
    ) {
        let reach = thickness / 2 + 0.5
        let side = self.side
        ink.withUnsafeMutableBufferPointer { ink in
            for (start, end) in zip(points, points.dropFirst()) {
                let low = pointwiseMin(start, end) - (reach + 0.5)
                let high = pointwiseMax(start, end) + (reach - 0.5)
                let direction = end - start
                let scale = 1 / max((direction * direction).sum(), 1e-6)
                for row in Self.pixels(from: low.y, to: high.y, side: side) {
                    for column in Self.pixels(from: low.x, to: high.x, side: side) {
                        let offset = Point(Float(column) + 0.5, Float(row) + 0.5) - start
                        let along = min(max((offset * direction).sum() * scale, 0), 1)
                        let away = offset - along * direction
                        let coverage = reach - (away * away).sum().squareRoot()
                        if coverage > 0 { change(&ink[row * side + column], min(coverage, 1)) }
                    }
                }
            }
        }
    }

    /// Returns the pixels between two coordinates, as far as they lie on the canvas.
    private static func pixels(from low: Float, to high: Float, side: Int) -> Range<Int> {
        let first = min(max(Int(low.rounded(.up)), 0), side)
        let last = min(max(Int(high.rounded(.down)), -1), side - 1)
        return first..<max(first, last + 1)
    }
}
