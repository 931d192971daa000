//! Takes found secrets out of everything else that is said of an image.
//!
//! A build step that carries a secret is quoted in many places: as the instruction of a layer, in
//! the waste that it causes. Masking the finding alone would print the value beside it.

use std::collections::HashMap;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};

use super::Secret;
use super::finding::{Disposition, Finding, Site};
use super::place::Findings;
use crate::image::Image;

/// Shorter values than this may be common words: they are taken out only of the texts in which they
/// were found as secrets.
const LONG: usize = 8;
/// Shorter values than [`LONG`] that are taken out everywhere: no word is made of so many letters
/// and digits.
const MIXED: usize = 5;

impl Findings {
    /// The values that are long enough to be told from common words, wherever they stand, and the
    /// texts of the configuration that values were decoded from. Examples are not among them:
    /// `password` and `changeme` are, and stand in half of all texts.
    pub fn long_values(&self) -> impl Iterator<Item = &Secret> {
        let real = |finding: &&Finding| finding.disposition() < Disposition::Example;
        let own = self.all.iter().filter(real).map(|finding| &finding.secret);
        let quoted = self.quoted.iter().map(|(text, _)| text);
        own.chain(quoted)
            .filter(|secret| secret.expose().len() >= LONG)
    }
}

/// Whether a value can be told from common words wherever it stands.
fn is_telling(secret: &Secret) -> bool {
    let value = secret.expose();
    let has = |kind: fn(&u8) -> bool| value.iter().any(kind);
    let mixed = has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic);
    value.len() >= LONG || (value.len() >= MIXED && mixed)
}

/// The values that cannot, by the texts that they were found in.
fn within(findings: &Findings) -> HashMap<Arc<str>, Vec<(String, String)>> {
    let mut within: HashMap<Arc<str>, Vec<(String, String)>> = HashMap::new();
    for (text, secret) in &findings.within {
        let value = std::str::from_utf8(secret.expose()).unwrap_or_default();
        if !value.is_empty() && !is_telling(secret) {
            let values = within.entry(text.0.clone()).or_default();
            values.push((value.to_owned(), secret.masked()));
        }
    }
    within
}

/// Replaces the values of secrets by their masked form.
pub struct Redactor {
    values: Option<AhoCorasick>,
    masks: Vec<String>,
    /// Short values, with what stands for them, by the text that they were found in.
    within: HashMap<Arc<str>, Vec<(String, String)>>,
}

impl Redactor {
    /// For these findings.
    #[must_use]
    pub fn new(findings: &Findings) -> Redactor {
        let wanted = findings
            .all
            .iter()
            .filter(|finding| is_telling(&finding.secret));
        let own = wanted.map(|finding| (&finding.secret, finding.secret.masked()));
        let quoted = findings
            .quoted
            .iter()
            .map(|(text, mask)| (text, mask.clone()));
        let (values, masks): (Vec<&Secret>, Vec<String>) = own.chain(quoted).unzip();
        let search = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(values.iter().map(|value| value.expose()));
        Redactor {
            values: search.ok().filter(|_| !masks.is_empty()),
            masks,
            within: within(findings),
        }
    }

    /// The text with every value masked.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let short = self.within.get(text).into_iter().flatten();
        let text = short.fold(text.to_owned(), |text, (value, mask)| {
            text.replace(value, mask)
        });
        match &self.values {
            Some(values) => values.replace_all(&text, &self.masks),
            None => text,
        }
    }

    /// Masks what the image says of its build and of itself.
    pub fn image(&self, image: &mut Image) {
        for layer in &mut image.layers {
            for text in [&mut layer.created_by, &mut layer.comment]
                .into_iter()
                .flatten()
            {
                *text = self.text(text);
            }
        }
        let base = image.base.as_mut().map(|(_, name)| name);
        for text in [base, image.author.as_mut(), image.base_name.as_mut()]
            .into_iter()
            .flatten()
        {
            *text = self.text(text);
        }
        self.json(&mut image.config);
    }

    /// Masks what findings quote: the instructions of their places.
    pub fn findings(&self, findings: &mut Findings) {
        // A step with a thousand secrets is one text.
        let mut known: HashMap<Arc<str>, Arc<str>> = HashMap::new();
        for place in findings
            .all
            .iter_mut()
            .flat_map(|finding| &mut finding.places)
        {
            if let Site::Config(config) = &mut place.site {
                config.pointer = self.text(&config.pointer);
                if let Some(text) = &mut config.instruction {
                    let masked = known.entry(text.clone());
                    *text = masked.or_insert_with(|| self.text(text).into()).clone();
                }
            }
        }
    }

    /// Every text of a document, keys too.
    fn json(&self, document: &mut serde_json::Value) {
        let mut open = vec![document];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::String(text) => *text = self.text(text),
                serde_json::Value::Array(items) => open.extend(items),
                serde_json::Value::Object(entries) => {
                    if entries.keys().any(|key| self.text(key) != *key) {
                        let masked = std::mem::take(entries).into_iter();
                        entries.extend(masked.map(|(key, value)| (self.text(&key), value)));
                    }
                    open.extend(entries.values_mut());
                }
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::limits::Limits;
    use crate::secrets::{DetectOptions, Detector};

    #[test]
    fn a_short_value_is_masked_in_its_own_steps_and_a_telling_one_everywhere() {
        let limits = Limits::default();
        let detector = Detector::new(&DetectOptions::default(), &limits).unwrap();
        let long = ["7Qz8", "made", "up1k", "9LmT"].concat();
        let steps = [
            "RUN mysql -u root -pabc db".to_owned(),
            "RUN tar abc".to_owned(),
            format!("RUN mysql -u root -p{long} db"),
            format!("RUN echo {long}"),
        ];
        let history = steps.map(|step| json!({"created_by": step}));
        let mut image = Image {
            layers: Vec::new(),
            config: json!({"history": history, "config": {"Labels": {long.clone(): "x"}}}),
            ..crate::demo::image()
        };
        let mut findings = Findings::of_config(&image, &detector, &limits);
        let redactor = Redactor::new(&findings);
        redactor.image(&mut image);
        redactor.findings(&mut findings);
        let step = |at: usize| image.config["history"][at]["created_by"].as_str().unwrap();
        assert_eq!(step(0), "RUN mysql -u root -p… (3) db");
        assert_eq!(step(1), "RUN tar abc");
        assert_eq!(step(2), "RUN mysql -u root -p7Q…mT (16) db");
        assert_eq!(step(3), "RUN echo 7Q…mT (16)");
        assert_eq!(image.config["config"]["Labels"], json!({"7Q…mT (16)": "x"}));
        assert!(
            !format!("{findings:?}").contains(&long),
            "nor does a log tell it"
        );
    }
}
