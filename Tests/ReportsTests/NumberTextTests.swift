import Reports
import Testing

@Suite struct NumberTextTests {
    @Test(arguments: [
        (0, "0"), (999, "999"), (1000, "1,000"), (-12_345, "-12,345"), (1_234_567, "1,234,567"),
        (.min, "-9,223,372,036,854,775,808"),
    ]) func groupsThousands(value: Int, text: String) {
        #expect(NumberText.count(value) == text)
    }

    @Test(arguments: [
        (0.889, "88.90 %"), (1, "100.00 %"), (0, "0.00 %"), (-0.00001, "0.00 %"), (.nan, "nan %"),
        (.infinity, "inf %"),
    ]) func writesPercents(value: Double, text: String) {
        #expect(NumberText.percent(value) == text)
    }

    @Test(arguments: [
        (0, "0.00"), (12.345, "12.35"), (1234.5, "1234.50"), (0.5, "0.500"), (0.0224, "0.0224"),
        (0.00123, "0.00123"), (-0.00123, "-0.00123"), (1e-20, "0.000000000000"), (.nan, "nan"),
    ]) func keepsThreeDigitsOfSmallNumbers(value: Double, text: String) {
        #expect(NumberText.decimal(value, atLeast: 2) == text)
    }

    @Test(arguments: [
        (0, "0"), (0.312, "0.312"), (0.0512, "0.0512"), (1e-5, "1.00e-05"), (123_456, "1.23e+05"),
        (.nan, "nan"), (-.infinity, "-inf"),
    ]) func writesMeasuresWithoutLosingThem(value: Double, text: String) {
        #expect(NumberText.measure(value) == text)
    }

    @Test(arguments: [
        (0, "0"), (0.25, "0.250"), (-0.0512, "-0.0512"), (12.3456, "12.346"), (999.9, "999.900"),
        (25_341.2, "25,341"), (-1_234.5, "-1,235"), (2e9, "2.00e+09"), (.nan, "nan"),
        (.infinity, "inf"),
    ]) func writesQuantitiesWithTheirDigits(value: Double, text: String) {
        #expect(NumberText.quantity(value) == text)
    }

    @Test(arguments: [
        (-1, "0 s"), (0, "0 s"), (0.42, "0.4 s"), (4, "4 s"), (9.97, "10 s"), (59.6, "1 min 0 s"),
        (80, "1 min 20 s"), (7500, "2 h 5 min"), (273_600, "3 d 4 h"), (.infinity, "inf s"),
    ]) func writesDurationsInTwoUnits(seconds: Double, text: String) {
        #expect(NumberText.duration(seconds: seconds) == text)
    }
}
