//! Where the keys go.

/// A place that has keys of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The list of layers.
    Layers,
    /// The details of the selected layer.
    Details,
    /// The tree of paths, or the flat list.
    Tree,
    /// The waste.
    Waste,
    /// The duplicates.
    Duplicates,
    /// What the image says of itself.
    Image,
    /// The secrets.
    Secrets,
    /// A path's versions.
    Life,
    /// The contents of a version.
    Preview,
    /// The difference of two versions.
    Diff,
    /// The help.
    Help,
    /// A line being typed.
    Prompt,
    /// A question with yes and no.
    Question,
}

/// A set of places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places(u16);

impl Places {
    /// Every place.
    pub const ALL: Places = Places(u16::MAX);
    /// Those that are no overlay.
    pub const MAIN: Places = Places::of(&[
        Place::Layers,
        Place::Details,
        Place::Tree,
        Place::Waste,
        Place::Duplicates,
        Place::Image,
        Place::Secrets,
    ]);
    /// Every place with rows to move in: all but those where text is typed.
    pub const LISTS: Places =
        Places(!((1 << Place::Prompt as u16) | (1 << Place::Question as u16)));

    /// These places.
    #[must_use]
    pub const fn of(places: &[Place]) -> Places {
        let mut bits = 0;
        let mut at = 0;
        while at < places.len() {
            bits |= 1 << places[at] as u16;
            at += 1;
        }
        Places(bits)
    }

    /// [`Places::LISTS`] without one.
    #[must_use]
    pub const fn but(place: Place) -> Places {
        Places(Places::LISTS.0 & !(1 << place as u16))
    }

    /// True when some place is in both.
    #[must_use]
    pub fn meet(self, other: Places) -> bool {
        Place::EVERY.iter().any(|&p| self.has(p) && other.has(p))
    }

    /// Where that is, in words.
    #[must_use]
    pub fn told(self) -> String {
        let (with, without): (Vec<_>, Vec<_>) =
            Place::EVERY.into_iter().partition(|&place| self.has(place));
        let titles = |places: &[Place]| {
            let titles: Vec<&str> = places.iter().map(|place| place.title()).collect();
            titles.join(", ").to_lowercase()
        };
        let without: Vec<Place> = without
            .into_iter()
            .filter(|&place| Places::LISTS.has(place))
            .collect();
        match (self, without.len()) {
            (Places::ALL, _) => "everywhere, prompts too".to_owned(),
            (_, 0) => "everywhere".to_owned(),
            (_, 1) => format!("everywhere but {}", titles(&without)),
            (Places::MAIN, _) => "main screens".to_owned(),
            _ => titles(&with),
        }
    }

    /// True when the place is among them.
    #[must_use]
    pub const fn has(self, place: Place) -> bool {
        self.0 & (1 << place as u16) != 0
    }
}

impl Place {
    /// All places.
    pub const EVERY: [Place; 13] = [
        Place::Layers,
        Place::Details,
        Place::Tree,
        Place::Waste,
        Place::Duplicates,
        Place::Image,
        Place::Secrets,
        Place::Life,
        Place::Preview,
        Place::Diff,
        Place::Help,
        Place::Prompt,
        Place::Question,
    ];

    /// The place as the help names it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Place::Layers => "Layers",
            Place::Details => "Layer details",
            Place::Tree => "Tree",
            Place::Waste => "Waste",
            Place::Duplicates => "Duplicates",
            Place::Image => "Image",
            Place::Secrets => "Secrets",
            Place::Life => "A file's life",
            Place::Preview => "Contents",
            Place::Diff => "Difference",
            Place::Help => "Keys",
            Place::Prompt => "Prompt",
            Place::Question => "Question",
        }
    }
}
