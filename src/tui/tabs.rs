//! The tabs in the main pane's border: how they are written in the room that there is, for those
//! who draw them and for clicks on them.

use super::action::Screen;
use crate::text::cells;

/// Each screen with the text of its tab: a number and a title, in brackets where it is chosen.
/// Where not all fit, titles are shortened, then left out but for the chosen one's.
pub(super) fn texts(chosen: Screen, room: usize) -> Vec<(Screen, String)> {
    let with = |title: fn(Screen, bool) -> &'static str| -> Vec<(Screen, String)> {
        let numbered = Screen::ALL.into_iter().zip(1..);
        numbered
            .map(|(screen, number)| {
                let is_chosen = screen == chosen;
                let text = format!("{number} {}", title(screen, is_chosen));
                let text = match is_chosen {
                    true => format!("[{text}]"),
                    false => format!(" {} ", text.trim_end()),
                };
                (screen, text)
            })
            .collect()
    };
    // A blank stands before the first and behind the last.
    let fits = |tabs: &[(Screen, String)]| {
        tabs.iter().map(|(_, text)| cells(text)).sum::<usize>() + 2 <= room
    };
    let whole = with(|screen, _| screen.title());
    if fits(&whole) {
        return whole;
    }
    let short = with(|screen, _| screen.short());
    if fits(&short) {
        return short;
    }
    with(|screen, chosen| if chosen { screen.title() } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(chosen: Screen, room: usize) -> String {
        let tabs = texts(chosen, room);
        tabs.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn tabs_are_shortened_until_all_fit() {
        for (room, text) in [
            (55, " 1 Tree  2 Waste  3 Duplicates  4 Image [5 Secrets]"),
            (46, " 1 Tree  2 Waste  3 Dup  4 Image [5 Secrets]"),
            (30, " 1  2  3  4 [5 Secrets]"),
        ] {
            assert_eq!(line(Screen::Secrets, room), text);
        }
    }
}
