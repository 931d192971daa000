//! Takes found secrets out of everything else that is said of an image.
//!
//! A build step that carries a secret is quoted in many places: as the instruction of a layer, in
//! the waste that it causes. Masking the finding alone would print the value beside it.

use aho_corasick::{AhoCorasick, MatchKind};

use super::Secret;
use super::finding::{Disposition, Finding, Site};
use super::place::Findings;
use crate::image::Image;

/// Shorter values than this are common words: they are taken out only of the steps in which they
/// were found as secrets.
const LONG: usize = 8;

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

/// Replaces the values of secrets by their masked form.
pub struct Redactor {
    values: Option<AhoCorasick>,
    masks: Vec<String>,
}

impl Redactor {
    /// For these findings.
    #[must_use]
    pub fn new(findings: &Findings) -> Redactor {
        let everywhere = |finding: &&Finding| {
            let in_config = |site: &Site| matches!(site, Site::Config(_));
            let len = finding.secret.expose().len();
            len >= LONG || (len > 0 && finding.places.iter().any(|place| in_config(&place.site)))
        };
        let wanted = findings.all.iter().filter(everywhere);
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
        }
    }

    /// The text with every value masked.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        match &self.values {
            Some(values) => values.replace_all(text, &self.masks),
            None => text.to_owned(),
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
        for place in findings
            .all
            .iter_mut()
            .flat_map(|finding| &mut finding.places)
        {
            if let Site::Config(config) = &mut place.site {
                config.pointer = self.text(&config.pointer);
                if let Some(text) = &mut config.instruction {
                    *text = self.text(text);
                }
            }
        }
    }

    fn json(&self, document: &mut serde_json::Value) {
        let mut open = vec![document];
        while let Some(value) = open.pop() {
            match value {
                serde_json::Value::String(text) => *text = self.text(text),
                serde_json::Value::Array(items) => open.extend(items),
                serde_json::Value::Object(entries) => open.extend(entries.values_mut()),
                _ => {}
            }
        }
    }
}
