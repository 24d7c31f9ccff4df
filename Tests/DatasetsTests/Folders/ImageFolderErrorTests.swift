import Datasets
import Testing

@Suite struct ImageFolderErrorTests {
    struct Case: Sendable {
        let files: [String: String?]
        var split: DatasetSplit?
        var classNames: [String]?
        var transforms = ImageTransforms.fixed
        var decoding = DecodingOptions()
        let message: String
    }

    static let cases = [
        Case(
            files: ["a.jpg": nil, ".b/1.jpg": nil],
            message: "'$' holds no folders; there must be one for each class"),
        Case(
            files: ["a/1.jpg": nil, "b/1.gif": nil],
            message: "class folder '$/b' holds no images; it must hold at least one file of a "
                + "format that is read (JPEG, PNG, WebP, BMP, TIFF, PPM and PGM); it holds of an unknown "
                + "kind: 1 (b/1.gif)"),
        Case(
            files: ["val/1.jpg": nil], split: .training,
            message: "data folder '$' lacks a split; it must hold a folder 'train'"),
        Case(
            files: ["train/a/1.jpg": nil], split: .test,
            message: "data folder '$' lacks a split; it must hold a folder 'val' or 'test'"),
        Case(
            files: ["train": nil], split: .training,
            message: "'$/train' is a file; the data must be given as a folder"),
        Case(
            files: ["a/1.jpg": nil, "b/1.jpg": nil], classNames: ["c", "a"],
            message: "class folder '$/b' is not among the 2 known classes (c, a)"),
        Case(files: [:], message: "data folder '$' is empty"),
        Case(
            files: [:], transforms: ImageTransforms(crop: CenterCrop(size: 0)),
            message: "setting 'crop.size' is 0; it must be at least 1"),
        Case(
            files: [:],
            transforms: ImageTransforms(
                crop: CenterCrop(), flip: HorizontalFlip(probability: 2)),
            message: "setting 'augmentation.flip.probability' is 2.0; it must be in 0...1"),
        Case(
            files: [:],
            transforms: ImageTransforms(
                crop: CenterCrop(), jitter: ColorJitter(saturation: -1)),
            message: "setting 'jitter.saturation' is -1.0; it must be finite and at least 0"),
        Case(
            files: [:], decoding: DecodingOptions(maximumPixelCount: 0),
            message: "setting 'decoding.maximumPixelCount' is 0; it must be at least 1"),
    ]

    @Test(arguments: cases) func namesWhatIsWrong(testCase: Case) throws {
        let fixture = try ImageFolderFixture(testCase.files)
        let error = #expect(throws: DatasetError.self) {
            try ImageFolder(
                path: fixture.path, split: testCase.split, classNames: testCase.classNames,
                transforms: testCase.transforms, decoding: testCase.decoding)
        }
        #expect(error?.description.replacing(fixture.path, with: "$") == testCase.message)
    }

    @Test func namesAFolderThatIsMissing() {
        #expect(throws: DatasetError.missingFolder("/nowhere/photos")) {
            try ImageFolder(path: "/nowhere/photos", transforms: .fixed)
        }
    }
}
