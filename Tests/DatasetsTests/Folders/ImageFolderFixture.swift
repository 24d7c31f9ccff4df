import Datasets
import Foundation
import TestSupport

/// A temporary folder of classes with golden images.
struct ImageFolderFixture {
    let folder: TemporaryFolder

    var path: String { folder.path }

    /// Creates `files`, each a path inside the folder and the golden image that it holds, or `nil`
    /// for a file that is no image.
    init(_ files: [String: String?]) throws {
        folder = try TemporaryFolder(named: "photos")
        for (name, source) in files {
            let parent = (name as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(
                atPath: folder.path + "/" + parent, withIntermediateDirectories: true)
            let bytes = try source.map { try ImageGolden.bytes($0) } ?? [1, 2, 3]
            try folder.write(bytes, to: name)
        }
    }

    /// Two classes, six images, all good.
    static func good() throws -> ImageFolderFixture {
        try ImageFolderFixture([
            "ants/1.jpg": "rgb.jpg", "ants/2.jpg": "cmyk.jpg", "ants/3.png": "alpha.png",
            "bees/1.jpg": "grey.jpg", "bees/2.jpeg": "progressive.jpg", "bees/3.PNG": "grey16.png",
        ])
    }
}

extension ImageTransforms {
    /// Draws everything that can be drawn, for images of 16 × 16 pixels.
    static let random = ImageTransforms(
        crop: RandomResizedCrop(size: 16), flip: HorizontalFlip(),
        jitter: ColorJitter(brightness: 0.4, contrast: 0.4, saturation: 0.4))

    /// Draws nothing, for images of 16 × 16 pixels.
    static let fixed = ImageTransforms(crop: CenterCrop(size: 16, resizeTo: 20))
}

extension ImageDataset {
    /// Returns the pixels of an image as ``copyPixels(at:into:)`` gives them.
    func pixels(at index: Int) throws -> [UInt8] {
        var pixels = [UInt8](repeating: 0, count: imageShape.elementCount)
        try pixels.withUnsafeMutableBufferPointer { try copyPixels(at: index, into: $0) }
        return pixels
    }
}
