//! What was tried against one oracle, and what came of it.

use std::collections::BTreeMap;

/// One case against one oracle.
#[derive(Debug)]
pub enum Verdict {
    /// The same; `warned` when we said that readers may differ all the same.
    Agreed { warned: bool },
    /// Not the same, and a warning of this kind says so.
    Warned(&'static str),
    /// Not the same, and we refuse the layer or image with an error that is shown.
    Refused,
    /// Not the same, and nobody was told: what differs.
    Left(String),
}

/// The sums.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    pub tried: u64,
    pub agreed: u64,
    /// Of those that agree, the ones that were warned of.
    pub agreed_warned: u64,
    pub warned: BTreeMap<&'static str, u64>,
    pub refused: u64,
    pub left: u64,
}

impl Tally {
    pub fn count(&mut self, verdict: &Verdict) {
        self.tried += 1;
        match verdict {
            Verdict::Agreed { warned } => {
                self.agreed += 1;
                self.agreed_warned += u64::from(*warned);
            }
            Verdict::Warned(kind) => *self.warned.entry(kind).or_default() += 1,
            Verdict::Refused => self.refused += 1,
            Verdict::Left(_) => self.left += 1,
        }
    }
}

/// The table for people.
pub fn table(tallies: &BTreeMap<&'static str, Tally>) -> String {
    let mut out = format!(
        "{:24} {:>8} {:>8} {:>8} {:>8} {:>6}  warnings\n",
        "oracle", "tried", "agreed", "warned", "error", "left"
    );
    for (oracle, tally) in tallies {
        let kinds: Vec<String> = tally
            .warned
            .iter()
            .map(|(kind, count)| format!("{kind} {count}"))
            .collect();
        out.push_str(&format!(
            "{oracle:24} {:>8} {:>8} {:>8} {:>8} {:>6}  {} (and on {} that agree)\n",
            tally.tried,
            tally.agreed,
            tally.warned.values().sum::<u64>(),
            tally.refused,
            tally.left,
            kinds.join(", "),
            tally.agreed_warned,
        ));
    }
    out
}
