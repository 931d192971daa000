//! How random bytes look.

/// Shannon's entropy in bits a byte; 0 of nothing. What gitleaks calls entropy, so that its bounds
/// mean the same here.
pub(super) fn shannon(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for &byte in bytes {
        counts[usize::from(byte)] += 1;
    }
    let all = bytes.len() as f64;
    let one = |&count: &u32| {
        let share = f64::from(count) / all;
        -share * share.log2()
    };
    counts.iter().filter(|&&count| count > 0).map(one).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entropy_counts_bits_of_a_byte() {
        for (bytes, bits) in [
            (&b""[..], 0.0),
            (b"aaaa", 0.0),
            (b"abab", 1.0),
            (b"abcd", 2.0),
            (b"0123456789abcdef", 4.0),
        ] {
            assert!((shannon(bytes) - bits).abs() < 1e-9, "{bytes:?}");
        }
    }
}
