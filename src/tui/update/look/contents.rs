//! Contents: bringing them in, moving in them, searching.

use std::sync::Arc;

use super::super::super::action::Action;
use super::super::super::effect::Effect;
use super::super::super::jobs::{Job, Outcome, Slot};
use super::super::super::state::contents::{Contents, Loaded, Search, View, Window};
use super::super::super::state::{Asking, Over, State};
use super::super::super::veil::Hidden;
use super::super::prompt;
use crate::image::{Layer, Watch};
use crate::preview::{
    ContentKind, Direction, HEX_ROW, Line, Mask, Match, Pattern, Preview, PreviewError, Rest,
};
use crate::tree::{NodeId, StoredFile, Tree, Version};

/// Columns that one key scrolls sideways.
const SIDEWAYS: u64 = 8;

/// The stored file of a version, with the layer that stores it.
pub(super) fn stored(state: &State, tree: &Tree, version: Version) -> Option<(Layer, StoredFile)> {
    let file = tree.stored_file(version.record()?)?;
    let row = state.layers.rows.get(usize::from(file.record.layer))?;
    Some((row.layer.clone(), file))
}

/// Begins to bring contents in.
pub(super) fn load(state: &mut State, node: NodeId, version: Version) -> Vec<Effect> {
    let tree = state.tree.clone();
    let Some((layer, file)) = tree.and_then(|tree| stored(state, &tree, version)) else {
        state.complain("the contents are in no layer of this image");
        return Vec::new();
    };
    let hidden = hidden(state, version);
    let contents = Contents::new(node, version, Loaded::Loading);
    let watch = contents.watch.clone();
    state.over.push(Over::Contents(Box::new(contents)));
    let work = watch.clone();
    let limits = state.start.limits;
    vec![Effect::Job(
        Job::new(Slot::Contents, move |_| {
            match Preview::load(&layer, &file, &limits, &work) {
                Ok(preview) => {
                    let mask = hidden.of(&preview);
                    Some(Outcome::Contents(Ok((Arc::new(preview), mask))))
                }
                Err(PreviewError::Cancelled) => None,
                Err(PreviewError::Failed(what)) => Some(Outcome::Contents(Err(what))),
            }
        })
        .watched(),
    )]
}

fn at_hand(state: &mut State) -> Option<&mut Contents> {
    state.over.iter_mut().rev().find_map(|over| match over {
        Over::Contents(contents) => Some(&mut **contents),
        _ => None,
    })
}

/// Contents have come, or cannot.
pub(in crate::tui::update) fn loaded(
    state: &mut State,
    loaded: Result<(Arc<Preview>, Mask), String>,
) -> Vec<Effect> {
    let third = state.look_height() as u64 / 3;
    let waiting = at_hand(state).filter(|contents| matches!(contents.loaded, Loaded::Loading));
    let Some(contents) = waiting else {
        return Vec::new();
    };
    match loaded {
        Ok((preview, mask)) => {
            contents.hex = preview.kind() == ContentKind::Binary;
            contents.top = contents.first();
            if let Some((line, offset)) = contents.at {
                let row = if contents.hex { offset / HEX_ROW } else { line };
                contents.top = row.saturating_sub(third).max(contents.first());
            }
            contents.plain = Some((preview, mask));
            self::mask(state)
        }
        Err(what) => {
            contents.loaded = Loaded::Failed(what);
            Vec::new()
        }
    }
}

/// Shows the contents at hand without the values of secrets, or with them.
pub(in crate::tui::update) fn mask(state: &mut State) -> Vec<Effect> {
    let Some((version, (plain, own))) =
        at_hand(state).and_then(|it| Some((it.version, it.plain.clone()?)))
    else {
        return Vec::new();
    };
    // A scan that has come in between knows more than the look through the contents did.
    let mask = match hidden(state, version) {
        Hidden::Known(mask) => mask,
        Hidden::Unknown(..) => own,
    };
    let seen = match state.secrets.revealed {
        true => plain,
        false => Arc::new(plain.masked(mask)),
    };
    let Some(contents) = at_hand(state) else {
        return Vec::new();
    };
    contents.loaded = Loaded::Ready(seen.clone());
    contents.window = Window::default();
    index(seen, contents.watch.clone())
}

/// What is to be hidden of a version's contents as long as values are masked.
pub(super) fn hidden(state: &State, version: Version) -> Hidden {
    let (secrets, tree) = (&state.secrets, state.tree.as_deref());
    if let (Some(found), Some(tree)) = (secrets.found(), tree) {
        return Hidden::Known(found.mask(tree, version));
    }
    let values = secrets.veil.as_ref().map(|veil| veil.values());
    let path = tree.and_then(|tree| {
        let content = tree.content_of(version.record()?)?;
        Some(tree.path(tree.content(content).node))
    });
    Hidden::Unknown(path.unwrap_or_default(), values.unwrap_or_default())
}

