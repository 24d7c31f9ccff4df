import Datasets
import Testing

@Suite struct ImageFolderTests {
    @Test func listsClassesAndFilesInOrder() throws {
        let fixture = try ImageFolderFixture([
            "b/2.JPG": nil, "b/10.jpeg": nil, "b/x.txt": nil, "b/.hidden.jpg": nil,
            "B/a.Png": nil, ".git/a.jpg": nil, "a.jpg": nil,
        ])
        let images = try ImageFolder(path: fixture.path, transforms: .fixed)
        #expect(images.name == "photos")
        #expect(images.classNames == ["B", "b"])
        #expect(
            (0..<images.count).map { "\(images.path(at: $0))".dropFirst(fixture.path.count + 1) }
                == [
                    "B/a.Png", "b/10.jpeg", "b/2.JPG",
                ])
        #expect((0..<images.count).map { images.label(at: $0) } == [0, 1, 1])
        #expect(images.imageShape == ImageShape(channelCount: 3, height: 16, width: 16))
    }

    @Test func findsItsSplits() throws {
        let fixture = try ImageFolderFixture([
            "train/a/1.jpg": nil, "train/b/1.jpg": nil, "val/b/1.jpg": nil, "val/b/2.jpg": nil,
        ])
        let training = try ImageFolder(path: fixture.path, split: .training, transforms: .random)
        let test = try ImageFolder(
            path: fixture.path, split: .test, classNames: training.classNames, transforms: .fixed)
        #expect(training.count == 2)
        #expect(test.count == 2)
        #expect(test.classNames == ["a", "b"])
        #expect((0..<2).map { test.label(at: $0) } == [1, 1])
    }

    @Test func readsImagesOfEveryKind() throws {
        let fixture = try ImageFolderFixture.good()
        defer { withExtendedLifetime(fixture) {} }
        let images = try ImageFolder(path: fixture.path, transforms: .fixed, badImages: .stop)
        #expect(images.count == 6)
        #expect(try Set((0..<6).map { try images.pixels(at: $0) }).count == 6)
    }

    @Test func aBadImageStopsIfAsked() throws {
        let fixture = try ImageFolderFixture(["a/1.jpg": nil])
        let images = try ImageFolder(path: fixture.path, transforms: .fixed, badImages: .stop)
        let error = #expect(throws: DatasetError.self) { try images.pixels(at: 0) }
        #expect(
            error?.description
                == "image '\(fixture.path)/a/1.jpg' cannot be decoded: it is of an unknown "
                + "kind; the formats that are read are JPEG, PNG, WebP, BMP, TIFF, PPM and PGM")
    }

    @Test func theNextGoodImageOfTheClassReplacesABadOne() throws {
        let fixture = try ImageFolderFixture([
            "a/1.jpg": "rgb.jpg", "b/1.jpg": "rgb.jpg", "b/2.jpg": "cmyk.jpg", "b/3.jpg": nil,
            "b/4.jpg": nil, "c/1.jpg": "grey.jpg",
        ])
        let report = BadImageReport()
        let images = try ImageFolder(
            path: fixture.path, transforms: .fixed, badImages: .skip(report))
        #expect(try images.pixels(at: 3) == images.pixels(at: 1))
        #expect(try images.pixels(at: 4) == images.pixels(at: 1))
        #expect(try images.pixels(at: 2) != images.pixels(at: 1))
        #expect(report.count == 2)
        let reason =
            "cannot be decoded: it is of an unknown kind; the formats that are read are "
            + "JPEG, PNG, WebP, BMP, TIFF, PPM and PGM"
        #expect(
            report.errors.map(\.description) == [
                "image '\(fixture.path)/b/3.jpg' \(reason)",
                "image '\(fixture.path)/b/4.jpg' \(reason)",
            ])
    }

    @Test func aClassWithoutAnyGoodImageIsAnError() throws {
        let fixture = try ImageFolderFixture(["a/1.jpg": "rgb.jpg", "b/1.jpg": nil, "b/2.jpg": nil])
        let images = try ImageFolder(path: fixture.path, transforms: .fixed)
        let error = #expect(throws: DatasetError.self) { try images.pixels(at: 1) }
        #expect(
            error?.description
                == "class folder '\(fixture.path)/b' holds no usable image; at least 1 is needed")
    }

    @Test func giantImagesAreBadImages() throws {
        let fixture = try ImageFolderFixture(["a/1.jpg": "rgb.jpg"])
        let images = try ImageFolder(
            path: fixture.path, transforms: .fixed, badImages: .stop,
            decoding: DecodingOptions(maximumPixelCount: 100))
        #expect(
            throws: DatasetError.giantImage(
                file: fixture.path + "/a/1.jpg", width: 53, height: 37, allowed: 100)
        ) { try images.pixels(at: 0) }
    }
}
