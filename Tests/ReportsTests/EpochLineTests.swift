import Reports
import Testing

@Suite struct EpochLineTests {
    private static let line = EpochLine(
        name: "quick",
        record: EpochRecord(
            epoch: 3, trainingMetrics: ["loss": 0.3124, "accuracy": 0.9],
            validationMetrics: ["loss": 0.4, "accuracy": 0.97045], sparsity: 0.9,
            learningRate: 0.1, seconds: 2, trainingSeconds: 1.5, examplesPerSecond: 5120),
        epochCount: 10, exampleName: "image", timeLeft: .seconds(80))

    @Test(
        arguments: [
            (
                nil,
                "quick  epoch 3/10  loss 0.312  accuracy 97.05 %  sparsity 90.00 %  5,120 images/s  "
                    + "left 1 min 20 s"
            ),
            (80, "quick  epoch 3/10  loss 0.312  accuracy 97.05 %  sparsity 90.00 %"),
            (60, "epoch 3/10  loss 0.312  accuracy 97.05 %  sparsity 90.00 %"),
            (40, "epoch 3/10  accuracy 97.05 %"), (10, "epoch 3/10"),
        ] as [(Int?, String)])
    func leavesOutWhatDoesNotFit(width: Int?, text: String) {
        #expect(Self.line.rendered(width: width) == text)
    }

    @Test(arguments: 0...120) func neverIsWiderThanTheTerminal(width: Int) {
        #expect(Self.line.rendered(width: width).count <= width)
    }
}
