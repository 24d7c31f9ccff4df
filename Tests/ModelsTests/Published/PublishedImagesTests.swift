import Models
import Testing

@Suite struct PublishedImagesTests {
    @Test(arguments: [
        (#"{"size": 224}"#, [224, 224]),
        (#"{"size": {"height": 192, "width": 256}}"#, [192, 256]),
        (#"{"size": {"shortest_edge": 288}}"#, [288, 288]),
        (
            #"{"size": {"shortest_edge": 256}, "crop_size": {"height": 224, "width": 224}}"#,
            [224, 224]
        ),
        (#"{"size": 256, "crop_size": 224, "do_center_crop": false}"#, [256, 256]),
    ])
    func sizeIsWhatThePreprocessorLeaves(text: String, size: [Int]) throws {
        #expect(try PublishedImages(preprocessor: text, from: "'p'").size == size)
    }

    @Test func readsAPreprocessor() throws {
        let images = try PublishedImages(
            preprocessor: """
                {"image_mean": [0.5, 0.25, 0], "image_std": [0.5, 0.25, 1], "size": 256,
                 "crop_size": 224, "resample": 3, "rescale_factor": 0.00392156862745098}
                """, from: "'p'")
        #expect(images.mean == [0.5, 0.25, 0])
        #expect(images.deviation == [0.5, 0.25, 1])
        #expect(images.croppedShare == 0.875)
        #expect(images.interpolation == "bicubic")
    }

    /// The network gets (f·p − mean) / std of a byte p.
    @Test(arguments: [
        (#""rescale_factor": 0.00784313725490196"#, 0.25, 0.125),
        (#""do_rescale": false"#, 0.5 / 255, 0.25 / 255),
        (#""do_normalize": false"#, 0, 1),
    ])
    func otherScalesGiveTheSameNumbers(key: String, mean: Double, deviation: Double) throws {
        let images = try PublishedImages(
            preprocessor: "{\"image_mean\": [0.5], \"image_std\": [0.25], \(key)}", from: "'p'")
        let found = try [#require(images.mean?.first), #require(images.deviation?.first)]
        // A part in a million, the rounding of single precision.
        for (value, wanted) in zip(found, [mean, deviation]) {
            #expect(abs(Double(value) - wanted) <= 1e-6 * wanted)
        }
    }

    @Test func readsWhatTimmSays() throws {
        let text = """
            {"architecture": "resnet18", "pretrained_cfg":
             {"mean": [0.5, 0.5, 0.5], "std": [0.25, 0.25, 0.25], "input_size": [3, 160, 192],
              "crop_pct": 0.95, "interpolation": "bicubic"}}
            """
        let images = try #require(try PublishedImages(timm: text, from: "'c'"))
        #expect(images.mean == [0.5, 0.5, 0.5])
        #expect(images.deviation == [0.25, 0.25, 0.25])
        #expect(images.size == [160, 192])
        #expect(images.croppedShare == 0.95)
        #expect(images.interpolation == "bicubic")
        #expect(try PublishedImages(timm: #"{"architecture": "resnet18"}"#, from: "'c'") == nil)
    }

    @Test(arguments: [
        ("{", "'p' is not a JSON object"),
        (
            #"{"image_mean": "0.5"}"#,
            "'image_mean' of 'p' is '0.5'; it must be a list of numbers"
        ),
        (
            #"{"image_mean": [0.5], "image_std": [0]}"#,
            "'image_std' of 'p' is 0; it must be a list of numbers above 0"
        ),
        (
            #"{"image_mean": [0.5], "image_std": [1, 1, 1]}"#,
            "'image_std' of 'p' is a list of 3; it must be a list of 1, as 'image_mean' is"
        ),
        (
            #"{"size": {"height": 224}}"#,
            "'size' of 'p' is a list or an object; "
                + "it must be a height and a width in pixels, above 0"
        ),
        (#"{"resample": 7}"#, "'resample' of 'p' is 7; it must be at least 0 and below 6"),
        (#"{"rescale_factor": 0}"#, "'rescale_factor' of 'p' is 0.0; it must be above 0"),
    ])
    func refusesWhatNoPreprocessorCanHave(text: String, message: String) {
        #expect {
            try PublishedImages(preprocessor: text, from: "'p'")
        } throws: {
            "\($0)" == message
        }
    }

    @Test(arguments: [
        (#"{"do_lower_case": true}"#, true), (#"{"do_lower_case": false}"#, false), ("{}", nil),
    ])
    func readsWhetherSentencesLoseCase(text: String, isLowerCasing: Bool?) throws {
        #expect(try PublishedTokenizer(json: text, from: "'t'").isLowerCasing == isLowerCasing)
    }
}
