//! `--view`: which layers' state a listing shows.

use std::str::FromStr;

/// A range of layers, 0-based, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ViewRange {
    /// The final image.
    #[default]
    Final,
    /// What one layer did to the image below it.
    Layer(usize),
    /// What these layers together did to the image below the first.
    Layers(usize, usize),
}

impl FromStr for ViewRange {
    type Err = String;

    fn from_str(text: &str) -> Result<ViewRange, String> {
        let number = |text: &str| -> Result<usize, String> {
            text.parse().map_err(|_| {
                "write final, a layer's number such as 3, or two such as 4..9".to_owned()
            })
        };
        if text == "final" {
            return Ok(ViewRange::Final);
        }
        let Some((first, last)) = text.split_once("..") else {
            return number(text).map(ViewRange::Layer);
        };
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return Err(format!("the range is empty; did you mean {last}..{first}?"));
        }
        Ok(ViewRange::Layers(first, last))
    }
}
