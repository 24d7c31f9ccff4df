import Foundation

/// Numbers as people read them, the same on every machine whatever its locale.
public enum NumberText {
    /// Returns `value` with a comma between thousands, as in "5,120".
    public static func count(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { grouped.append(",") }
            grouped.append(digit)
        }
        return value < 0 ? "-" + grouped : grouped
    }

    /// Returns `value` rounded to a whole number, with a comma between thousands.
    ///
    /// Values that no integer holds are written by ``decimal(_:places:)``.
    public static func count(_ value: Double) -> String {
        guard let whole = Int(exactly: value.rounded()) else { return decimal(value, places: 0) }
        return count(whole)
    }

    /// Returns `value` with `places` digits after the point; "nan", "inf" or "-inf" where it is
    /// not finite, and an exponent where it is 1e15 or larger.
    public static func decimal(_ value: Double, places: Int) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        if abs(value) >= 1e15 { return String(format: "%.2e", value) }
        let text = String(format: "%.\(max(0, places))f", value)
        let isNegativeZero = text.hasPrefix("-") && !text.contains { ("1"..."9").contains($0) }
        return isNegativeZero ? String(text.dropFirst()) : text
    }

    /// Returns `value` with `places` digits after the point, and as many more as a small number needs
    /// to show three of its own, as in "12.34" and "0.00123" for 2.
    public static func decimal(_ value: Double, atLeast places: Int) -> String {
        guard value != 0, value.isFinite else { return decimal(value, places: places) }
        let needed = 2 - Int(log10(abs(value)).rounded(.down))
        return decimal(value, places: max(places, min(needed, 12)))
    }

    /// Returns the share `value` in percent, rounded to two decimals, as in "88.90 %" for 0.889:
    /// one form for the console, tables and pages.
    public static func percent(_ value: Double) -> String {
        decimal(100 * value, places: 2) + " %"
    }

    /// Returns a loss, a threshold or a learning rate: three decimals where they suffice, else an
    /// exponent, so that neither "0.000" nor a line of digits appears.
    public static func measure(_ value: Double) -> String {
        let size = abs(value)
        if size == 0 { return "0" }
        guard value.isFinite, size < 0.001 || size >= 1000 else {
            return decimal(value, places: size < 0.1 ? 4 : 3)
        }
        return String(format: "%.2e", value)
    }

    /// Returns a result in a unit of the user's, such as an error of prices: as ``measure(_:)``, but
    /// thousands and more as a whole number, since their digits mean something.
    public static func quantity(_ value: Double) -> String {
        (1000..<1e9).contains(abs(value)) ? count(value) : measure(value)
    }

    /// Returns `duration` in its two largest units: "4.2 s", "45 s", "1 min 20 s", "2 h 5 min" or
    /// "3 d 4 h".
    ///
    /// Below ten seconds a decimal is kept unless it is zero. Negative durations count as zero.
    public static func duration(_ duration: Duration) -> String {
        let parts = max(duration, .zero).components
        let tenths = (Double(parts.attoseconds) / 1e17).rounded() / 10
        if parts.seconds < 10, tenths > 0, tenths < 1 {
            return decimal(Double(parts.seconds) + tenths, places: 1) + " s"
        }
        let half = parts.attoseconds >= 500_000_000_000_000_000 ? 1 : 0
        let seconds = parts.seconds < .max ? parts.seconds + Int64(half) : parts.seconds
        let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86400)
        if days > 0 { return "\(days) d \(hours % 24) h" }
        if hours > 0 { return "\(hours) h \(minutes % 60) min" }
        if minutes > 0 { return "\(minutes) min \(seconds % 60) s" }
        return "\(seconds) s"
    }

    /// Returns a time given in seconds as ``duration(_:)`` does; "nan" or "inf" where it is not
    /// finite.
    public static func duration(seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e15 else { return decimal(seconds, places: 0) + " s" }
        return duration(.seconds(max(0, seconds)))
    }
}

extension String {
    /// Returns the string in at most `width` characters, with an ellipsis in place of the middle, or
    /// of the beginning where `keepsEnd` is set.
    ///
    /// The end keeps a little more than the start: the names of layers differ at their ends.
    func shortened(to width: Int, keepsEnd: Bool = false) -> String {
        guard count > width else { return self }
        guard width > 2 else { return String(prefix(max(0, width))) }
        if keepsEnd { return "…" + suffix(width - 1) }
        let tail = width / 2
        return prefix(width - 1 - tail) + "…" + suffix(tail)
    }
}
