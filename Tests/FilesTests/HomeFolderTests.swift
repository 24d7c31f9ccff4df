import Files
import Foundation
import Testing

@Suite struct HomeFolderTests {
    @Test(arguments: [
        ("~", NSHomeDirectory()), ("~/runs/a", NSHomeDirectory() + "/runs/a"), ("/a/~", "/a/~"),
        ("a/~/b", "a/~/b"), ("", ""), ("~nobody-of-this-name/a", "~nobody-of-this-name/a"),
    ])
    func standsForATildeAtTheBeginning(path: String, expanded: String) {
        #expect(expandingHome(path) == expanded)
    }
}
