//! Digests of bytes (FNV-1a, 64 bits): to tell changed files and other names apart, not to keep secrets.

/// A digest in the making. Any one byte that is changed changes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// That of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut digest = Self::default();
        digest.take(text.as_bytes());
        digest
    }

    /// Takes in more bytes.
    pub fn take(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// The digest of what was taken in.
    #[must_use]
    pub const fn value(self) -> u64 {
        self.0
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Digest;

    #[test]
    fn digests_are_those_of_the_published_vectors() {
        // Fowler, Noll & Vo's list for FNV-1a, 64 bits.
        for (text, value) in
            [("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8)]
        {
            assert_eq!(Digest::of(text).value(), value, "{text}");
        }
    }
}
