import Models
import Testing

@Suite struct PublishedClassesTests {
    @Test(arguments: [
        (#"{"id2label": {"0": "c", "2": "a", "1": "b"}}"#, "id2label", ["c", "b", "a"]),
        (
            #"{"id2label": {"0": "NO", "1": "YES"}, "label2id": {"NO": 0}}"#, "id2label",
            ["NO", "YES"]
        ),
        (#"{"id2label": ["x", "y"]}"#, "id2label", ["x", "y"]),
        (#"{"label_names": ["bee", "ant"]}"#, "label_names", ["bee", "ant"]),
        (#"{"pretrained_cfg": {"label_names": ["bee", "ant"]}}"#, "label_names", ["bee", "ant"]),
        (
            #"{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}, "label_names": ["bee", "ant"]}"#,
            "label_names", ["bee", "ant"]
        ),
    ])
    func areInTheOrderOfTheirNumbers(text: String, key: String, names: [String]) throws {
        let classes = try #require(try PublishedClasses(json: text))
        #expect(classes.names == names)
        #expect(classes.key == key)
        #expect(classes.place == "'config.json'")
    }

    @Test func areCountedAsNumbersAndNotAsTexts() throws {
        let members = (0..<12).reversed().map { "\"\($0)\": \"class \($0)\"" }
        let text = "{\"id2label\": {\(members.joined(separator: ", "))}}"
        #expect(try PublishedClasses(json: text)?.names == (0..<12).map { "class \($0)" })
    }

    @Test(arguments: [
        "{}", #"{"id2label": null}"#, #"{"id2label": {}}"#, #"{"num_labels": 3}"#,
        #"{"id2label": {"0": "LABEL_0", "1": "LABEL_1"}}"#,
        #"{"id2label": {"0": "label_0", "1": "label 1", "2": "Label2"}}"#,
        #"{"id2label": {"0": "0", "1": 1}}"#,
    ])
    func areNoneWhereTheyStandForNone(text: String) throws {
        #expect(try PublishedClasses(json: text) == nil)
    }

    @Test(arguments: [
        (#"{"id2label": {"0": "a""#, "'config.json' is not a JSON object"),
        (#"["a", "b"]"#, "'config.json' is not a JSON object"),
        (
            #"{"id2label": {"0": "a", "2": "b"}}"#,
            "'id2label' of 'config.json' is without a name for class 1; "
                + "it must be a name for each class, counted from 0"
        ),
        (
            #"{"id2label": {"0": "a", "1": null}}"#,
            "'id2label' of 'config.json' is null; "
                + "it must be a name for each class, counted from 0"
        ),
        (
            #"{"id2label": 3}"#,
            "'id2label' of 'config.json' is 3; it must be a name for each class, counted from 0"
        ),
        (
            #"{"pretrained_cfg": [1]}"#,
            "'pretrained_cfg' of 'config.json' is a list or an object; it must be an object"
        ),
    ])
    func areRefusedWhereTheyCannotBeUnderstood(text: String, message: String) {
        #expect {
            try PublishedClasses(json: text)
        } throws: {
            "\($0)" == message
        }
    }

    @Test func identifiersOfImageNetAreNoWords() {
        #expect(PublishedClasses.areIdentifiers(["n01440764", "n02119789"]))
        #expect(!PublishedClasses.areIdentifiers(["n01440764", "tench"]))
        #expect(!PublishedClasses.areIdentifiers(["n0144076"]))
    }
}
