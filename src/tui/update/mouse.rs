//! The mouse: the wheel scrolls what is under it, a click selects, the divider can be dragged.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::super::action::{Action, Screen};
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::layout::Layout;
use super::super::state::{Over, Pane, Prompt, State, inside};
use super::super::tabs;
use super::{about, act, duplicates, files, layers, life, look, over, secrets, waste};
use crate::text::cells;

/// Rows that one turn of the wheel scrolls.
const WHEEL: isize = 3;

/// Takes an event of the mouse.
pub(super) fn mouse(state: &mut State, event: MouseEvent) -> Vec<Effect> {
    let Some(layout) = state.layout() else {
        return Vec::new();
    };
    if matches!(event.kind, MouseEventKind::Down(_)) {
        state.status = None;
        match &state.prompt {
            // What was typed so far is in force already; a click goes on with it.
            Some(Prompt::Line { asking, .. }) if asking.is_live() => state.prompt = None,
            Some(_) => return Vec::new(),
            None => {}
        }
    }
    if let Some(Over::Life(_)) = state.over.last() {
        return over_life(state, &layout, event);
    }
    if !state.over.is_empty() {
        return over_panes(state, event);
    }
    let pane = layout.pane_at(event.column, event.row);
    match event.kind {
        MouseEventKind::ScrollUp => wheel(state, pane, -WHEEL),
        MouseEventKind::ScrollDown => wheel(state, pane, WHEEL),
        MouseEventKind::Down(MouseButton::Left) if on_divider(&layout, event) => {
            state.dragging = true;
            Vec::new()
        }
        MouseEventKind::Down(MouseButton::Left) => click(state, &layout, pane, event),
        MouseEventKind::Drag(MouseButton::Left) if state.dragging => {
            let width = u32::from(state.size.0.max(1));
            let percent = u32::from(event.column + 1) * 100 / width;
            state.share = u16::try_from(percent.clamp(10, 90)).ok();
            Vec::new()
        }
        MouseEventKind::Up(MouseButton::Left) => {
            state.dragging = false;
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// The wheel, over what stands over the panes.
fn over_panes(state: &mut State, event: MouseEvent) -> Vec<Effect> {
    let rows = match event.kind {
        MouseEventKind::ScrollUp => -WHEEL,
        MouseEventKind::ScrollDown => WHEEL,
        _ => return Vec::new(),
    };
    over::scroll(state, rows);
    look::scroll(state, rows);
    look::scroll_diff(state, rows);
    Vec::new()
}

fn on_divider(layout: &Layout, event: MouseEvent) -> bool {
    let edge = layout.main.x;
    let there = layout.layers.width > 0 && layout.main.width > 0;
    there && (event.column == edge || event.column + 1 == edge) && event.row > layout.main.y
}

fn wheel(state: &mut State, pane: Option<Pane>, rows: isize) -> Vec<Effect> {
    match pane {
        Some(Pane::Layers) => {
            let height = state.layout().map_or(1, |layout| inside(layout.layers));
            let (len, cursor) = (state.layers.rows.len(), &mut state.layers.cursor);
            let before = cursor.at;
            cursor.scroll(rows, len, height.saturating_sub(1).max(1));
            if cursor.at == before {
                return Vec::new();
            }
            layers::selected(state)
        }
        Some(Pane::Details) => {
            state.details = state.details.saturating_add_signed(rows);
            Vec::new()
        }
        Some(Pane::Main) => {
            match state.screen {
                Screen::Tree => return files::scroll(state, rows),
                Screen::Waste => waste::scroll(state, rows),
                Screen::Duplicates => duplicates::scroll(state, rows),
                Screen::Image => about::scroll(state, rows),
                Screen::Secrets => secrets::scroll(state, rows),
            }
            Vec::new()
        }
        None => Vec::new(),
    }
}

fn over_life(state: &mut State, layout: &Layout, event: MouseEvent) -> Vec<Effect> {
    match event.kind {
        MouseEventKind::ScrollUp => life::scroll(state, -WHEEL),
        MouseEventKind::ScrollDown => life::scroll(state, WHEEL),
        MouseEventKind::Down(MouseButton::Left) => {
            if let Some(row) = event.row.checked_sub(layout.body.y + 1) {
                life::click(state, usize::from(row));
            }
        }
        _ => {}
    }
    Vec::new()
}

fn click(state: &mut State, layout: &Layout, pane: Option<Pane>, event: MouseEvent) -> Vec<Effect> {
    let Some(pane) = pane else {
        return Vec::new();
    };
    state.pane = pane;
    if pane == Pane::Layers {
        // Border and column headers stand above the first row.
        let row = usize::from(event.row.saturating_sub(layout.layers.y));
        if let Some(row) = row.checked_sub(2) {
            return layers::go(state, Step::To(state.layers.cursor.top + row));
        }
    }
    // The border stands above the first row.
    let row = usize::from(event.row.saturating_sub(layout.main.y));
    let cell = usize::from(event.column.saturating_sub(layout.main.x + 1));
    if pane != Pane::Main {
        return Vec::new();
    }
    let Some(row) = row.checked_sub(1) else {
        let room = usize::from(layout.main.width.saturating_sub(2));
        let tab = tab(state.screen, room, cell);
        return tab.map_or_else(Vec::new, |screen| act(state, Action::Show(screen)));
    };
    match state.screen {
        Screen::Tree if row == 1 => return sort_at(state, layout, cell),
        Screen::Tree if row >= 2 => return files::select_row(state, row - 2),
        Screen::Tree => {}
        Screen::Waste => waste::click(state, row),
        Screen::Duplicates => duplicates::click(state, row),
        Screen::Image => about::click(state, row),
        Screen::Secrets => return secrets::click(state, row),
    }
    Vec::new()
}

/// A click on the tree's column headers.
fn sort_at(state: &mut State, layout: &Layout, cell: usize) -> Vec<Effect> {
    let width = usize::from(layout.main.width.saturating_sub(2));
    let columns = state.start.columns.fitting(width, state.files.attributes);
    match columns.sort_at(cell) {
        // Sorted by it already: the other way round.
        Some(sort) if sort == state.files.sort => act(state, Action::ReverseSort),
        Some(sort) => files::sort_by(state, sort),
        None => Vec::new(),
    }
}

/// The screen whose tab stands at a cell of the main pane's border.
fn tab(chosen: Screen, room: usize, cell: usize) -> Option<Screen> {
    // A blank stands before the first.
    let mut end = 1;
    let mut tabs = tabs::texts(chosen, room).into_iter();
    let found = tabs.find(|(_, text)| {
        end += cells(text);
        cell < end
    });
    found.map(|(screen, _)| screen)
}
