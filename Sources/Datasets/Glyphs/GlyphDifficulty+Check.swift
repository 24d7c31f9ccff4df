extension GlyphDifficulty {
    /// Throws unless every amount is finite, at least 0 and, where it is a share, at most 1.
    func check() throws(DatasetError) {
        let lengths = [
            ("rotation", rotation), ("shear", shear), ("shift", shift), ("wobble", wobble),
            ("jitter", jitter), ("noise", noise),
        ]
        for (name, amount) in lengths where !(amount >= 0 && amount.isFinite) {
            throw .invalidSetting(
                name: "difficulty.\(name)", found: "\(amount)", allowed: "finite and at least 0")
        }
        let shares = [
            ("scale", scale), ("fading", fading), ("intruderProbability", intruderProbability),
            ("gapProbability", gapProbability),
        ]
        for (name, amount) in shares where !(0...1).contains(amount) {
            throw .invalidSetting(
                name: "difficulty.\(name)", found: "\(amount)", allowed: "in 0...1")
        }
        guard strayStrokeCount >= 0 else {
            throw .invalidSetting(
                name: "difficulty.strayStrokeCount", found: "\(strayStrokeCount)",
                allowed: "at least 0")
        }
    }
}
