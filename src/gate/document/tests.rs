//! Texts, places and problems of both formats.

use super::*;

fn at(line: u64, column: u64) -> Option<Place> {
    Some(Place { line, column })
}

/// The tree without its places, for comparing.
fn told(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Text(text) => format!("'{text}'@{}:{}", node.place.line, node.place.column),
        Value::List(items) => format!("[{}]", items.iter().map(told).collect::<String>()),
        Value::Map(items) => {
            let item = |(at, key, value): &(Place, String, Node)| {
                format!("{key}@{}:{}={};", at.line, at.column, told(value))
            };
            format!("{{{}}}", items.iter().map(item).collect::<String>())
        }
    }
}

#[test]
fn yaml_keeps_texts_and_places() {
    let text = "# c\nrules:\n  a: 0.9\n  b: [20MB, off]\n  'c': \"0.10\"\n  d:\n";
    let node = yaml(text).unwrap();
    let expected = "{rules@2:1={a@3:3='0.9'@3:6;b@4:3=['20MB'@4:7'false'@4:13];\
                    c@5:3='0.10'@5:8;d@6:3=null;};}";
    assert_eq!(told(&node), expected);
    assert_eq!(yaml("").unwrap().value, Value::Null);
}

#[test]
fn toml_keeps_texts_and_places() {
    let text = "# ü\n[rules]\nb = [\"20MB\", false]\na = 0.9\n\n[rules.c]\nd = 4_096\n";
    let node = toml(text).unwrap();
    let expected = "{rules@2:2={b@3:1=['20MB'@3:6'false'@3:14];a@4:1='0.9'@4:5;\
                    c@6:8={d@7:1='4096'@7:5;};};}";
    assert_eq!(told(&node), expected);
}

#[test]
fn what_is_no_document_is_one_problem_at_its_place() {
    let deep = "[".repeat(40) + &"]".repeat(40);
    for (text, place, message) in [
        (
            "a: 1\na: 2\n",
            at(2, 1),
            "key 'a' stands here a second time",
        ),
        ("a: 1\n b: 2\n", at(2, 3), ""),
        ("a: [1\n", None, ""),
        ("a: 1\n---\nb: 2\n", at(3, 1), "second document"),
        ("a: *b\n", at(1, 4), ""),
        (deep.as_str(), at(1, 17), "in each other"),
        ("a: .nan\n", at(1, 4), "'.nan' is no number"),
    ] {
        let problem = yaml(text).unwrap_err();
        if place.is_some() {
            assert_eq!(problem.place, place, "{text}");
        }
        assert!(
            problem.message.to_lowercase().contains(message),
            "{text} {problem:?}"
        );
        assert!(!problem.message.contains('\n') && !problem.message.contains(" line "));
    }
    for (text, place, message) in [
        ("a = 1\na = 2\n", at(2, 1), "duplicate key"),
        ("a = \n", at(1, 5), ""),
        ("a = 1 b = 2\n", at(1, 9), ""),
        ("a = 'x\n", None, ""),
        (&format!("a = {deep}"), None, "each other"),
    ] {
        let problem = toml(text).unwrap_err();
        if place.is_some() {
            assert_eq!(problem.place, place, "{text}");
        }
        assert!(problem.message.contains(message), "{text} {problem:?}");
    }
}

#[test]
fn bombs_of_aliases_and_of_depth_are_refused_where_they_grow() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(10);
        text += &format!("a{level}: &a{level} [{}]\n", before.trim_end_matches(", "));
    }
    let problem = yaml(&text).unwrap_err();
    assert!(problem.message.starts_with("more values"));
    // A level holds ten times what the one before it does: the fifth would be too many values, and
    // nothing is read behind it.
    assert!(problem.place.is_some_and(|place| place.line <= 5));
    let deep = "a:\n".to_owned()
        + &(1..20_000)
            .map(|n| " ".repeat(n % 300) + "a:\n")
            .collect::<String>();
    assert!(yaml(&deep).is_err());
    assert!(toml(&format!("a = {}", "[".repeat(100_000))).is_err());
    assert!(toml(&"a.".repeat(100_000)).is_err());
}
