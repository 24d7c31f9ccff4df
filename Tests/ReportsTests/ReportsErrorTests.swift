import Reports
import Testing

@Suite struct ReportsErrorTests {
    @Test func saysWhatIsWrongAndWhatIsAllowed() {
        let expected: [(ReportsError, String)] = [
            (
                .edgeCount(found: 3, counts: 5),
                "number of bin edges of a weight histogram is 3; it must be 6, one more than its "
                    + "5 counts"
            ),
            (
                .edgeOrder(found: 0.5, index: 2),
                "bin edge 2 of a weight histogram is 0.5; it must be finite and above the edge "
                    + "before it"
            ),
            (
                .unreadableLine(number: 4, found: "{\"epo", record: "EpochRecord"),
                "line 4 is '{\"epo'; it must be the JSON of one EpochRecord"
            ),
        ]
        for (error, text) in expected { #expect(error.description == text) }
    }
}
