/// The definitions behind ``ChannelRows``, for one row and in double precision.
package enum ReferenceChannel {
    /// Returns ⟨first, second⟩.
    package static func innerProduct(_ first: [Float], _ second: [Float]) -> Double {
        zip(first, second).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    /// The gradient of each weight of a row, as the two terms that are its sum.
    ///
    /// - Parameters:
    ///   - weights: One row.
    ///   - outputGradient: *g*, as many elements.
    ///   - norm: The norm that the mask was computed from.
    ///   - softMask: The mask at the channels' threshold and temperature.
    ///   - temperature: τ.
    /// - Returns: m·g and (2/τ)·m·(1 − m)·⟨g, w⟩·w for each weight.
    package static func gradientTerms(
        of weights: [Float], outputGradient: [Float], norm: Float, softMask: ReferenceSoftMask,
        temperature: Float
    ) -> [(masked: Double, shared: Double)] {
        let product = innerProduct(outputGradient, weights)
        let share = 2 / Double(temperature) * softMask.slope(norm) * product
        return zip(weights, outputGradient).map { w, g in
            (softMask.mask(norm) * Double(g), share * Double(w))
        }
    }
}
