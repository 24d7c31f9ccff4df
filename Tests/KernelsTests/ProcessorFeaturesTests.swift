import Kernels
import Testing

@Suite struct ProcessorFeaturesTests {
    @Test func allowsTheKernelsThatTheseTestsRun() {
        #expect(ProcessorFeatures.supportsVectorKernels)
    }

    @Test(arguments: [
        ("flags\t\t: fpu fma sse avx avx2 bmi1\n", true),
        ("flags\t\t: fpu avx2 fma", true),
        ("flags\t\t: fpu fma4 avx2 bmi1\n", false),
        ("flags\t\t: fpu fma avx avx256\n", false),
        ("", false),
    ])
    func findsWholeWords(text: String, expected: Bool) {
        var text = text
        let found = text.withUTF8 { ProcessorFeatures.lists([" avx2", " fma"], .init($0)) }
        #expect(found == expected)
    }
}
