import Reports
import Testing

@Suite struct ProgressLineTests {
    private static let full = ProgressLine(
        epoch: 3, epochCount: 10, batch: 210, batchCount: 469, loss: 0.312, score: 0.889,
        sparsity: 0.45, examplesPerSecond: 5120, timeLeft: .seconds(80))

    @Test(arguments: 10...200) func fitsTheWidth(width: Int) {
        var huge = Self.full
        huge.epoch = 123_456
        huge.epochCount = 999_999
        huge.loss = 1e300
        huge.examplesPerSecond = .infinity
        huge.exampleName = "sentence"
        #expect(huge.rendered(width: 1000).contains(" sentences/s"))
        let bare = ProgressLine(epoch: 0, epochCount: 0, batch: 0, batchCount: 0)
        for line in [Self.full, huge, bare] {
            let text = line.rendered(width: width)
            #expect(text.count <= width && !text.isEmpty)
            #expect(text.filter(\.isNewline).isEmpty)
        }
    }

    @Test(arguments: [-1, 0, 1, 5]) func survivesWidthsWithoutRoom(width: Int) {
        #expect(Self.full.rendered(width: width).count <= max(0, width))
    }

    @Test func showsMoreWhereThereIsRoom() {
        let counts = (10...200).map { width in
            ["loss", "accuracy", "sparsity", "images/s", "left"].filter(
                Self.full.rendered(width: width).contains
            ).count
        }
        #expect(counts == counts.sorted())
        #expect(counts.first == 0 && counts.last == 5)
    }

    @Test func reads() {
        #expect(
            Self.full.rendered(width: 120, symbols: .ascii)
                == "epoch 3/10  #########------------  44 %  loss 0.312  accuracy 88.90 %  "
                + "sparsity 45.00 %  5,120 images/s  1 min 20 s left")
        #expect(
            ProgressLine(epoch: 1, epochCount: 2, batch: 1, batchCount: 2)
                .rendered(width: 30, symbols: .ascii) == "epoch 1/2  ######-------  50 %")
    }

    @Test(arguments: [(0, 0.0), (5, 0.5), (10, 1), (11, 1), (-1, 0)])
    func shareStaysBetweenZeroAndOne(batch: Int, share: Double) {
        let line = ProgressLine(epoch: 1, epochCount: 1, batch: batch, batchCount: 10)
        #expect(line.epochShare == share)
    }
}
