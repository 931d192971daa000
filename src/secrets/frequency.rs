//! How often four bytes stand in text, as far as the prefilter sees them: their low five bits.
//!
//! Counted over 20 MB of text below `/usr` of a Debian machine, taken from everywhere in 100 MB.
//! Only which of two windows of a keyword is the rarer depends on it, never what is found.

/// Minus the logarithm of how often these five bits come, in half bits from `a` = 0.
const FIRST: &[u8; 32] = b"ejlklimmljkpjljjknjjiloonnoppnpm";
/// The same behind other five bits: a row for each that stands before.
const NEXT: [&[u8; 32]; 32] = [
    b"blkkmnmmnlnrolnmlomkkoqorstopmup",
    b"kqkijrpkrkqogihuksgggmnponrtsqrq",
    b"jiikmjommihrglljmpkkjjoppliplpln",
    b"hiollhpphkoiimofoqkmglpqqorsqttm",
    b"gjmokdpnkhlskmljonllnlqrpppqrpqj",
    b"glmjjmjnlmmqhkhommghisopjonrsppl",
    b"fjnnoljonfnxjofhorjmmktsporuqptm",
    b"gllmognkkhjrhljlmojjklppqslpllpl",
    b"jhklmfnkkglrlmmiknkhjmororqorsrl",
    b"jnmjklklsjhsikfimtmihtmxoyjmspqp",
    b"coojmlorrkgrqopknrnlnqrrptrumpxr",
    b"gkmloeplkhlpknkonmljomqmpopponug",
    b"eioqmghplhhviqojorqklkquvmqrttsk",
    b"igkoofoppjkrlgmihlnknlppnnqttqim",
    b"hinjihlhmkkpmnliknmihlnpooqsqrql",
    b"jnljipklpmkokifjjugjjjnlptsuuttn",
    b"jhpopgpomknpiojiglhkjlnnkiospoom",
    b"hpmopmpnpjltjmjriihkifjlljnqomql",
    b"hinmmfokmhnpkljhlpkjhknoolosrosm",
    b"hnmmrfqnkimmknkkkmnhgkpoolmpqntm",
    b"giompgopghnuloljmphkkkponjoqrprj",
    b"kjjlninmukpphjgqimhhhklonnqxssqr",
    b"ifnorepnphntmllkkllljllkkmorpool",
    b"ihnoohonifntlojjlliilllkjmospqpl",
    b"iiljnkmmnjmviklqhkkjgjklikopqorl",
    b"fnmnpmpmlllvjkjlgmlijlmlmilspnpi",
    b"dnooqiqopldunnqjnpoopqrssskrpowp",
    b"hmklnnnjnkdpmmlojkmkmppsqsnkojso",
    b"jkljmoonmnkrlmiflrnilgrqfuumjorm",
    b"dqhqqqollihqhplqpopnnssuuuolnhlr",
    b"coknnqnllmgunomporoomsrrsvqngmir",
    b"ojkhjkjkkiqokjjkipjhimlnnsrtutwh",
];

/// How often these bytes stand in text, as a part of all places; a byte that is none may be any.
pub(super) fn of(bytes: [Option<u8>; 4]) -> f32 {
    let mut bits = 0;
    let mut before: Option<usize> = None;
    for byte in bytes {
        let now = byte.map(|byte| usize::from(byte & 31));
        bits += match (before, now) {
            (Some(before), Some(now)) => half_bits(NEXT[before][now]),
            (None, Some(now)) => half_bits(FIRST[now]),
            (_, None) => 0,
        };
        before = now;
    }
    (-f32::from(bits) / 2.0).exp2()
}

fn half_bits(letter: u8) -> i16 {
    i16::from(letter) - i16::from(b'a')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_letters_make_rare_windows_and_any_byte_makes_them_common() {
        let of = |text: &[u8; 4]| of(text.map(|byte| (byte != b'?').then_some(byte)));
        for (rare, common) in [
            (b"ghp_", b"the "),
            (b"xoxb", b"tion"),
            (b"akia", b"a???"),
            (b"hvs.", b"hvs?"),
        ] {
            assert!(of(rare) < of(common), "{rare:?} {common:?}");
        }
        assert!((of(b"????") - 1.0).abs() < 1e-6);
    }
}
