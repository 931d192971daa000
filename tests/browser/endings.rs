//! However the browser ends or stops, the terminal is as it was found; and at rest it rests.

use std::time::Duration;

use crate::pty::{Pty, Start, wait};

fn open(name: &str, value: &str) -> Pty {
    let pty = Start::layerscope("demo").with(name, value).go();
    pty.wait_for("efficiency");
    pty.assert_taken();
    pty
}

#[test]
fn every_end_gives_the_terminal_back_and_says_why_by_its_code() {
    type Deed = fn(&mut Pty);
    let endings: [(&str, u32, Deed); 6] = [
        ("q", 0, |pty| pty.send("q")),
        ("ctrl-c", 0, |pty| pty.send("\x03")),
        ("TERM", 143, |pty| pty.signal("TERM")),
        ("HUP", 129, |pty| pty.signal("HUP")),
        ("INT", 130, |pty| pty.signal("INT")),
        // In the middle of a prompt over a zoomed pane.
        ("TERM in a prompt", 143, |pty| {
            pty.keys("\tzf", "filter");
            pty.signal("TERM");
        }),
    ];
    for (name, code, end) in endings {
        let mut pty = open("A", "b");
        end(&mut pty);
        assert_eq!(pty.code(), code, "{name}");
        pty.assert_given_back();
    }
}

/// Only debug builds can be asked to panic.
#[cfg(debug_assertions)]
#[test]
fn a_panic_is_read_on_the_main_screen() {
    for (place, said) in [
        ("screen", "asked to, on the screen's thread"),
        ("thread", "asked to, on another thread"),
    ] {
        let mut pty = open("LAYERSCOPE_PANIC", place);
        pty.send("!");
        assert_eq!(pty.code(), 101, "{place}");
        pty.assert_given_back();
        pty.drain();
        let screen = pty.screen();
        assert!(screen.contains(said), "{place}: {screen}");
    }
}

#[test]
fn a_stop_gives_the_terminal_back_and_going_on_takes_it_again() {
    type Deed = fn(&mut Pty);
    let stops: [(&str, Deed); 2] = [
        ("ctrl-z", |pty| pty.send("\x1a")),
        ("TSTP", |pty| pty.signal("TSTP")),
    ];
    for (name, stop) in stops {
        let mut pty = open("A", "b");
        pty.keys("jj", "changes by layer 2");
        stop(&mut pty);
        pty.wait_state('T');
        pty.assert_given_back();
        // The terminal became another one in the meantime.
        pty.resize(100, 30);
        pty.signal("CONT");
        pty.assert_taken();
        pty.wait_for("changes by layer 2");
        let width = pty.screen().lines().map(|line| line.chars().count()).max();
        assert_eq!(width, Some(100), "{name}: {}", pty.screen());
        pty.keys("j", "changes by layer 3");
        pty.send("q");
        assert_eq!(pty.code(), 0, "{name}");
        pty.assert_given_back();
    }
}

#[test]
fn a_closed_terminal_ends_the_browser() {
    let mut pty = Start::shell("exec \"$L\" demo 2>errors").go();
    pty.wait_for("efficiency");
    pty.hang_up();
    let code = pty.code();
    let errors = std::fs::read_to_string(pty.folder.path().join("errors")).unwrap();
    assert_eq!((code, errors.as_str()), (129, ""));
}

/// Ticks of processor time, and how often its threads slept and woke.
fn spent(id: u32) -> (u64, u64) {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
    let ticks = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
    let mut switches = 0;
    for task in std::fs::read_dir(format!("/proc/{id}/task")).unwrap() {
        // A job's thread may end between the listing and the reading.
        let Ok(status) = std::fs::read_to_string(task.unwrap().path().join("status")) else {
            continue;
        };
        let lines = status.lines().filter(|line| line.contains("ctxt_switches"));
        switches += lines
            .map(|line| {
                line.split_whitespace()
                    .last()
                    .unwrap()
                    .parse::<u64>()
                    .unwrap()
            })
            .sum::<u64>();
    }
    (ticks, switches)
}

/// Two seconds in which nobody does anything: no thread wakes even once.
#[test]
fn nothing_polls() {
    let pty = open("A", "b");
    let rest = |time| {
        let before = spent(pty.id());
        std::thread::sleep(time);
        before == spent(pty.id())
    };
    // Reading and verifying have to be over.
    wait("at rest", || rest(Duration::from_millis(300)));
    assert!(
        rest(Duration::from_secs(2)),
        "something runs while nobody does anything"
    );
}
