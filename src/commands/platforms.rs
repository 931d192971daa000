//! Every platform of an image, one after the other.

use super::examine::open;
use super::{CommandError, Environment};
use crate::cli::ImageChoice;
use crate::image::{Image, quote};
use crate::source::{self, OpenOptions, Opened, Other, SourceError};

/// The platforms that were opened, and what there is to know of those that could not be.
pub(super) struct Platforms {
    pub(super) images: Vec<Image>,
    pub(super) notes: Vec<String>,
}

/// Opens all platforms of the chosen image: what is not there as a whole is told, not opened.
pub(super) fn all(
    choice: &ImageChoice,
    environment: &Environment,
) -> Result<Platforms, CommandError> {
    let first = first(choice, environment)?;
    let same = |other: &&Other| other.platform.is_some() && other.names == first.image.names;
    let mut platforms = Platforms {
        images: Vec::new(),
        notes: Vec::new(),
    };
    for other in first.others.iter().filter(same) {
        let name = other.platform.as_ref().map(ToString::to_string);
        let name = quote(&name.unwrap_or_default());
        let problem = match &other.note {
            Some(note) => Some(note.as_str()),
            None if other.complete => None,
            None => Some("a part of it is not in the source"),
        };
        if let Some(problem) = problem {
            platforms
                .notes
                .push(format!("{name} is not looked through: {problem}"));
            continue;
        }
        match another(choice, other, &first) {
            Ok(opened) => platforms.images.push(opened.image),
            Err(error) => platforms
                .notes
                .push(format!("{name} is not looked through: {error}")),
        }
    }
    platforms.images.insert(0, first.image);
    Ok(platforms)
}

/// The platform that would be taken alone; where none is this machine's, the first that is whole.
fn first(choice: &ImageChoice, environment: &Environment) -> Result<Opened, CommandError> {
    match open(choice, environment) {
        Err(CommandError::Source(SourceError::Choice { message, others })) => {
            let platforms = others.iter().filter(|other| other.platform.is_some());
            let mut whole = platforms.filter(|other| other.complete);
            let first = whole
                .next()
                .filter(|first| whole.all(|other| other.index == first.index));
            let Some(first) = first else {
                return Err(SourceError::Choice { message, others }.into());
            };
            let choice = ImageChoice {
                platform: first.platform.clone(),
                ..choice.clone()
            };
            open(&choice, environment)
        }
        opened => opened,
    }
}

/// Opens another platform of what was opened first.
fn another(choice: &ImageChoice, other: &Other, first: &Opened) -> Result<Opened, SourceError> {
    let digest = other
        .digest
        .as_ref()
        .map(|digest| digest.as_str().to_owned());
    let options = OpenOptions {
        image: Some(digest.unwrap_or_else(|| other.index.to_string())),
        platform: other.platform.clone(),
        limits: choice.limits,
        ..OpenOptions::default()
    };
    match &first.stream {
        // A stream cannot be read twice: what was stored of it is opened again.
        Some(stream) => stream.open(&options),
        None => {
            let reference = source::parse_reference(&choice.reference, choice.source.as_deref())?;
            source::open(&reference, &options)
        }
    }
}
