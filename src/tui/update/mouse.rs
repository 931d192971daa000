//! The mouse: the wheel scrolls what is under it, a click selects, the divider can be dragged.

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::super::action::{Action, Screen};
use super::super::columns::Columns;
use super::super::cursor::Step;
use super::super::effect::Effect;
use super::super::layout::Layout;
use super::super::place::Place;
use super::super::state::{Pane, State, inside};
use super::{act, files, layers};

/// Rows that one turn of the wheel scrolls.
const WHEEL: isize = 3;

/// Takes an event of the mouse.
pub(super) fn mouse(state: &mut State, event: MouseEvent) -> Vec<Effect> {
    let Some(layout) = state.layout() else {
        return Vec::new();
    };
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
                Vec::new()
            } else {
                layers::changed(state)
            }
        }
        Some(Pane::Details) => {
            state.details = state.details.saturating_add_signed(rows);
            Vec::new()
        }
        Some(Pane::Main) if state.place_of_main() == Place::Tree => files::scroll(state, rows),
        _ => Vec::new(),
    }
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
    let row = usize::from(event.row.saturating_sub(layout.main.y));
    let cell = usize::from(event.column.saturating_sub(layout.main.x + 1));
    if pane == Pane::Main && row == 0 {
        return tab(cell).map_or_else(Vec::new, |screen| act(state, Action::Show(screen)));
    }
    if pane == Pane::Main && state.place_of_main() == Place::Tree && row == 2 {
        let width = usize::from(layout.main.width.saturating_sub(2));
        let columns = Columns::of(width, state.files.attributes);
        let sort = columns.sort_at(cell);
        return sort.map_or_else(Vec::new, |sort| files::sort_by(state, sort));
    }
    if pane == Pane::Main
        && state.place_of_main() == Place::Tree
        && let Some(row) = row.checked_sub(3)
    {
        return files::select_row(state, row);
    }
    Vec::new()
}

/// The screen whose tab stands at a cell of the main pane's border: see [`crate::tui::view`].
fn tab(cell: usize) -> Option<Screen> {
    let mut end = 1;
    Screen::ALL.into_iter().find(|screen| {
        // A number, a blank and the title, with a bracket or a blank on both sides.
        end += screen.title().len() + 4;
        cell < end
    })
}
