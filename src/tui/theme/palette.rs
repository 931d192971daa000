//! Truecolor themes on terminals that know 256 colours: each colour becomes the nearest one.
//!
//! Only the cube of 6x6x6 colours and the ramp of greys are used (numbers 16 to 255): the first
//! sixteen are the user's own and may be anything (xterm's 256colres.h).

use ratatui::style::{Color, Style};

use super::Theme;

/// Steps of the cube, per channel.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Theme {
    /// The same theme without truecolor.
    #[must_use]
    pub fn in_256(self) -> Theme {
        self.map(|style| Style {
            fg: style.fg.map(nearest),
            bg: style.bg.map(nearest),
            underline_color: style.underline_color.map(nearest),
            ..style
        })
    }
}

fn nearest(color: Color) -> Color {
    let Color::Rgb(red, green, blue) = color else {
        return color;
    };
    let wanted = [red, green, blue];
    let steps = wanted.map(nearest_step);
    let cube = (far(wanted, steps.map(|step| STEPS[step])), {
        16 + 36 * steps[0] + 6 * steps[1] + steps[2]
    });
    let mean = wanted
        .iter()
        .map(|&channel| usize::from(channel))
        .sum::<usize>()
        / 3;
    // Greys are 8, 18, 28 and so on to 238.
    let step = (mean.saturating_sub(3) / 10).min(23);
    let grey = (far(wanted, [(8 + 10 * step) as u8; 3]), 232 + step);
    // On a tie the cube, which has black and white.
    let (_, number) = if grey.0 < cube.0 { grey } else { cube };
    Color::Indexed(number as u8)
}

fn nearest_step(channel: u8) -> usize {
    let far = |step: &u8| step.abs_diff(channel);
    let best = STEPS.iter().enumerate().min_by_key(|(_, step)| far(step));
    best.map_or(0, |(at, _)| at)
}

fn far(one: [u8; 3], other: [u8; 3]) -> u32 {
    let square = |(a, b): (u8, u8)| u32::from(a.abs_diff(b)).pow(2);
    one.into_iter().zip(other).map(square).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_becomes_the_nearest_of_256() {
        for (rgb, number) in [
            ((0, 0, 0), 16),
            ((255, 255, 255), 231),
            ((255, 0, 0), 196),
            ((95, 135, 175), 67),
            ((8, 8, 8), 232),
            ((128, 128, 128), 244),
            ((238, 238, 238), 255),
            ((0x2c, 0x34, 0x48), 237),
        ] {
            let (red, green, blue) = rgb;
            let found = nearest(Color::Rgb(red, green, blue));
            assert_eq!(found, Color::Indexed(number), "{rgb:?}");
        }
        assert_eq!(nearest(Color::Red), Color::Red);
    }

    #[test]
    fn no_colour_is_nearer_than_the_one_that_is_taken() {
        let all: Vec<[u8; 3]> = (0..216usize)
            .map(|n| [STEPS[n / 36], STEPS[n / 6 % 6], STEPS[n % 6]])
            .chain((0..24u8).map(|n| [8 + 10 * n; 3]))
            .collect();
        for wanted in (0..4_096u32).map(|n| [n >> 8, n >> 4 & 15, n & 15].map(|c| c as u8 * 17)) {
            let [red, green, blue] = wanted;
            let Color::Indexed(number) = nearest(Color::Rgb(red, green, blue)) else {
                panic!("{wanted:?}");
            };
            let least = all.iter().map(|&other| far(wanted, other)).min();
            let taken = far(wanted, all[usize::from(number) - 16]);
            assert_eq!(Some(taken), least, "{wanted:?} {number}");
        }
    }

    #[test]
    fn a_theme_keeps_everything_but_truecolor() {
        for name in Theme::NAMES {
            let theme = Theme::named(name).unwrap();
            let told = format!("{:?}", theme.in_256());
            assert!(!told.contains("Rgb("), "{name}");
        }
        assert_eq!(Theme::terminal().in_256(), Theme::terminal());
        assert_eq!(Theme::mono().in_256(), Theme::mono());
    }
}
