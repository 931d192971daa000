//! Rule files of others: what can be taken is used on a text, what cannot is refused by name.

use layerscope::secrets::{Options, RuleSet, Scanner, Scratch};

use super::bytes::Bytes;
use super::laws;

/// Something for rules to find things in.
const TEXT: &[u8] = b"password = hunter2hunter2\nAKIA tok_0123456789abcdef acme_key: 'aaaa bbbb'\n\
                      \xff\xfe\x00 -----BEGIN x-----\n\t\"secret\": \"0123456789abcdef0123\"\n";

pub fn run(input: &[u8]) {
    let mut input = Bytes(input);
    let kind = input.below(2);
    let name = ["fuzzed.toml", "fuzzed.yaml"][kind];
    let text = input.rest();
    let mut set = RuleSet::empty();
    if let Err(error) = set.add(name, text) {
        laws::sentence(&error.to_string());
        assert!(error.place.contains(name), "{error}");
        return;
    }
    set.notes().iter().for_each(|note| laws::sentence(note));
    let scanner = Scanner::new(set, Options::default());
    let mut hits = 0;
    for content in [TEXT, text] {
        scanner.scan(content, false, &mut Scratch::default(), &mut |hit| {
            hits += 1;
            assert!(hit.start <= hit.end && hit.end <= content.len() as u64);
            assert!(hit.line >= 1 && hit.column >= 1);
        });
    }
    assert!(hits <= 2 * Options::default().hits);
    scanner.at_path(b"etc/passwd").for_each(drop);
}
