import Datasets
import Files
import Foundation
import TestSupport
import Testing

/// Which files of a folder are used, and what is said of the others.
@Suite struct ImageListingTests {
    /// The images of a folder, as paths inside it.
    private func paths(_ images: ImageFolder, in fixture: ImageFolderFixture) -> [String] {
        (0..<images.count).map {
            String("\(images.path(at: $0))".dropFirst(fixture.path.count + 1))
        }
    }

    private func link(_ target: String, _ name: String, in fixture: ImageFolderFixture) throws {
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path + "/" + name, withDestinationPath: target)
    }

    /// Writes a file whose name need not be text.
    private func write(_ name: [UInt8], in fixture: ImageFolderFixture) throws {
        let path = Array(fixture.path.utf8) + [0x2F] + name
        let folder = path[..<(path.lastIndex(of: 0x2F) ?? 0)]
        _ = (folder.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
            $0.baseAddress.map { mkdir($0, 0o700) }
        }
        let descriptor = (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
            $0.baseAddress.map { open($0, O_WRONLY | O_CREAT, 0o600) } ?? -1
        }
        defer { close(descriptor) }
        let bytes = try ImageGolden.bytes("rgb.jpg")
        #expect(Foundation.write(descriptor, bytes, bytes.count) == bytes.count)
    }

    @Test func takesImagesAtAnyDepthInTheOrderOfTheirPaths() throws {
        let fixture = try ImageFolderFixture([
            "a/images/2.JPEG": nil, "a/1.jpg": nil, "a/x/y/z/3.png": nil, "b/images/1.JPEG": nil,
        ])
        let images = try ImageFolder(path: fixture.path, transforms: .fixed)
        #expect(
            paths(images, in: fixture)
                == ["a/1.jpg", "a/images/2.JPEG", "a/x/y/z/3.png", "b/images/1.JPEG"])
        #expect((0..<4).map { images.label(at: $0) } == [0, 0, 0, 1])
    }

    @Test func followsLinksButNotInCircles() throws {
        let fixture = try ImageFolderFixture(["a/1.jpg": nil, "a/deep/2.jpg": nil])
        try link("a", "b", in: fixture)
        try link("..", "a/deep/up", in: fixture)
        try link(".", "circle", in: fixture)
        try link("1.jpg", "a/3.jpg", in: fixture)
        try link("nowhere", "a/4.jpg", in: fixture)
        let images = try ImageFolder(path: fixture.path, transforms: .fixed)
        #expect(images.classNames == ["a", "b"])
        #expect(
            paths(images, in: fixture) == [
                "a/1.jpg", "a/3.jpg", "a/deep/2.jpg", "b/1.jpg", "b/3.jpg", "b/deep/2.jpg",
            ])
        #expect(
            images.report.unused.map(\.description) == [
                "link to a folder around it: 3 (circle, a/deep/up, b/deep/up)",
                "broken link: 2 (a/4.jpg, b/4.jpg)",
            ])
    }

    @Test func looksIntoFilesWithOtherEndings() throws {
        let fixture = try ImageFolderFixture([
            "a/1": "rgb.jpg", "a/2.dat": "rgb.png", "a/3.JFIF": nil, "a/4.WebP": nil,
            "a/.5.jpg": "rgb.jpg", "a/6.txt": nil, "a/.DS_Store": nil, "a/Thumbs.db": nil,
            "a/._1": nil, "a/.cache/7.jpg": nil, "readme": nil,
        ])
        try fixture.folder.write(Array("GIF89a".utf8), to: "a/8.gif")
        try fixture.folder.write([], to: "a/9")
        let images = try ImageFolder(path: fixture.path, transforms: .fixed)
        #expect(
            paths(images, in: fixture) == ["a/.5.jpg", "a/1", "a/2.dat", "a/3.JFIF", "a/4.WebP"])
        #expect(
            images.report.unusedSentence
                == "8 of the files in '\(fixture.path)' are not used: system file: 3 (a/.DS_Store, "
                + "a/._1, a/Thumbs.db); GIF: 1 (a/8.gif); empty: 1 (a/9); hidden folder: 1 "
                + "(a/.cache); of an unknown kind: 1 (a/6.txt); outside the class folders: 1 (readme)"
        )
        #expect(
            images.report.usedSentence
                == "5 files of '\(fixture.path)' are used (no ending: 1, .dat: 1, .jfif: 1, .jpg: 1, "
                + ".webp: 1)")
    }

    @Test func opensNamesThatAreNoText() throws {
        let fixture = try ImageFolderFixture(["a/1.jpg": "rgb.jpg"])
        try write(Array("caf".utf8) + [0xE9, 0x2F, 0xFF] + Array(".jpg".utf8), in: fixture)
        let images = try ImageFolder(path: fixture.path, transforms: .fixed, badImages: .stop)
        #expect(images.classNames == ["a", "caf\\xE9"])
        #expect(paths(images, in: fixture) == ["a/1.jpg", "caf\\xE9/\\xFF.jpg"])
        #expect(try images.pixels(at: 1) == images.pixels(at: 0))
    }

    @Test func tellsNamesApartThatLookAlike() throws {
        let fixture = try ImageFolderFixture(["tea/1.jpg": nil])
        try write(Array("cafe\u{301}/1.jpg".utf8), in: fixture)
        try write(Array("caf\u{E9}/1.jpg".utf8), in: fixture)
        let images = try ImageFolder(path: fixture.path, transforms: .fixed)
        #expect(images.classNames == ["cafe\\xCC\\x81", "caf\\xC3\\xA9", "tea"])
    }

    @Test(arguments: [
        (["cafe\u{301}", "tea"], [0]), (["tea", "caf\u{E9}"], [1]),
        (["cafe\\xCC\\x81", "caf\\xC3\\xA9"], [1]),
    ]) func findsTheClassOfAFolder(names: [String], labels: [Int]) throws {
        let fixture = try ImageFolderFixture([:])
        try write(Array("caf\u{E9}/1.jpg".utf8), in: fixture)
        let images = try ImageFolder(path: fixture.path, classNames: names, transforms: .fixed)
        #expect((0..<images.count).map { images.label(at: $0) } == labels)
    }

    @Test(arguments: [
        ("Train", "Valid"), ("training_set", "test-set"), ("TRAINING", "Validation"),
        ("train", "testing"),
    ]) func knowsTheUsualNamesOfParts(training: String, test: String) throws {
        let fixture = try ImageFolderFixture([
            "\(training)/a/1.jpg": nil, "\(test)/a/1.jpg": nil, "\(test)/a/2.jpg": nil,
        ])
        func count(_ split: DatasetSplit) throws -> Int {
            try ImageFolder(path: fixture.path, split: split, transforms: .fixed).count
        }
        #expect(try count(.training) == 1 && count(.test) == 2)
        let location = try DataLocation.find(in: fixture.path)
        #expect(location?.kind == .folders)
    }

    @Test func saysWhichOfTwoPartsIsUsed() throws {
        let fixture = try ImageFolderFixture([
            "train/a/1.jpg": nil, "val/a/1.jpg": nil, "test/a/1.jpg": nil,
        ])
        let images = try ImageFolder(path: fixture.path, split: .test, transforms: .fixed)
        #expect(
            images.report.remarks == [
                "the accuracy is measured on '\(fixture.path)/val'; '\(fixture.path)/test' is not read"
            ])
    }

    @Test(arguments: ["tiny/train", "x/y/train"]) func looksBelowTheNamedFolder(part: String) throws
    {
        let test = part.replacing("train", with: "val")
        let fixture = try ImageFolderFixture(["\(part)/a/1.jpg": nil, "\(test)/a/2.jpg": nil])
        let images = try ImageFolder(path: fixture.path, split: .training, transforms: .fixed)
        #expect(paths(images, in: fixture) == ["\(part)/a/1.jpg"])
    }

    @Test(arguments: [
        (
            ["ants/1.jpg", "bees/1.jpg"],
            "data folder '$' holds folders of classes (ants, bees) and not its parts; the images "
                + "must stand in train/CLASS and val/CLASS: move some of each class there"
        ),
        (
            ["cifar.tar.gz"],
            "data folder '$' holds no data but the archive 'cifar.tar.gz'; unpack it there"
        ),
        (
            ["MNIST/raw/train-images-idx3-ubyte", "FashionMNIST/raw/train-images-idx3-ubyte"],
            "data folder '$' holds several data sets; name one of the folders "
                + "'$/FashionMNIST/raw' or '$/MNIST/raw'"
        ),
        (
            ["train/a/1.jpg", "Train/a/1.jpg", "val/a/1.jpg"],
            "data folder '$' holds 'Train' and 'train'; only one folder may stand for a part"
        ),
    ]) func saysWhatKeepsAFolderFromBeingADataset(files: [String], text: String) throws {
        let fixture = try ImageFolderFixture(
            Dictionary(uniqueKeysWithValues: files.map { ($0, String?.none) }))
        let error = #expect(throws: DatasetError.self) {
            try DataLocation.find(in: fixture.path)
        }
        #expect(error?.description.replacing(fixture.path, with: "$") == text)
    }
}
