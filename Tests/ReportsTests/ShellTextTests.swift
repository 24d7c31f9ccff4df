import Reports
import Testing

@Suite struct ShellTextTests {
    @Test(arguments: [
        (
            ["pdp", "prune", "Recipes/quick.yaml", "--set", "pruning.sparsity=0.95"],
            "pdp prune Recipes/quick.yaml --set pruning.sparsity=0.95"
        ),
        (["pdp", "", "my data"], "pdp '' 'my data'"),
        (["pdp", "it's", "a\"b", "$HOME", "*"], #"pdp 'it'\''s' 'a"b' '$HOME' '*'"#),
        (["pdp", "größe/数据"], "pdp größe/数据"),
        (["pdp", "a\nb\t\\'\u{1b}[2J"], #"pdp $'a\nb\t\\\'\u001b[2J'"#),
    ])
    func canBeTypedAgain(words: [String], text: String) {
        #expect(ShellText.command(words) == text)
    }
}
