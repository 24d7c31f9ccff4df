import Reports
import Testing

@Suite struct WrappedTextTests {
    @Test(arguments: [
        (
            "ok      fc.weight: 90 zeros of 100", 20,
            "ok      fc.weight:\n        90 zeros of\n        100"
        ),
        ("one two", 7, "one two"), ("one two", 6, "one\n  two"), ("", 5, ""),
        ("a/path/without/room b", 5, "a/path/without/room\n  b"), ("one\ntwo", 3, "one\ntwo"),
    ])
    func breaksAtSpaces(text: String, width: Int, wrapped: String) {
        let indentation = text.hasPrefix("ok") ? 8 : 2
        #expect(text.wrapped(to: width, indentation: indentation) == wrapped)
    }

    @Test func staysAsItIsWithoutAWidth() {
        let text = String(repeating: "word ", count: 40)
        #expect(text.wrapped(to: nil) == text)
    }
}
