/// One change of an image's colours, the same as that of Pillow's `ImageEnhance` to the last bit.
///
/// Every value *v* becomes g + factor · (v − g), cut off at black and white and rounded down, where
/// *g* is a grey that depends on the kind.
package struct ColorChange: Sendable, Hashable {
    /// What the grey *g* is.
    package enum Kind: Sendable, Hashable, CaseIterable {
        /// Black.
        case brightness

        /// The mean grey of the image.
        case contrast

        /// The grey of the pixel.
        case saturation
    }

    package var kind: Kind
    package var factor: Float

    package init(kind: Kind, factor: Float) {
        self.kind = kind
        self.factor = factor
    }

    /// Changes an image, `[channels, height, width]`, with 3 channels or with 1, which is grey itself.
    package func apply(to planes: UnsafeMutableBufferPointer<UInt8>, channelCount: Int = 3) {
        switch kind {
        case .brightness: blend(planes, with: 0)
        case .contrast: blend(planes, with: Self.meanGrey(of: planes, channelCount))
        case .saturation: if channelCount > 1 { blendWithGrey(planes) }
        }
    }

    private func blend(_ planes: UnsafeMutableBufferPointer<UInt8>, with grey: UInt8) {
        let table = (0...255).map { Self.blend(UInt8($0), with: grey, factor) }
        table.withUnsafeBufferPointer { table in
            for position in planes.indices {
                planes[position] = table[Int(planes[position])]
            }
        }
    }

    private func blendWithGrey(_ planes: UnsafeMutableBufferPointer<UInt8>) {
        let area = planes.count / 3
        for position in 0..<area {
            let grey = Self.grey(of: planes, at: position, area: area)
            for channel in 0..<3 {
                let index = channel * area + position
                planes[index] = Self.blend(planes[index], with: grey, factor)
            }
        }
    }

    /// Returns `other` + `factor` · (`value` − `other`), cut off and rounded down: Pillow's `Image.blend`.
    static func blend(_ value: UInt8, with other: UInt8, _ factor: Float) -> UInt8 {
        let result = Float(other) + factor * Float(Int(value) - Int(other))
        return UInt8(min(max(result, 0), 255))
    }

    private static func meanGrey(
        of planes: UnsafeMutableBufferPointer<UInt8>, _ channelCount: Int
    ) -> UInt8 {
        let area = planes.count / channelCount
        var sum = 0
        for position in 0..<area {
            let isGrey = channelCount == 1
            sum += Int(isGrey ? planes[position] : grey(of: planes, at: position, area: area))
        }
        return UInt8(Double(sum) / Double(area) + 0.5)
    }

    /// Returns a pixel's grey: 0.299 of red, 0.587 of green and 0.114 of blue (ITU-R BT.601), the
    /// weights rounded to 16 bits.
    private static func grey(
        of planes: UnsafeMutableBufferPointer<UInt8>, at position: Int, area: Int
    ) -> UInt8 {
        let red = UInt32(planes[position]) &* 19_595
        let green = UInt32(planes[position + area]) &* 38_470
        let blue = UInt32(planes[position + 2 * area]) &* 7_471
        return UInt8(truncatingIfNeeded: (red &+ green &+ blue &+ 0x8000) >> 16)
    }
}
