import Kernels
import Testing

@Suite struct KernelErrorTests {
    @Test(arguments: [
        (
            KernelError.notANumber(index: 17),
            "the weight at index 17 is not a number; every weight must be a number"
        ),
        (
            .notFinite(index: 3),
            "the weight at index 3 is not finite; every weight must be a finite number"
        ),
        (
            .invalidPrunedCount(found: 9, allowed: 0...4),
            "the pruned count is 9; it must be in 0...4"
        ),
        (.invalidThreshold(found: -1), "the threshold is -1.0; it must be at least 0"),
        (
            .invalidTemperature(found: 0),
            "the temperature is 0.0; it must be finite and above 0"
        ),
        (
            .invalidDimension(found: 65, allowed: 1...64, dimension: "group size"),
            "the group size is 65; it must be in 1...64"
        ),
        (
            .indivisibleAxis(found: 6, groupSize: 4),
            "the axis of the groups has 6 elements; it must be a multiple of 4"
        ),
        (
            .wrongElementCount(found: 3, allowed: 4, buffer: "gradient"),
            "the buffer of the gradient holds 3 elements; it must hold 4"
        ),
    ])
    func saysWhatWasFoundAndWhatIsAllowed(error: KernelError, text: String) {
        #expect(error.description == text)
    }
}