/// Counts lines behind.
fn index(preview: Arc<Preview>, watch: Watch) -> Vec<Effect> {
    vec![Effect::Job(Job::new(Slot::Index, move |_| {
        preview.index_lines(&watch).ok().map(|()| Outcome::Indexed)
    }))]
}

/// The number of lines is known.
pub(in crate::tui::update) fn indexed(state: &mut State) -> Vec<Effect> {
    let height = state.look_height();
    if let Some(contents) = at_hand(state) {
        if contents.to_end {
            end(contents, height);
        }
        if contents.window.lines.is_empty() {
            // What stands there was not to be found quickly.
            contents.window.of = None;
        }
    }
    Vec::new()
}

/// An action while contents are shown.
pub(in crate::tui::update) fn act(state: &mut State, action: Action) -> Vec<Effect> {
    let height = state.look_height();
    let page = height.saturating_sub(1).max(1) as u64;
    let Some(Over::Contents(contents)) = state.over.last_mut() else {
        return Vec::new();
    };
    let (node, layer) = (contents.node, usize::from(contents.version.layer));
    contents.to_end = false;
    match action {
        Action::Up => by(contents, -1),
        Action::Down => by(contents, 1),
        Action::PageUp => by(contents, -(page as i64)),
        Action::PageDown => by(contents, page as i64),
        Action::First => contents.top = contents.first(),
        Action::Last => end(contents, height),
        Action::Left => contents.left = contents.left.saturating_sub(SIDEWAYS),
        Action::Right if !contents.wrap && !contents.hex => contents.left += SIDEWAYS,
        Action::ToggleWrap => {
            contents.wrap = !contents.wrap;
            contents.left = 0;
        }
        Action::ToggleHex => toggle_hex(contents),
        Action::Search => return prompt::ask(state, Asking::SearchContents, ""),
        Action::NextMatch => return find(contents, Direction::Forward),
        Action::PreviousMatch => return find(contents, Direction::Backward),
        Action::Extract => return super::extract(state, node, layer),
        Action::CopyPath => return super::super::files::copy_path_of(state, node),
        _ => {}
    }
    Vec::new()
}

fn by(contents: &mut Contents, rows: i64) {
    let top = contents
        .top
        .saturating_add_signed(rows)
        .max(contents.first());
    // Never past the last row, where that is known; where not, the window tells.
    contents.top = match contents.len() {
        Some(len) => top.min(
            (len + contents.first())
                .saturating_sub(1)
                .max(contents.first()),
        ),
        None => top,
    };
}

/// The last page, or a promise of it.
fn end(contents: &mut Contents, height: usize) {
    match contents.len() {
        Some(len) => {
            let top = (len + contents.first()).saturating_sub(height as u64);
            contents.top = top.max(contents.first());
            contents.to_end = false;
        }
        None => contents.to_end = true,
    }
}

/// The other way to look at them, where one was there last, else at the same place.
fn toggle_hex(contents: &mut Contents) {
    let Some(preview) = contents.preview().cloned() else {
        return;
    };
    let top = contents.top;
    contents.hex = !contents.hex;
    contents.left = 0;
    contents.top = match (contents.hex, contents.other_top.replace(top)) {
        (true, _) => preview.offset_of_line(top).unwrap_or(0) / HEX_ROW,
        (false, Some(line)) => line.max(1),
        (false, None) => 1,
    };
}

/// Scrolls with the wheel.
pub(in crate::tui::update) fn scroll(state: &mut State, rows: isize) {
    if let Some(Over::Contents(contents)) = state.over.last_mut() {
        by(contents, rows as i64);
    }
}

/// What is searched for is complete.
pub(in crate::tui::update) fn search_done(
    state: &mut State,
    text: &str,
) -> Result<Vec<Effect>, String> {
    let kind = state.files.kind;
    let Some(Over::Contents(contents)) = state.over.last_mut() else {
        return Ok(Vec::new());
    };
    if text.is_empty() {
        contents.search = None;
        return Ok(Vec::new());
    }
    let pattern = Pattern::new(text, kind)?;
    let text = text.to_owned();
    contents.search = Some(Search {
        text,
        pattern,
        found: None,
    });
    Ok(find(contents, Direction::Forward))
}

