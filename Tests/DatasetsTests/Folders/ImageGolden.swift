import Datasets
import Foundation
import Testing

/// Pillow's results, which `Scripts/golden/images.py` writes.
enum ImageGolden {
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let file: String
        let width: Int
        let height: Int
        let offset: Int
        var denominator: Int?
        var box: [Double]?
        var side: Int?
        var kind: String?
        var factor: Float?

        /// What Pillow gives, `[height, width, 3]`.
        var pixels: [UInt8] { Array(ImageGolden.pixels[offset..<offset + 3 * width * height]) }

        var testDescription: String {
            let details = [
                denominator.map { "1/\($0)" }, box.map { "\($0)" }, side.map { "\($0)" }, kind,
                factor.map { "\($0)" },
            ]
            return ([file, "\(width) × \(height)"] + details.compactMap(\.self))
                .joined(separator: " ")
        }
    }

    static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Golden"

    static func cases(_ group: String) -> [Case] {
        allCases[group] ?? []
    }

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
    }

    static func file(_ name: String) throws -> ImageFile {
        try ImageFile(path: folder + "/" + name)
    }

    /// Returns the largest difference of two images in grey levels, `nil` if their sizes differ.
    static func difference(_ first: [UInt8], _ second: [UInt8]) -> Int? {
        guard first.count == second.count else { return nil }
        return zip(first, second).map { abs(Int($0) - Int($1)) }.max() ?? 0
    }

    /// Returns planes, `[3, height, width]`, as pixels, `[height, width, 3]`.
    static func interleaved(_ planes: [UInt8]) -> [UInt8] {
        let area = planes.count / 3
        return (0..<planes.count).map { planes[$0 % 3 * area + $0 / 3] }
    }

    /// Returns pixels, `[height, width, 3]`, as planes, `[3, height, width]`.
    static func planes(_ pixels: [UInt8]) -> [UInt8] {
        let area = pixels.count / 3
        return (0..<pixels.count).map { pixels[$0 % area * 3 + $0 / area] }
    }

    private static let pixels = (try? bytes("pixels.bin")) ?? []

    private static let allCases: [String: [Case]] = {
        let data = (try? bytes("cases.json")).map { Data($0) } ?? Data()
        return (try? JSONDecoder().decode([String: [Case]].self, from: data)) ?? [:]
    }()
}
