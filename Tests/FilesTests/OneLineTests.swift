import Files
import Testing

@Suite struct OneLineTests {
    @Test(arguments: [
        ("weights", "weights"), ("a\nb\tc\u{0}", "a\\nb\\tc\\0"), ("\u{1B}[2J", "\\u{1B}[2J"),
        ("naïve 日本 🙂", "naïve 日本 🙂"), ("", ""),
    ])
    func escapesControlCharactersOnly(text: String, line: String) {
        #expect(text.onOneLine == line)
        #expect(text.quotedOnOneLine == "'\(line)'")
    }

    @Test(arguments: [99, 100, 101]) func cutsAfterAHundredCharacters(count: Int) {
        let quoted = String(repeating: "x", count: count).quotedOnOneLine
        let shown = String(repeating: "x", count: min(count, 100))
        #expect(quoted == "'\(shown)\(count > 100 ? "…" : "")'")
    }
}