/// Looks for the next match: from the last one, else from the top of the window.
fn find(contents: &mut Contents, direction: Direction) -> Vec<Effect> {
    let (Some(preview), Some(search)) = (contents.preview().cloned(), &contents.search) else {
        return Vec::new();
    };
    let window = match contents.hex {
        true => contents.top * HEX_ROW,
        false => preview.offset_of_line(contents.top).unwrap_or(0),
    };
    let from = match (search.found, direction) {
        (Some(found), Direction::Forward) => found.offset + 1,
        (Some(found), Direction::Backward) => found.offset,
        (None, _) => window,
    };
    let (pattern, watch) = (search.pattern.clone(), contents.watch.clone());
    let job = Job::new(Slot::Find, move |_| {
        match preview.search(&pattern, from, direction, &watch) {
            Ok(found) => Some(Outcome::Found(Ok(found))),
            Err(PreviewError::Cancelled) => None,
            Err(PreviewError::Failed(what)) => Some(Outcome::Found(Err(what))),
        }
    });
    vec![Effect::Job(job)]
}

/// A search has ended.
pub(in crate::tui::update) fn found(
    state: &mut State,
    found: Result<Option<Match>, String>,
) -> Vec<Effect> {
    let (height, width) = (state.look_height() as u64, state.look_width() as u64);
    let Some(contents) = at_hand(state) else {
        return Vec::new();
    };
    let Some(search) = &mut contents.search else {
        return Vec::new();
    };
    let text = search.text.clone();
    search.found = found.as_ref().ok().copied().flatten().or(search.found);
    match found {
        Ok(Some(found)) => {
            let row = match contents.hex {
                true => found.offset / HEX_ROW,
                false => found.line,
            };
            if row < contents.top || row >= contents.top + height {
                contents.top = row.saturating_sub(height / 3).max(contents.first());
            }
            let room = width.saturating_sub(contents.gutter() as u64);
            if !contents.wrap && !(contents.left..contents.left + room).contains(&found.end_column)
            {
                contents.left = found.column.saturating_sub(room / 2);
            }
            if found.wrapped {
                state.say(format!("{text}: searched on from the other end"));
            }
        }
        Ok(None) => state.complain(format!("nothing matches {text}")),
        Err(what) => state.complain(what),
    }
    Vec::new()
}

/// Reads what stands in the window, when that is another than before.
pub(in crate::tui::update) fn settle(state: &mut State) {
    let (height, width) = (state.look_height(), state.look_width());
    let Some(Over::Contents(contents)) = state.over.last_mut() else {
        return;
    };
    let Some(preview) = contents.preview().cloned() else {
        return;
    };
    let of = View {
        size: (height, width),
        from: (contents.top, contents.left),
        how: (contents.hex, contents.wrap),
    };
    if contents.window.of == Some(of) {
        return;
    }
    let made = match contents.hex {
        true => preview.hex(contents.top, height).map(|rows| Window {
            rows,
            ..Window::default()
        }),
        false => text(contents, &preview, height, width),
    };
    match made {
        Ok(window) => {
            contents.window = Window {
                of: Some(of),
                ..window
            }
        }
        Err(error) => contents.loaded = Loaded::Failed(error.to_string()),
    }
}

/// Lines of text; where the end stands in the middle of the window, the window moves up.
fn text(
    contents: &mut Contents,
    preview: &Preview,
    height: usize,
    width: usize,
) -> Result<Window, PreviewError> {
    let room = width.saturating_sub(contents.gutter()).max(1);
    let window = preview.lines(contents.top, height, contents.left, room)?;
    let missing = height - window.lines.len().min(height);
    if window.rest == Rest::End && missing > 0 && contents.top > 1 && !contents.wrap {
        contents.top = contents.top.saturating_sub(missing as u64).max(1);
        let window = preview.lines(contents.top, height, contents.left, room)?;
        return Ok(Window {
            lines: window.lines,
            ..Window::default()
        });
    }
    let lines = match contents.wrap {
        true => broken(preview, window.lines, height, room)?,
        false => window.lines,
    };
    Ok(Window {
        lines,
        ..Window::default()
    })
}

/// Each line broken into as many rows as it takes, until the window is full.
fn broken(
    preview: &Preview,
    lines: Vec<Line>,
    height: usize,
    room: usize,
) -> Result<Vec<Line>, PreviewError> {
    let mut rows = Vec::new();
    for line in lines {
        let (number, mut more) = (line.number, line.right);
        rows.push(line);
        let mut column = room as u64;
        while more && rows.len() < height {
            let next = preview.lines(number, 1, column, room)?.lines.pop();
            let Some(part) = next else { break };
            more = part.right;
            column += room as u64;
            rows.push(part);
        }
        if rows.len() >= height {
            break;
        }
    }
    rows.truncate(height);
    Ok(rows)
}
